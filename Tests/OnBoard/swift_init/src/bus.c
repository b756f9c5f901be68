/* Entries in C: one that comes up before those in Swift that need it, one behind them. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

#include "Bridging-Header.h"

int start_bus(void)
{
	printk("bus comes up\n");
	return 0;
}
static int stop_bus(void)
{
	printk("bus goes down\n");
	return 0;
}
/* By its priority it would be the last one. */
SYS_INIT_NAMED_SHUTDOWN(bus, start_bus, stop_bus, POST_KERNEL, 99);

int start_radio(void)
{
	return -ENODEV;
}
SYS_INIT(start_radio, POST_KERNEL, 0);

static int start_control(void)
{
	printk("control comes up\n");
	return 0;
}
static int stop_control(void)
{
	printk("control goes down\n");
	return 0;
}
/* By its priority it would be the first one of its level. */
SYS_INIT_NAMED_SHUTDOWN(control, start_control, stop_control, APPLICATION, 0);
SYS_INIT_DEPENDS(control, filter);

/* A fault in the boot, before any thread runs and before the console is up. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int read_far(void)
{
	return (int)*(volatile uint32_t *)0xf0000000;
}
SYS_INIT(read_far, EARLY, 0);

int main(void)
{
	printk("not reached\n");
	return 0;
}

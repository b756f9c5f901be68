/* An entry that is required does not come up: what is up goes down, and the run ends. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int link_up(void)
{
	return 0;
}
static int link_down(void)
{
	printk("link goes down\n");
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(link, link_up, link_down, POST_KERNEL, 0);

static int fail(void)
{
	return -EIO;
}
SYS_INIT_NAMED(sensor, fail, POST_KERNEL, 1);

static int never(void)
{
	printk("not reached\n");
	return 0;
}
/* Skipped for `sensor`, which is optional itself. */
SYS_INIT_NAMED(control, never, APPLICATION, 0);
SYS_INIT_DEPENDS(control, sensor);
SYS_INIT_POLICY(control, REQUIRED);
SYS_INIT_NAMED(later, never, APPLICATION, 1);

int main(void)
{
	printk("not reached\n");
	return 0;
}

/* A required entry fails before the console is up: the report brings the console up. */
#include <errno.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int fail(void)
{
	return -EIO;
}
SYS_INIT_NAMED(sensor, fail, EARLY, 0);
SYS_INIT_POLICY(sensor, REQUIRED);

static int up(void)
{
	printk("nobody comes here\n");
	return 0;
}
SYS_INIT_NAMED(later, up, APPLICATION, 0);

int main(void)
{
	printk("nor here\n");
	return 0;
}

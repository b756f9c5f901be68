/* The walk back goes on after a failure, and stops at an essential entry that does not go down. */
#include <errno.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int up(void)
{
	return 0;
}

static int first_down(void)
{
	printk("nobody comes here\n");
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(first, up, first_down, APPLICATION, 0);

static int fail(void)
{
	printk("the valve stays open\n");
	return -EIO;
}
SYS_INIT_NAMED_SHUTDOWN(valve, up, fail, APPLICATION, 1);
SYS_INIT_POLICY(valve, ESSENTIAL);
SYS_INIT_NAMED_SHUTDOWN(optional, up, fail, APPLICATION, 2);

static int spin(void)
{
	while (true) {
		k_busy_wait(1);
	}
}
SYS_INIT_NAMED_SHUTDOWN(required, up, spin, APPLICATION, 3);
SYS_INIT_POLICY(required, REQUIRED);
SYS_INIT_DEADLINE(required, 20);

int main(void)
{
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

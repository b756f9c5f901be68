/* An entry that is essential does not come up: the system halts at once, and nothing goes down. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int link_up(void)
{
	return 0;
}
static int link_down(void)
{
	printk("not reached\n");
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(link, link_up, link_down, POST_KERNEL, 0);

static __noinline int run_illegal(void)
{
	__builtin_trap();
}
SYS_INIT_NAMED(sensor, run_illegal, POST_KERNEL, 1);
SYS_INIT_POLICY(sensor, ESSENTIAL);

int main(void)
{
	printk("not reached\n");
	return 0;
}

/* A fault in the boot, before any thread runs and before the console is up. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static __noinline int run_illegal(void)
{
	__builtin_trap();
}
SYS_INIT(run_illegal, EARLY, 0);

int main(void)
{
	printk("not reached\n");
	return 0;
}

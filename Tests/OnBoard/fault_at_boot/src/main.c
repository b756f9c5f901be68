/* A fault in the first entry of the boot, before the console is up: it is reported, and the boot goes on. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static __noinline int run_illegal(void)
{
	__builtin_trap();
}
SYS_INIT(run_illegal, EARLY, 0);

int main(void)
{
	printk("the boot went on\n");
	return 0;
}

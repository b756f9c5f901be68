/* The application's handler of fatal errors faults itself. */
#include <zephyr/kernel.h>

static __noinline void run_illegal(void)
{
	__builtin_trap();
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
	run_illegal();
	printk("not reached\n");
}

int main(void)
{
	run_illegal();
	printk("not reached\n");
	return 0;
}

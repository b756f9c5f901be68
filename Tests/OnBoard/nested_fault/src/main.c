/* The application's handler of fatal errors faults itself. */
#include <zephyr/kernel.h>

static __noinline void read_far(void)
{
	(void)*(volatile uint32_t *)0xf0000000;
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
	read_far();
	printk("not reached\n");
}

int main(void)
{
	read_far();
	printk("not reached\n");
	return 0;
}

/* k_panic ends the run even if the handler returns. */
#include <zephyr/kernel.h>

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
}

static __noinline void give_up(void)
{
	k_panic();
	printk("not reached\n");
}

int main(void)
{
	give_up();
	return 0;
}

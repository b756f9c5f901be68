/* A fault in an interrupt handler ends the run, even if the application's handler returns. */
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
}

static void read_far(const void *parameter)
{
	ARG_UNUSED(parameter);
	(void)*(volatile uint32_t *)0xf0000000;
}

int main(void)
{
	irq_offload(read_far, NULL);
	printk("not reached\n");
	return 0;
}

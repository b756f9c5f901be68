/* A fault in an interrupt handler ends the run, even if the application's handler returns. */
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
}

static __noinline void run_illegal(const void *parameter)
{
	ARG_UNUSED(parameter);
	__builtin_trap();
}

int main(void)
{
	irq_offload(run_illegal, NULL);
	printk("not reached\n");
	return 0;
}

/* k_oops in an interrupt handler. */
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

static void give_up(const void *parameter)
{
	ARG_UNUSED(parameter);
	k_oops();
}

int main(void)
{
	irq_offload(give_up, NULL);
	printk("not reached\n");
	return 0;
}

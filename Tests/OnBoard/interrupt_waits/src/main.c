/* An interrupt handler that waits: no thread can take its place. */
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_SEM_DEFINE(empty, 0, 1);

static void wait_here(const void *parameter)
{
	ARG_UNUSED(parameter);
	k_sem_take(&empty, K_MSEC(1));
}

int main(void)
{
	irq_offload(wait_here, NULL);
	printk("not reached\n");
	return 0;
}

#include <bulkhead/image.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

void slow_isr(const void *device)
{
	printk("not reached\n");
}

int slow_init(const struct device *device)
{
	irq_enable(bulkhead_config_of(device)->interrupts[0].line);
	k_sleep(K_FOREVER);
	return 0;
}

#include <bulkhead/image.h>
#include <zephyr/kernel.h>

static volatile uint32_t *registers(const struct device *device)
{
	return (volatile uint32_t *)bulkhead_config_of(device)->base;
}

void ticker_isr(const void *device)
{
	printk("not reached\n");
}

/* Enabled, with its interrupt, every hundred cycles. */
int ticker_init(const struct device *device)
{
	registers(device)[2] = 100;
	registers(device)[0] = 0x9;
	return 0;
}

int ticker_shutdown(const struct device *device)
{
	while (registers(device)[3] == 0) {
	}
	if (!bulkhead_config_of(device)->properties[0]) {
		registers(device)[0] = 0;
		registers(device)[3] = 1;
	}
	return 0;
}

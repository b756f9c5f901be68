/*
 * Drivers that forget hardware which their bindings describe: a timer that the kernel can stop, whose
 * interrupt stays pending, and an alarm that it cannot; the careful ones beside them leave nothing.
 */
#include <bulkhead/init.h>
#include <string.h>
#include <zephyr/kernel.h>

static int start(void)
{
	return 0;
}

/* Goes down after the devices, while there is a console. */
static int witness(void)
{
	struct bulkhead_init_report report;

	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (strncmp(report.name, "care", 4) == 0) {
			printk("%s: %s, %d\n", report.name,
			       report.state == BULKHEAD_INIT_DOWN ? "down" : "not down", report.result);
		}
	}
	return 0;
}

SYS_INIT_NAMED_SHUTDOWN(witness, start, witness, PRE_KERNEL_2, 0);

int main(void)
{
#if defined(CONFIG_RISCV)
	const struct device *careless = DEVICE_DT_GET(DT_NODELABEL(rtc));

	printk("device_deinit: %d\n", device_deinit(careless));
	printk("device_init: %d\n", device_init(careless));
#endif
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

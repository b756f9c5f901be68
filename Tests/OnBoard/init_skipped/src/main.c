/* What depends on an entry that is not up is skipped, and what depends on that, too. */
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int succeed(void)
{
	return 0;
}
static int fail(void)
{
	return -EIO;
}
static int fail_device(const struct device *device)
{
	ARG_UNUSED(device);
	return -EIO;
}
SYS_INIT_NAMED(bus, fail, POST_KERNEL, 0);
SYS_INIT_NAMED(independent, succeed, POST_KERNEL, 1);
DEVICE_DEFINE(sensor, "sensor", fail_device, NULL, NULL, NULL, POST_KERNEL, 2, NULL);
SYS_INIT_NAMED(filter, succeed, APPLICATION, 3);
SYS_INIT_NAMED(control, succeed, APPLICATION, 0);
SYS_INIT_DEPENDS(sensor, bus);
SYS_INIT_DEPENDS(filter, sensor, independent);
SYS_INIT_DEPENDS(control, filter);

int main(void)
{
	struct bulkhead_init_report report;

	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (report.cause != NULL) {
			printk("%s: state %d for %s\n", report.name, report.state, report.cause);
		}
	}
	printk("sensor is %sready, device_init: %d\n",
	       device_is_ready(DEVICE_GET(sensor)) ? "" : "not ", device_init(DEVICE_GET(sensor)));
	return 0;
}

/* Init functions that fail: the boot says which, and goes on. */
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int broken_early(void)
{
	return -ENODEV;
}
SYS_INIT(broken_early, PRE_KERNEL_2, 0);

static int broken_late(void)
{
	return -EIO;
}
SYS_INIT(broken_late, APPLICATION, 0);

static int broken_device(const struct device *device)
{
	ARG_UNUSED(device);
	return -ETIMEDOUT;
}
DEVICE_DEFINE(gadget, "gadget", broken_device, NULL, NULL, NULL, POST_KERNEL, 50, NULL);

int main(void)
{
	printk("gadget is %sready\n", device_is_ready(DEVICE_GET(gadget)) ? "" : "not ");
	return 0;
}

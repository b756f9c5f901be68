/* The return of main takes the system down, in the reverse of the order in which it came up. */
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

#define STEP(step, result)                                                                         \
	static int step(void)                                                                      \
	{                                                                                          \
		printk(#step " comes up\n");                                                       \
		return 0;                                                                          \
	}                                                                                          \
	static int step##_down(void)                                                               \
	{                                                                                          \
		printk(#step " goes down\n");                                                      \
		return result;                                                                     \
	}

STEP(first, 0)
STEP(second, -EIO)
STEP(third, 0)
SYS_INIT_SHUTDOWN(first, first_down, POST_KERNEL, 90);
SYS_INIT_SHUTDOWN(second, second_down, POST_KERNEL, 10);
SYS_INIT_NAMED_SHUTDOWN(last, third, third_down, APPLICATION, 0);
SYS_INIT_DEPENDS(second, first);

static int broken(void)
{
	return -ENODEV;
}
static int broken_down(void)
{
	printk("what did not come up does not go down\n");
	return 0;
}
SYS_INIT_SHUTDOWN(broken, broken_down, APPLICATION, 1);

static int gadget_up(const struct device *device)
{
	return device_is_ready(device) ? -EIO : 0;
}
static int gadget_down(const struct device *device)
{
	printk("%s goes down, %sready\n", device->name, device_is_ready(device) ? "" : "not ");
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(gadget, "gadget", gadget_up, gadget_down, NULL, NULL, NULL, POST_KERNEL, 99, NULL);

static void work(void *first_argument, void *second_argument, void *third_argument)
{
	while (true) {
		k_msleep(1);
	}
}
K_THREAD_DEFINE(worker, 1024, work, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	z_sys_shutdown_enable();
	k_msleep(5);
	printk("main returns\n");
	return 7;
}

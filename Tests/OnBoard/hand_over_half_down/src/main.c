/* A device that another thread is taking down is half down: there is no hand-over beside it. */
#include <bulkhead/handoff.h>
#include <zephyr/device.h>
#include <zephyr/kernel.h>

static int engine_up(const struct device *device)
{
	return 0;
}

static int engine_down(const struct device *device)
{
	printk("%s goes down\n", device->name);
	k_msleep(500);
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(engine, "engine", engine_up, engine_down, NULL, NULL, NULL, POST_KERNEL, 50,
		       NULL);

static void stop_engine(void *first, void *second, void *third)
{
	device_deinit(DEVICE_GET(engine));
}
K_THREAD_DEFINE(stopper, 1024, stop_engine, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	k_msleep(10);
	printk("%s\n", bulkhead_refusal_text(bulkhead_hand_over()));
	return 0;
}

/* Entries that go down or come up on other threads when the system does: they are ended there. */
#include <bulkhead/init.h>
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static void tick(struct k_timer *timer)
{
	printk("not reached: a tick of who is not up\n");
}
static K_TIMER_DEFINE(timer, tick, NULL);

static int begun;

static int up(const struct device *device)
{
	return 0;
}

static int down(const struct device *device)
{
	return 0;
}

static int slow_down(const struct device *device)
{
	printk("%s goes down\n", device->name);
	begun++;
	k_msleep(500);
	printk("not reached: %s is down\n", device->name);
	return 0;
}

/* At boot at once, on request not. */
static int slow_again(const struct device *device)
{
	static bool was_up;

	if (was_up) {
		printk("%s comes up\n", device->name);
		k_timer_init(&timer, tick, NULL);
		k_timer_start(&timer, K_MSEC(50), K_MSEC(50));
		begun++;
		k_msleep(500);
		printk("not reached: %s is up\n", device->name);
	}
	was_up = true;
	return 0;
}

DEVICE_DEFINE_SHUTDOWN(engine, "engine", up, slow_down, NULL, NULL, NULL, POST_KERNEL, 1, NULL);
DEVICE_DEFINE_SHUTDOWN(pump, "pump", slow_again, down, NULL, NULL, NULL, POST_KERNEL, 2, NULL);
DEVICE_DEFINE_SHUTDOWN(valve, "valve", up, slow_down, NULL, NULL, NULL, POST_KERNEL, 3, NULL);

static void stop_engine(void *first, void *second, void *third)
{
	printk("not reached: %d\n", device_deinit(DEVICE_GET(engine)));
}
K_THREAD_DEFINE(engine_stopper, 1024, stop_engine, NULL, NULL, NULL, 5, 0, 0);

static void restart_pump(void *first, void *second, void *third)
{
	device_deinit(DEVICE_GET(pump));
	printk("not reached: %d\n", device_init(DEVICE_GET(pump)));
}
K_THREAD_DEFINE(pump_starter, 1024, restart_pump, NULL, NULL, NULL, 6, 0, 0);

static void stop_valve(struct k_work *work)
{
	printk("not reached: %d\n", device_deinit(DEVICE_GET(valve)));
}
static K_WORK_DEFINE(valve_stopper, stop_valve);

static void other_work(struct k_work *work)
{
	printk("the work queue goes on\n");
}
static K_WORK_DEFINE(other, other_work);

static int start(void)
{
	return 0;
}

/* Goes down before the clock does, and after those who are half way would have come to their end. */
static int witness(void)
{
	static const struct device *const devices[] = {
		DEVICE_GET(engine), DEVICE_GET(pump), DEVICE_GET(valve)};
	struct bulkhead_init_report report;

	k_work_submit(&other);
	k_msleep(700);
	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
			if (report.device == devices[i]) {
				printk("%s: state %d, %s, %sready\n", report.name, report.state,
				       report.result == -ECANCELED ? "cancelled" : "done",
				       device_is_ready(report.device) ? "" : "not ");
			}
		}
	}
	return 0;
}
SYS_INIT_SHUTDOWN(start, witness, APPLICATION, 0);

int main(void)
{
	k_work_submit(&valve_stopper);
	while (begun < 3) {
		k_msleep(1);
	}
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

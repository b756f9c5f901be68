/* The watchdog that looks after deadlines is the application's from the first wdt_setup on. */
#include <zephyr/drivers/watchdog.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static const struct device *const dog = DEVICE_DT_GET(DT_ALIAS(watchdog0));
static volatile int barks;

static int up(void)
{
	return 0;
}

static int mask(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	while (true) {
	}
}

/* Goes down after the watchdog's driver, which has stopped it. */
SYS_INIT_NAMED_SHUTDOWN(masks_down, up, mask, POST_KERNEL, 0);
SYS_INIT_DEPENDS(watchdog, masks_down);

/* The driver's init has not stopped what looks after this. */
SYS_INIT_NAMED(masks, mask, APPLICATION, 0);
SYS_INIT_DEPENDS(masks, watchdog);

static void bark(const struct device *dev, int channel)
{
	barks++;
}

static int start(void)
{
	struct wdt_timeout_cfg timeout = {.window = {0, 10}, .callback = bark};

	return wdt_install_timeout(dog, &timeout) || wdt_setup(dog, 0);
}
SYS_INIT(start, APPLICATION, 1);

/* No look feeds it. */
static int count_barks(void)
{
	int before = barks;

	k_busy_wait(35000);
	printk("%d barks while entries come up\n", barks - before);
	return 0;
}
SYS_INIT(count_barks, APPLICATION, 2);

int main(void)
{
	int before = barks;

	k_busy_wait(30000);
	printk("%d barks afterwards\n", barks - before);
	printk("stopped: %d\n", wdt_disable(dog));
	before = barks;
	k_busy_wait(30000);
	printk("%d barks then\n", barks - before);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

/* A watchdog that is fed, and then is not: it calls back once, and resets the machine. */
#include <zephyr/drivers/watchdog.h>
#include <zephyr/kernel.h>

static const struct device *const dog = DEVICE_DT_GET(DT_ALIAS(watchdog0));

/* Nothing may mask this handler, so it does no more than print. */
static void bark(const struct device *dev, int channel)
{
	printk("channel %d of %s was not fed\n", channel, dev->name);
}

int main(void)
{
	const struct wdt_timeout_cfg timeout = {
		.window = {.min = 0, .max = 200},
		.callback = bark,
		.flags = WDT_FLAG_RESET_SOC,
	};
	int channel = wdt_install_timeout(dog, &timeout);

	if (channel < 0 || wdt_setup(dog, 0) != 0) {
		printk("no watchdog\n");
		return 1;
	}
	for (int i = 0; i < 5; i++) {
		k_msleep(100);
		wdt_feed(dog, channel);
		printk("fed\n");
	}
	while (true) {
	}
}

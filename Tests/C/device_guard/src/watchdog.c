#include "tests.h"

#include <zephyr/drivers/watchdog.h>

DRIVER(int, setup, uint8_t options)
DRIVER(int, disable)
DRIVER(int, install, const struct wdt_timeout_cfg *timeout)
DRIVER(int, feed, int channel)

static const struct wdt_driver_api api = {
	.setup = setup, .disable = disable, .install_timeout = install, .feed = feed};
DEVICE(watchdog, NULL, &api);

static void calls(const struct device *watchdog)
{
	const struct wdt_timeout_cfg timeout = {.window = {0, 10}};

	CALL(wdt_setup(watchdog, 0));
	CALL(wdt_disable(watchdog));
	CALL(wdt_install_timeout(watchdog, &timeout));
	CALL(wdt_feed(watchdog, 0));
}

void watchdogs(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_watchdog)), calls);
}

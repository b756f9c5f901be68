/*
 * Watchdogs: devices that reset the machine, or call back, if nobody feeds them in time. A function on
 * one that is not up does nothing and gives -ENODEV, or -ESHUTDOWN once it went down.
 */
#ifndef ZEPHYR_DRIVERS_WATCHDOG_H
#define ZEPHYR_DRIVERS_WATCHDOG_H

#include <bulkhead/attributes.h>
#include <zephyr/device.h>
#include <zephyr/sys/util_macro.h>

BULKHEAD_NONNULL_BEGIN

/* For wdt_setup: when the watchdog's time stands still. */
#define WDT_OPT_PAUSE_IN_SLEEP BIT(0)
#define WDT_OPT_PAUSE_HALTED_BY_DBG BIT(1)

/* For wdt_timeout_cfg.flags: what happens once a timeout was missed. */
#define WDT_FLAG_RESET_SHIFT 0
#define WDT_FLAG_RESET_MASK (0x3 << WDT_FLAG_RESET_SHIFT)
#define WDT_FLAG_RESET_NONE (0 << WDT_FLAG_RESET_SHIFT)
#define WDT_FLAG_RESET_CPU_CORE (1 << WDT_FLAG_RESET_SHIFT)
#define WDT_FLAG_RESET_SOC (2 << WDT_FLAG_RESET_SHIFT)

/* Feeding is allowed from `min` to `max` milliseconds after the last time; `min` 0: at any time. */
struct wdt_window {
	uint32_t min;
	uint32_t max;
};

/* Runs when a timeout was missed, as an interrupt handler that nothing may mask on some devices. */
typedef void (*wdt_callback_t)(const struct device *dev, int channel_id);

struct wdt_timeout_cfg {
	struct wdt_window window;
	wdt_callback_t BULKHEAD_NULLABLE callback;
#ifdef CONFIG_WDT_MULTISTAGE
	struct wdt_timeout_cfg *BULKHEAD_NULLABLE next;
#endif
	uint8_t flags; /* WDT_FLAG_RESET_* */
};

/* What a driver implements; each is called through the function of its name below. */
struct wdt_driver_api {
	int (*setup)(const struct device *dev, uint8_t options);
	int (*disable)(const struct device *dev);
	int (*install_timeout)(const struct device *dev,
						const struct wdt_timeout_cfg *cfg);
	int (*feed)(const struct device *dev, int channel_id);
};

#define BULKHEAD_WDT_API(dev) ((const struct wdt_driver_api *)(dev)->api)

/*
 * Starts the watchdog with what was installed. `options`: WDT_OPT_*. -EINVAL: nothing is installed;
 * -ENOTSUP: the device has not one of the options; -EBUSY: it runs. Thread.
 */
static inline int wdt_setup(const struct device *dev, uint8_t options)
{
	return BULKHEAD_DEVICE_CALL(dev, BULKHEAD_WDT_API(dev)->setup(dev, options));
}

/* Stops the watchdog and forgets its timeouts. -EFAULT: it does not run; -EPERM: it cannot be stopped. */
static inline int wdt_disable(const struct device *dev)
{
	return BULKHEAD_DEVICE_CALL(dev, BULKHEAD_WDT_API(dev)->disable(dev));
}

/*
 * Adds a timeout and gives its channel, which wdt_feed names. -EBUSY: the watchdog runs; -EINVAL: a
 * window that the device cannot have; -ENOTSUP: flags that it has not; -ENOMEM: no channel is left.
 */
static inline int wdt_install_timeout(const struct device *dev, const struct wdt_timeout_cfg *cfg)
{
	return BULKHEAD_DEVICE_CALL(dev, BULKHEAD_WDT_API(dev)->install_timeout(dev, cfg));
}

/* Begins a channel's time anew. -EINVAL: no such channel. Any context. */
static inline int wdt_feed(const struct device *dev, int channel_id)
{
	return BULKHEAD_DEVICE_CALL(dev, BULKHEAD_WDT_API(dev)->feed(dev, channel_id));
}

BULKHEAD_NONNULL_END

#endif

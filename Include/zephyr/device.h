/* Devices: what the description declared and a driver serves. */
#ifndef ZEPHYR_DEVICE_H
#define ZEPHYR_DEVICE_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <bulkhead/init.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the kernel changes in a device's record while it runs. */
struct device_state {
	int8_t init_res;   /* 0, or the negative errno that its init function returned */
	bool initialized;
	uint8_t refusal;   /* 0: it can be used; else the error number that its API gives */
};

struct device {
	const char *BULKHEAD_NONNULL name;
	const void *BULKHEAD_NULLABLE config;
	const void *BULKHEAD_NULLABLE api;
	struct device_state *BULKHEAD_NONNULL state;
	void *BULKHEAD_NULLABLE data;
};

typedef int16_t device_handle_t;

/* The classes whose functions check for themselves: those of <zephyr/drivers>. */
struct bulkhead_clock_api;
struct bulkhead_console_api;
struct clock_control_driver_api;
struct dma_driver_api;
struct entropy_driver_api;
struct flash_driver_api;
struct gpio_driver_api;
struct rtc_driver_api;
struct wdt_driver_api;
/* Tells the build of a device whose class is none of these, and may not check: its table. */
#define BULKHEAD_API_NOTE(id, text, api, number, line)                                             \
	BULKHEAD_API_NOTE_EXPANDED(id, text, api, number, line)
#define BULKHEAD_API_NOTE_EXPANDED(id, text, api, number, line)                                    \
	BULKHEAD_INIT_NOTE_NAMED(number) =                                                         \
		_Generic((api), BULKHEAD_CHECKED(bulkhead_clock_api),                              \
			 BULKHEAD_CHECKED(bulkhead_console_api),                                   \
			 BULKHEAD_CHECKED(clock_control_driver_api),                               \
			 BULKHEAD_CHECKED(dma_driver_api), BULKHEAD_CHECKED(entropy_driver_api),   \
			 BULKHEAD_CHECKED(flash_driver_api), BULKHEAD_CHECKED(gpio_driver_api),    \
			 BULKHEAD_CHECKED(rtc_driver_api), BULKHEAD_CHECKED(wdt_driver_api),       \
			 default: BULKHEAD_INIT_NOTE_TEXT("api", id, text, line))
#define BULKHEAD_CHECKED(type) const struct type *: "", struct type *: ""

/*
 * What a call on this device gives instead of being done: 0 if it is done, else BULKHEAD_ENODEV, the
 * device is not up, or BULKHEAD_ESHUTDOWN, it went down. Any context.
 */
BULKHEAD_INLINE int bulkhead_device_refusal(const struct device *BULKHEAD_NONNULL device)
{
	return device->state->refusal;
}

/*
 * A class's call of a driver: `call` on a device that is up; else it is not done, and gives the negative
 * error number, or `neutral`. Three instructions more on a device that is up.
 */
#define BULKHEAD_DEVICE_CALL(dev, call)                                                            \
	BULKHEAD_DEVICE_CALL_OR(dev, -bulkhead_device_refusal(dev), call)
/* The same of a function that a driver need not have: without it -ENOSYS. */
#define BULKHEAD_DEVICE_OPTIONAL_CALL(dev, function, ...)                                          \
	BULKHEAD_DEVICE_CALL(dev, (function) == NULL ? -BULKHEAD_ENOSYS : (function)(dev, __VA_ARGS__))
#define BULKHEAD_DEVICE_CALL_OR(dev, neutral, call)                                                \
	(bulkhead_device_refusal(dev) == 0 ? (call) : (neutral))

/*
 * The functions to call on a device: its driver's, or while it is not up those of `answers`, a table of
 * the same type, which give the refusal and touch nothing. For classes of drivers that are defined
 * elsewhere; their devices name the table in their binding (`answers`), or with DEVICE_ANSWERS.
 */
BULKHEAD_INLINE const void *BULKHEAD_NULLABLE
bulkhead_device_api(const struct device *BULKHEAD_NONNULL device,
		    const void *BULKHEAD_NONNULL answers)
{
	if (bulkhead_device_refusal(device) == 0) {
		return device->api;
	}
	/* The build looks for the table in the image: the compiler must not take it apart. */
	__asm__("" : "+r"(answers));
	return answers;
}

/* The device with this name, if it came up; NULL otherwise. Cost grows with the devices. */
const struct device *BULKHEAD_NULLABLE device_get_binding(const char *BULKHEAD_NULLABLE name);
/* Whether a device's init function has run and succeeded. NULL is not ready. */
bool device_is_ready(const struct device *BULKHEAD_NULLABLE device);

/*
 * Brings up a device that the boot has left out or that was brought down, and gives what its init
 * function returns. -EALREADY: its init function has run, or one of the two runs; -ENODEV: something that
 * it depends on is not up. Thread. Cost grows with the devices.
 */
int device_init(const struct device *BULKHEAD_NONNULL device);
/*
 * Brings a device down; device_init brings it up again. -EPERM: its init function has not run, or one of
 * the two runs; -ENOTSUP: its driver cannot; -EIO: it still runs; else what its shutdown returns, 0 for
 * success. Thread. Cost grows with the devices. Nothing else may use the device, or come to depend on it, meanwhile.
 */
int device_deinit(const struct device *BULKHEAD_NONNULL device) BULKHEAD_NEEDS_SHUTDOWN;

/*
 * A device that code declares instead of the description. `init_fn` runs at its level, among
 * equals by `prio`; `api` and `data` are the driver's own.
 */
#define DEVICE_DEFINE(dev_id, drv_name, init_fn, pm, data_ptr, config_ptr, level, prio, api_ptr)   \
	DEVICE_DEFINE_SHUTDOWN(dev_id, drv_name, init_fn, NULL, pm, data_ptr, config_ptr, level,   \
			       prio, api_ptr)
/* The same with a function that undoes `init_fn`, at shutdown and in device_deinit; 0 is success. */
#define DEVICE_DEFINE_SHUTDOWN(dev_id, drv_name, init_fn, shutdown_fn, pm, data_ptr, config_ptr,   \
			       level, prio, api_ptr)                                               \
	BULKHEAD_DEVICE_RECORD(dev_id, drv_name, data_ptr, config_ptr, api_ptr)                    \
	BULKHEAD_DEVICE_CHECK(init_fn, shutdown_fn)                                                \
	BULKHEAD_INIT_ENTRY(dev_id, BULKHEAD_INIT_TEXT(dev_id), init_fn, shutdown_fn,              \
			    &DEVICE_NAME_GET(dev_id), level, prio)
/* Zephyr's name for it. */
#define DEVICE_DEINIT_DEFINE DEVICE_DEFINE_SHUTDOWN
/*
 * What the calls of a class that is defined elsewhere go to while the device `dev_id`, which code
 * declares, is not up: the table that the class gives to bulkhead_device_api.
 */
#define DEVICE_ANSWERS(dev_id, table)                                                              \
	_Static_assert(sizeof(table) > 0, "a table of functions");                                 \
	BULKHEAD_INIT_NOTE("answers", BULKHEAD_INIT_TEXT(dev_id), BULKHEAD_INIT_TEXT(table))
#define BULKHEAD_DEVICE_RECORD(dev_id, drv_name, data_ptr, config_ptr, api_ptr)                    \
	BULKHEAD_API_NOTE(#dev_id, #api_ptr, api_ptr, __COUNTER__, __LINE__);                      \
	static struct device_state bulkhead_device_state_##dev_id = {.refusal = BULKHEAD_ENODEV};  \
	const struct device __device_##dev_id BULKHEAD_LIST_ENTRY(bulkhead_devices_defined) = {    \
		.name = (drv_name),                                                                \
		.config = (config_ptr),                                                            \
		.api = (api_ptr),                                                                  \
		.state = &bulkhead_device_state_##dev_id,                                          \
		.data = (data_ptr),                                                                \
	};
#define DEVICE_NAME_GET(dev_id) BULKHEAD_DEVICE_NAME(dev_id)
#define BULKHEAD_DEVICE_NAME(dev_id) __device_##dev_id
#define DEVICE_GET(dev_id) (&DEVICE_NAME_GET(dev_id))
#define DEVICE_DECLARE(dev_id) static const struct device DEVICE_NAME_GET(dev_id)

#include <zephyr/init.h>
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
#include <zephyr/device_power.h>
#endif

#include <bulkhead/devicetree_device.h>
#include <zephyr/sys/device_mmio.h>

#endif

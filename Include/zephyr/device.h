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

/* The device with this name, if it came up; NULL otherwise. Cost grows with the devices. */
const struct device *BULKHEAD_NULLABLE device_get_binding(const char *BULKHEAD_NULLABLE name);
/* Whether a device's init function has run and succeeded. NULL is not ready. */
bool device_is_ready(const struct device *BULKHEAD_NULLABLE device);

/*
 * Brings up a device that the boot has left out or that was brought down, and gives what its init
 * function returns. -EALREADY: its init function has run; -ENODEV: something that it depends on is not
 * up. Thread. Cost grows with the devices.
 */
int device_init(const struct device *BULKHEAD_NONNULL device);
/*
 * Brings a device down; device_init brings it up again. -EPERM: its init function has not run;
 * -ENOTSUP: its driver cannot; else what its shutdown returns, 0 for success. Thread. Cost grows
 * with the devices. Nothing else may use the device, or come to depend on it, meanwhile.
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
	BULKHEAD_INIT_ENTRY(dev_id, #dev_id, init_fn, shutdown_fn, &__device_##dev_id, level, prio)
/* Zephyr's name for it. */
#define DEVICE_DEINIT_DEFINE DEVICE_DEFINE_SHUTDOWN
#define BULKHEAD_DEVICE_RECORD(dev_id, drv_name, data_ptr, config_ptr, api_ptr)                    \
	static struct device_state bulkhead_device_state_##dev_id = {.refusal = BULKHEAD_ENODEV};  \
	const struct device __device_##dev_id BULKHEAD_LIST_ENTRY(bulkhead_devices_defined) = {    \
		.name = (drv_name),                                                                \
		.config = (config_ptr),                                                            \
		.api = (api_ptr),                                                                  \
		.state = &bulkhead_device_state_##dev_id,                                          \
		.data = (data_ptr),                                                                \
	};
#define DEVICE_NAME_GET(dev_id) __device_##dev_id
#define DEVICE_GET(dev_id) (&__device_##dev_id)
#define DEVICE_DECLARE(dev_id) static const struct device __device_##dev_id

#include <zephyr/init.h>
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
#include <zephyr/device_power.h>
#endif

#include <bulkhead/devicetree_device.h>
#include <zephyr/sys/device_mmio.h>

#endif

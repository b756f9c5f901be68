/* Devices: what the description declared and a driver serves. */
#ifndef ZEPHYR_DEVICE_H
#define ZEPHYR_DEVICE_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the kernel changes in a device's record while it runs. */
struct device_state {
	int8_t init_res;   /* 0, or the negative errno that its init function returned */
	bool initialized;
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
 * A device that code declares instead of the description. `init_fn` runs at its level, among
 * equals by `prio`; `api` and `data` are the driver's own.
 */
#define DEVICE_DEFINE(dev_id, drv_name, init_fn, pm, data_ptr, config_ptr, level, prio, api_ptr)   \
	static struct device_state bulkhead_device_state_##dev_id;                                 \
	const struct device __device_##dev_id BULKHEAD_LIST_ENTRY(bulkhead_devices_defined) = {    \
		.name = (drv_name),                                                                \
		.config = (config_ptr),                                                            \
		.api = (api_ptr),                                                                  \
		.state = &bulkhead_device_state_##dev_id,                                          \
		.data = (data_ptr),                                                                \
	};                                                                                         \
	BULKHEAD_INIT_ENTRY(dev_id, (init_fn), NULL, &__device_##dev_id, level, prio)
#define DEVICE_NAME_GET(dev_id) __device_##dev_id
#define DEVICE_GET(dev_id) (&__device_##dev_id)
#define DEVICE_DECLARE(dev_id) static const struct device __device_##dev_id

#include <zephyr/init.h>

#endif

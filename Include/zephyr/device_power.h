/*
 * Zephyr 2.x's power states of devices. Power is not managed: a device is always on and never
 * counts as busy, which is what Zephyr answers without CONFIG_PM_DEVICE.
 */
#ifndef ZEPHYR_DEVICE_POWER_H
#define ZEPHYR_DEVICE_POWER_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

struct device;

#define DEVICE_PM_ACTIVE_STATE 1
#define DEVICE_PM_LOW_POWER_STATE 2
#define DEVICE_PM_SUSPEND_STATE 3
#define DEVICE_PM_FORCE_SUSPEND_STATE 4
#define DEVICE_PM_OFF_STATE 5

#define DEVICE_PM_SET_POWER_STATE 1
#define DEVICE_PM_GET_POWER_STATE 2

typedef void (*device_pm_cb)(const struct device *device, int status, void *context, void *argument);

/* For a driver that controls no power; any driver's control function is taken and never called. */
#define device_pm_control_nop(...) NULL

/* -ENOTSUP: power is not managed. */
static inline int device_set_power_state(const struct device *device, uint32_t state,
					 device_pm_cb callback, void *argument)
{
	(void)device;
	(void)state;
	(void)callback;
	(void)argument;
	return -ENOTSUP;
}

static inline int device_get_power_state(const struct device *device, uint32_t *state)
{
	(void)device;
	(void)state;
	return -ENOTSUP;
}

static inline void device_pm_enable(const struct device *device)
{
	(void)device;
}

static inline void device_pm_disable(const struct device *device)
{
	(void)device;
}

static inline int device_pm_get(const struct device *device)
{
	(void)device;
	return -ENOTSUP;
}

static inline int device_pm_get_sync(const struct device *device)
{
	return device_pm_get(device);
}

static inline int device_pm_put(const struct device *device)
{
	return device_pm_get(device);
}

static inline int device_pm_put_sync(const struct device *device)
{
	return device_pm_get(device);
}

/* No device is ever busy: 0. */
static inline void device_busy_set(const struct device *device)
{
	(void)device;
}

static inline void device_busy_clear(const struct device *device)
{
	(void)device;
}

static inline int device_busy_check(const struct device *device)
{
	(void)device;
	return 0;
}

static inline int device_any_busy_check(void)
{
	return 0;
}

#endif

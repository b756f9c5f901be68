/*
 * Clocks: what feeds devices, its rate, and whether it runs. A function on a clock device that is not
 * up does nothing and gives -ENODEV, or -ESHUTDOWN once it went down.
 */
#ifndef ZEPHYR_DRIVERS_CLOCK_CONTROL_H
#define ZEPHYR_DRIVERS_CLOCK_CONTROL_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <zephyr/device.h>

BULKHEAD_NONNULL_BEGIN

enum clock_control_status {
	CLOCK_CONTROL_STATUS_STARTING,
	CLOCK_CONTROL_STATUS_OFF,
	CLOCK_CONTROL_STATUS_ON,
	CLOCK_CONTROL_STATUS_UNKNOWN,
};

/* Which of a device's clocks is meant, and for clock_control_set_rate how fast; the driver's words. */
typedef void *clock_control_subsys_t;
typedef void *clock_control_subsys_rate_t;
#define CLOCK_CONTROL_SUBSYS_ALL ((clock_control_subsys_t)0)

typedef void (*clock_control_cb_t)(const struct device *dev,
				   clock_control_subsys_t BULKHEAD_NULLABLE subsys,
				   void *BULKHEAD_NULLABLE user_data);

/* What a driver implements; each is called through the function of its name below. */
struct clock_control_driver_api {
	int (*on)(const struct device *dev, clock_control_subsys_t BULKHEAD_NULLABLE sys);
	int (*off)(const struct device *dev, clock_control_subsys_t BULKHEAD_NULLABLE sys);
	int (*BULKHEAD_NULLABLE async_on)(const struct device *dev,
					  clock_control_subsys_t BULKHEAD_NULLABLE sys,
					  clock_control_cb_t callback,
					  void *BULKHEAD_NULLABLE user_data);
	int (*BULKHEAD_NULLABLE get_rate)(const struct device *dev,
					  clock_control_subsys_t BULKHEAD_NULLABLE sys,
					  uint32_t *rate);
	enum clock_control_status (*BULKHEAD_NULLABLE get_status)(
		const struct device *dev, clock_control_subsys_t BULKHEAD_NULLABLE sys);
	int (*BULKHEAD_NULLABLE set_rate)(const struct device *dev,
					  clock_control_subsys_t BULKHEAD_NULLABLE sys,
					  clock_control_subsys_rate_t BULKHEAD_NULLABLE rate);
	int (*BULKHEAD_NULLABLE configure)(const struct device *dev,
					   clock_control_subsys_t BULKHEAD_NULLABLE sys,
					   void *BULKHEAD_NULLABLE data);
};

static inline const struct clock_control_driver_api *
bulkhead_clock_control_api(const struct device *dev)
{
	return (const struct clock_control_driver_api *)dev->api;
}

/* Starts a clock and waits until it runs. 0, or a negative error number, as all below. */
static inline int clock_control_on(const struct device *dev,
				   clock_control_subsys_t BULKHEAD_NULLABLE sys)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_clock_control_api(dev)->on(dev, sys));
}

static inline int clock_control_off(const struct device *dev,
				    clock_control_subsys_t BULKHEAD_NULLABLE sys)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_clock_control_api(dev)->off(dev, sys));
}

/* Starts a clock, and calls back when it runs. */
static inline int clock_control_async_on(const struct device *dev,
					 clock_control_subsys_t BULKHEAD_NULLABLE sys,
					 clock_control_cb_t callback,
					 void *BULKHEAD_NULLABLE user_data)
{
	const struct clock_control_driver_api *api = bulkhead_clock_control_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->async_on, sys, callback, user_data);
}

/* UNKNOWN also of a clock device that is not up. */
static inline enum clock_control_status
clock_control_get_status(const struct device *dev, clock_control_subsys_t BULKHEAD_NULLABLE sys)
{
	const struct clock_control_driver_api *api = bulkhead_clock_control_api(dev);

	return BULKHEAD_DEVICE_CALL_OR(dev, CLOCK_CONTROL_STATUS_UNKNOWN,
				       api->get_status == NULL ? CLOCK_CONTROL_STATUS_UNKNOWN
							       : api->get_status(dev, sys));
}

/* The rate in Hz. -EAGAIN: the clock does not run. */
static inline int clock_control_get_rate(const struct device *dev,
					 clock_control_subsys_t BULKHEAD_NULLABLE sys,
					 uint32_t *rate)
{
	const struct clock_control_driver_api *api = bulkhead_clock_control_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->get_rate, sys, rate);
}

static inline int clock_control_set_rate(const struct device *dev,
					 clock_control_subsys_t BULKHEAD_NULLABLE sys,
					 clock_control_subsys_rate_t BULKHEAD_NULLABLE rate)
{
	const struct clock_control_driver_api *api = bulkhead_clock_control_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->set_rate, sys, rate);
}

static inline int clock_control_configure(const struct device *dev,
					  clock_control_subsys_t BULKHEAD_NULLABLE sys,
					  void *BULKHEAD_NULLABLE data)
{
	const struct clock_control_driver_api *api = bulkhead_clock_control_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->configure, sys, data);
}

BULKHEAD_NONNULL_END

#endif

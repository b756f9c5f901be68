/*
 * Entropy sources: bytes that nobody can foretell, from a device. One that is not up gives none:
 * -ENODEV, or -ESHUTDOWN once it went down.
 */
#ifndef ZEPHYR_DRIVERS_ENTROPY_H
#define ZEPHYR_DRIVERS_ENTROPY_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <zephyr/device.h>
#include <zephyr/sys/util_macro.h>

/* For entropy_get_entropy_isr: wait for the bytes in a loop. */
#define ENTROPY_BUSYWAIT BIT(0)

BULKHEAD_NONNULL_BEGIN

/* What a driver implements; each is called through the function of its name below. */
struct entropy_driver_api {
	int (*get_entropy)(const struct device *dev, uint8_t *buffer, uint16_t length);
	int (*BULKHEAD_NULLABLE get_entropy_isr)(const struct device *dev, uint8_t *buffer,
						 uint16_t length, uint32_t flags);
};

static inline const struct entropy_driver_api *bulkhead_entropy_api(const struct device *dev)
{
	return (const struct entropy_driver_api *)dev->api;
}

/* Fills a buffer; waits for the device. -EIO: the device failed. Thread. */
static inline int entropy_get_entropy(const struct device *dev, uint8_t *buffer, uint16_t length)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_entropy_api(dev)->get_entropy(dev, buffer, length));
}

/* Gives the number of bytes that came without waiting, or with it. -ENOTSUP: not from this device. */
static inline int entropy_get_entropy_isr(const struct device *dev, uint8_t *buffer,
					  uint16_t length, uint32_t flags)
{
	const struct entropy_driver_api *api = bulkhead_entropy_api(dev);

	return BULKHEAD_DEVICE_CALL(dev, api->get_entropy_isr == NULL
						 ? -BULKHEAD_ENOTSUP
						 : api->get_entropy_isr(dev, buffer, length, flags));
}

BULKHEAD_NONNULL_END

#endif

/* Lamps: a class that is defined outside <zephyr/drivers>, with an answer table of its own. */
#ifndef LAMP_H
#define LAMP_H

#include <zephyr/device.h>

struct lamp_api {
	int (*light)(const struct device *lamp);
	unsigned int (*brightness)(const struct device *lamp);
};

extern const struct lamp_api lamp_answers;

static inline const struct lamp_api *lamp_api_of(const struct device *lamp)
{
	return bulkhead_device_api(lamp, &lamp_answers);
}

/* -ENODEV: the lamp is not up; -ESHUTDOWN: it went down. */
static inline int lamp_light(const struct device *lamp)
{
	return lamp_api_of(lamp)->light(lamp);
}

/* 0 if the lamp is not up. */
static inline unsigned int lamp_brightness(const struct device *lamp)
{
	return lamp_api_of(lamp)->brightness(lamp);
}

#endif

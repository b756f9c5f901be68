#ifndef TEST_COUNTER_H
#define TEST_COUNTER_H

#include <zephyr/device.h>

struct test_counter_api {
	int (*next)(const struct device *device);
};

#endif

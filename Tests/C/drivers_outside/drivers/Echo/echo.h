#ifndef TEST_ECHO_H
#define TEST_ECHO_H

#include <zephyr/device.h>

struct test_echo_api {
	int (*say)(const struct device *device, int number);
};

#endif

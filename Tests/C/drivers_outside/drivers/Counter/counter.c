/* Counts from the number that its node gives. */
#include "counter.h"
#include <bulkhead/image.h>

int test_counter_init(const struct device *device)
{
	*(uint32_t *)device->data = bulkhead_config_of(device)->properties[0];
	return 0;
}

int test_counter_shutdown(const struct device *device)
{
	*(uint32_t *)device->data = 0;
	return 0;
}

int test_counter_next(const struct device *device)
{
	return (int)(*(uint32_t *)device->data)++;
}

#include <bulkhead/image.h>

static volatile uint32_t *registers(const struct device *device)
{
	return (volatile uint32_t *)bulkhead_config_of(device)->base;
}

/* Far in the future. */
int alarm_init(const struct device *device)
{
	registers(device)[3] = 0x7fffffff;
	registers(device)[2] = 0;
	return registers(device)[6] == 1 ? 0 : -1;
}

int alarm_shutdown(const struct device *device)
{
	if (!bulkhead_config_of(device)->properties[0]) {
		registers(device)[5] = 1;
	}
	return 0;
}

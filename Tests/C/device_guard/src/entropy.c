#include "tests.h"

#include <zephyr/drivers/entropy.h>

DRIVER(int, get, uint8_t *bytes, uint16_t length)
DRIVER(int, get_isr, uint8_t *bytes, uint16_t length, uint32_t flags)

static const struct entropy_driver_api api = {.get_entropy = get, .get_entropy_isr = get_isr};
DEVICE(entropy, NULL, &api);

static void calls(const struct device *source)
{
	uint8_t byte;

	CALL(entropy_get_entropy(source, &byte, 1));
	CALL(entropy_get_entropy_isr(source, &byte, 1, ENTROPY_BUSYWAIT));
}

void entropy_sources(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_entropy)), calls);
}

static int break_down(const struct device *device)
{
	return -EIO;
}
DEVICE_DT_DEFINE(DT_NODELABEL(guard_failing), break_down, NULL, NULL, NULL, POST_KERNEL, 0, &api);

void a_device_that_did_not_come_up(void **state)
{
	const struct device *failing = DEVICE_DT_GET(DT_NODELABEL(guard_failing));

	refusal = ENODEV;
	assert_int_equal(device_init(failing), -EIO);
	assert_false(device_is_ready(failing));
	calls(failing);
}

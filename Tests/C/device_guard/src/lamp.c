#include "tests.h"

#include "lamp.h"

static int refuse(const struct device *lamp)
{
	return -bulkhead_device_refusal(lamp);
}

static unsigned int dark(const struct device *lamp)
{
	return 0;
}

const struct lamp_api lamp_answers = {.light = refuse, .brightness = dark};

DRIVER(int, light)
static unsigned int bright(const struct device *lamp)
{
	done++;
	return 9;
}

static const struct lamp_api api = {.light = light, .brightness = bright};
DEVICE(lamp, NULL, &api);
DEVICE_ANSWERS(guard_lamp, lamp_answers);

static void calls(const struct device *lamp)
{
	int before;

	CALL(lamp_light(lamp));
	before = done;
	assert_int_equal(lamp_brightness(lamp), refusal == 0 ? 9 : 0);
	assert_int_equal(done - before, refusal == 0);
}

void a_class_that_is_defined_elsewhere(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_lamp)), calls);
}

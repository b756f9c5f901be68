#include "tests.h"

#include <zephyr/drivers/clock_control.h>

DRIVER(int, switch_clock, clock_control_subsys_t clock)
DRIVER(int, async_on, clock_control_subsys_t clock, clock_control_cb_t callback, void *argument)
DRIVER(int, get_rate, clock_control_subsys_t clock, uint32_t *rate)
DRIVER(int, set_rate, clock_control_subsys_t clock, clock_control_subsys_rate_t rate)
DRIVER(int, configure, clock_control_subsys_t clock, void *data)
DRIVER(enum clock_control_status, get_status, clock_control_subsys_t clock)

static const struct clock_control_driver_api api = {
	.on = switch_clock,
	.off = switch_clock,
	.async_on = async_on,
	.get_rate = get_rate,
	.get_status = get_status,
	.set_rate = set_rate,
	.configure = configure,
};
DEVICE(clock, NULL, &api);

static void ready(const struct device *clock, clock_control_subsys_t which, void *argument)
{
}

static void calls(const struct device *clock)
{
	uint32_t rate;
	int before;

	CALL(clock_control_on(clock, NULL));
	CALL(clock_control_off(clock, NULL));
	CALL(clock_control_async_on(clock, NULL, ready, NULL));
	CALL(clock_control_get_rate(clock, NULL, &rate));
	CALL(clock_control_set_rate(clock, NULL, NULL));
	CALL(clock_control_configure(clock, NULL, NULL));
	before = done;
	assert_int_equal(clock_control_get_status(clock, NULL),
			 refusal == 0 ? CLOCK_CONTROL_STATUS_STARTING : CLOCK_CONTROL_STATUS_UNKNOWN);
	assert_int_equal(done - before, refusal == 0);
}

void clocks(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_clock)), calls);
}

/* <zephyr/drivers/clock_control.h> on a clock of a fixed rate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/drivers/clock_control.h>
#include <zephyr/kernel.h>

static const struct device *const source = DEVICE_DT_GET(DT_ALIAS(clock0));

static void its_rate_is_the_description_s(void **state)
{
	uint32_t rate = 0;

	assert_true(device_is_ready(source));
	assert_int_equal(clock_control_get_rate(source, CLOCK_CONTROL_SUBSYS_ALL, &rate), 0);
	assert_int_equal(rate, DT_PROP(DT_ALIAS(clock0), clock_frequency));
}

static void it_always_runs(void **state)
{
	assert_int_equal(clock_control_on(source, NULL), 0);
	assert_int_equal(clock_control_off(source, NULL), -ENOTSUP);
	assert_int_equal(clock_control_get_status(source, NULL), CLOCK_CONTROL_STATUS_ON);
}

static void what_it_has_not_is_refused(void **state)
{
	assert_int_equal(clock_control_set_rate(source, NULL, NULL), -ENOSYS);
	assert_int_equal(clock_control_configure(source, NULL, NULL), -ENOSYS);
	assert_int_equal(device_deinit(source), -ENOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_rate_is_the_description_s),
		cmocka_unit_test(it_always_runs),
		cmocka_unit_test(what_it_has_not_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

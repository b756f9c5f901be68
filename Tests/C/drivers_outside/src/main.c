/* Drivers that come with an application: in C and in Swift, with several devices, and a service. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <zephyr/kernel.h>
#include <zephyr/device.h>
#include <counter.h>
#include <echo.h>

extern int test_ledger_entries;

static int next(const struct device *counter)
{
	return ((const struct test_counter_api *)counter->api)->next(counter);
}

static int say(const struct device *echo, int number)
{
	return ((const struct test_echo_api *)echo->api)->say(echo, number);
}

static void each_device_of_a_driver_has_a_state_of_its_own(void **state)
{
	const struct device *first = DEVICE_DT_GET(DT_NODELABEL(first));
	const struct device *second = DEVICE_DT_GET(DT_NODELABEL(second));

	(void)state;
	assert_int_equal(next(first), 10);
	assert_int_equal(next(first), 11);
	assert_int_equal(next(second), 20);
	assert_int_equal(next(first), 12);
}

static void a_driver_in_swift_reads_its_properties_and_comes_up_after_what_it_refers_to(void **state)
{
	(void)state;
	assert_int_equal(say(DEVICE_DT_GET(DT_NODELABEL(echo)), 7), 70);
}

static void a_service_comes_up_after_what_it_names(void **state)
{
	(void)state;
	assert_int_equal(test_ledger_entries, 3);
}

static void a_deferred_device_comes_up_when_asked(void **state)
{
	const struct device *spare = DEVICE_DT_GET(DT_NODELABEL(spare));

	(void)state;
	assert_false(device_is_ready(spare));
	assert_null(device_get_binding("counter-spare"));
	assert_int_equal(device_init(spare), 0);
	assert_true(device_is_ready(spare));
	assert_int_equal(next(spare), 30);
	assert_int_equal(device_init(spare), -EALREADY);
	assert_int_equal(device_deinit(spare), 0);
	assert_false(device_is_ready(spare));
	assert_int_equal(*(uint32_t *)spare->data, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_device_of_a_driver_has_a_state_of_its_own),
		cmocka_unit_test(a_driver_in_swift_reads_its_properties_and_comes_up_after_what_it_refers_to),
		cmocka_unit_test(a_service_comes_up_after_what_it_names),
		cmocka_unit_test(a_deferred_device_comes_up_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

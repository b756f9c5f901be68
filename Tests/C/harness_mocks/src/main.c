/* cmocka's mocks do on boards what they do on the host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static int read_sensor(int channel, const char *unit)
{
	check_expected(channel);
	check_expected_ptr(unit);
	return mock_type(int);
}

static void *find(int key)
{
	check_expected(key);
	return mock_ptr_type(void *);
}

static int draw(void)
{
	return mock_type(int);
}

static void open_valve(void)
{
	function_called();
}

static void close_valve(void)
{
	function_called();
}

static void values_come_back_in_order(void **state)
{
	int target;

	(void)state;
	will_return(draw, 1);
	will_return_count(draw, 2, 2);
	will_return_always(draw, -3);
	assert_int_equal(draw(), 1);
	assert_int_equal(draw() + draw(), 4);
	assert_int_equal(draw(), -3);
	assert_int_equal(draw(), -3);
	will_return_maybe(read_sensor, 1);
	expect_value(find, key, 7);
	will_return(find, &target);
	assert_ptr_equal(find(7), &target);
}

static void parameters_are_checked_each_by_its_own_rule(void **state)
{
	const LargestIntegralType primes[] = {2, 3, 5, 7};

	(void)state;
	will_return_always(find, 0);
	expect_in_set(find, key, primes);
	find(5);
	expect_not_in_set(find, key, primes);
	find(6);
	expect_in_range(find, key, 10, 20);
	find(10);
	expect_not_in_range(find, key, 10, 20);
	find(21);
	expect_not_value(find, key, 1);
	find(2);
	expect_any(find, key);
	find(99);
	expect_value_count(find, key, 4, 2);
	find(4);
	find(4);
	expect_value_count(find, key, 8, -1);
	find(8);
	find(8);
}

static void text_and_memory_are_compared_by_content(void **state)
{
	char unit[4];

	(void)state;
	will_return_always(read_sensor, 0);
	expect_any_always(read_sensor, channel);
	expect_string(read_sensor, unit, "mV");
	expect_not_string(read_sensor, unit, "mA");
	memcpy(unit, "Ohm", 4);
	expect_memory(read_sensor, unit, unit, 4);
	expect_not_memory(read_sensor, unit, "xyz", 3);
	strcpy(unit, "mV");
	read_sensor(1, unit);
	read_sensor(2, unit);
	read_sensor(3, "Ohm");
	read_sensor(4, "Ohm");
}

static int is_even(const LargestIntegralType value, const LargestIntegralType unused)
{
	(void)unused;
	return value % 2 == 0;
}

static void a_check_can_be_a_function(void **state)
{
	(void)state;
	will_return(find, 0);
	expect_check(find, key, is_even, 0);
	find(12);
}

static void calls_come_in_their_order(void **state)
{
	(void)state;
	expect_function_call(open_valve);
	expect_function_calls(close_valve, 2);
	open_valve();
	close_valve();
	close_valve();
	expect_function_call_any(open_valve);
	expect_function_call(close_valve);
	open_valve();
	open_valve();
	close_valve();
}

static void ignored_calls_may_come_or_not(void **state)
{
	(void)state;
	ignore_function_calls(open_valve);
	expect_function_call(close_valve);
	open_valve();
	close_valve();
	open_valve();
}

static void divide(int divisor)
{
	mock_assert(divisor != 0, "divisor != 0", __FILE__, __LINE__);
}

static void an_assertion_of_the_tested_code_can_be_expected(void **state)
{
	(void)state;
	divide(1);
	expect_assert_failure(divide(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_in_order),
		cmocka_unit_test(parameters_are_checked_each_by_its_own_rule),
		cmocka_unit_test(text_and_memory_are_compared_by_content),
		cmocka_unit_test(a_check_can_be_a_function),
		cmocka_unit_test(calls_come_in_their_order),
		cmocka_unit_test(ignored_calls_may_come_or_not),
		cmocka_unit_test(an_assertion_of_the_tested_code_can_be_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

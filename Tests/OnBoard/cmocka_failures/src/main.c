/* Failing asserts of cmocka: the texts are the same everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

static void integers_differ(void **state)
{
	ARG_UNUSED(state);
	assert_int_equal(1, 2);
}

static void strings_differ(void **state)
{
	ARG_UNUSED(state);
	assert_string_equal("one", "two");
}

static void memory_differs(void **state)
{
	ARG_UNUSED(state);
	assert_memory_equal("abc", "abd", 3);
}

static void a_condition_is_false(void **state)
{
	ARG_UNUSED(state);
	assert_true(1 > 2);
}

static void a_number_is_out_of_range(void **state)
{
	ARG_UNUSED(state);
	assert_in_range(7, 1, 5);
}

static void it_says_so_itself(void **state)
{
	ARG_UNUSED(state);
	fail_msg("reason %d", 5);
}

static void a_pointer_is_null(void **state)
{
	ARG_UNUSED(state);
	assert_non_null(NULL);
}

static void a_value_is_left_over(void **state)
{
	ARG_UNUSED(state);
	will_return(a_value_is_left_over, 3);
}

static void a_test_is_skipped(void **state)
{
	ARG_UNUSED(state);
	skip();
}

static void a_test_passes(void **state)
{
	ARG_UNUSED(state);
	assert_int_equal(1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_differ),
		cmocka_unit_test(strings_differ),
		cmocka_unit_test(memory_differs),
		cmocka_unit_test(a_condition_is_false),
		cmocka_unit_test(a_number_is_out_of_range),
		cmocka_unit_test(it_says_so_itself),
		cmocka_unit_test(a_pointer_is_null),
		cmocka_unit_test(a_value_is_left_over),
		cmocka_unit_test(a_test_is_skipped),
		cmocka_unit_test(a_test_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

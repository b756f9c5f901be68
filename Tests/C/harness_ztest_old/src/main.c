/* ztest's older style, with the older include names. */
#include <zephyr.h>
#include <ztest.h>

static ZTEST_BMEM int steps;

static void set_up(void)
{
	steps++;
}

static void test_setup_runs_first(void)
{
	zassert_equal(steps, 1, "setup ran %d times", steps);
}

static void tear_down(void)
{
	steps += 10;
}

static void test_teardown_ran_last(void)
{
	zassert_equal(steps, 11, NULL);
	zassert_within(k_thread_priority_get(k_current_get()), CONFIG_ZTEST_THREAD_PRIORITY, 0, NULL);
}

static int lamp(int level)
{
	ztest_check_expected_value(level);
	return ztest_get_return_value();
}

static void test_mock(void)
{
	ztest_expect_value(lamp, level, 4);
	ztest_returns_value(lamp, 5);
	zassert_equal(lamp(4), 5, NULL);
}

static void test_passes_early(void)
{
	ztest_test_pass();
	zassert_unreachable("ztest_test_pass returned");
}

void test_main(void)
{
	ztest_test_suite(old_style,
			 ztest_unit_test_setup_teardown(test_setup_runs_first, set_up, tear_down),
			 ztest_1cpu_unit_test(test_teardown_ran_last),
			 ztest_user_unit_test(test_mock),
			 ztest_1cpu_user_unit_test(test_passes_early));

	ztest_run_test_suite(old_style);
}

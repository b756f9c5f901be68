/* ztest's newer style, on the host and on boards. */
#include <zephyr/ztest.h>

struct counting_fixture {
	int setups, befores, afters;
};

static struct counting_fixture counts;
static int rule_calls;

static void *set_up(void)
{
	counts.setups++;
	return &counts;
}

static void before(void *fixture)
{
	((struct counting_fixture *)fixture)->befores++;
}

static void after(void *fixture)
{
	((struct counting_fixture *)fixture)->afters++;
}

static void rule_before(const struct ztest_unit_test *test, void *fixture)
{
	ARG_UNUSED(test);
	ARG_UNUSED(fixture);
	rule_calls++;
}

ZTEST_RULE(counting_rule, rule_before, NULL);
ZTEST_SUITE(counting, NULL, set_up, before, after, NULL);
ZTEST_SUITE(plain, NULL, NULL, ztest_simple_1cpu_before, ztest_simple_1cpu_after, NULL);

K_HEAP_DEFINE(suites_heap, 256);

static void *assign_a_heap(void)
{
	k_thread_heap_assign(k_current_get(), &suites_heap);
	return NULL;
}

ZTEST_SUITE(with_a_heap, NULL, assign_a_heap, NULL, NULL, NULL);

ZTEST(with_a_heap, test_gets_the_heap_of_its_suites_setup)
{
	struct k_msgq queue;

	zassert_ok(k_msgq_alloc_init(&queue, 4, 8));
	zassert_ok(k_msgq_cleanup(&queue));
}

/* The names give the order. */
ZTEST_F(counting, test_1_first)
{
	zassert_equal(fixture->setups, 1);
	zassert_equal(fixture->befores, 1, "before ran %d times", fixture->befores);
	zassert_equal(fixture->afters, 0);
	zassert_true(rule_calls > 0);
}

ZTEST_USER_F(counting, test_2_second)
{
	zassert_equal(fixture->setups, 1);
	zassert_equal(fixture->befores, 2);
	zassert_equal(fixture->afters, 1);
}

ZTEST(plain, test_checks_that_hold)
{
	char text[] = "text";

	zassert_true(1, NULL);
	zassert_false(0, "never printed %d", 1);
	zassert_ok(0);
	zassert_not_ok(-1);
	zassert_is_null(NULL);
	zassert_not_null(text);
	zassert_not_equal(1, 2);
	zassert_equal_ptr(text, &text[0]);
	zassert_within(5u, 7u, 2u);
	zassert_between_inclusive(5, 5, 6);
	zassert_mem_equal(text, "text", 5);
	zassert_str_equal(text, "text");
	zexpect_equal(1, 1);
	zassume_true(true);
}

ZTEST(plain, test_runs_in_its_own_thread)
{
	zassert_equal_ptr(k_current_get(), ztest_tid);
	zassert_equal(k_thread_priority_get(k_current_get()), CONFIG_ZTEST_THREAD_PRIORITY);
}

ZTEST(plain, test_passes_early)
{
	ztest_test_pass();
	zassert_unreachable("ztest_test_pass returned");
}

ZTEST_EXPECT_FAIL(plain, test_expected_failure);
ZTEST(plain, test_expected_failure)
{
	zassert_equal(1, 2);
}

ZTEST_EXPECT_FAIL(plain, test_expectation_fails_at_the_end);
ZTEST(plain, test_expectation_fails_at_the_end)
{
	zexpect_equal(1, 2, "this test goes on");
}

ZTEST_EXPECT_SKIP(plain, test_assumption_skips);
ZTEST(plain, test_assumption_skips)
{
	zassume_equal(1, 2);
	zassert_unreachable();
}

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;

static void check_and_fail(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	zassert_true(false, "found in another thread");
}

ZTEST_EXPECT_FAIL(plain, test_failure_in_another_thread);
ZTEST(plain, test_failure_in_another_thread)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), check_and_fail, NULL, NULL, NULL,
			K_PRIO_PREEMPT(1), 0, K_NO_WAIT);
	k_sleep(K_FOREVER);
}

static int sensor(int channel, const char *name, int *value)
{
	ztest_check_expected_value(channel);
	ztest_check_expected_data(name, 3);
	ztest_copy_return_data(value, sizeof(*value));
	return (int)ztest_get_return_value();
}

ZTEST(plain, test_mocks)
{
	int measured = 77;
	int value = 0;

	ztest_expect_value(sensor, channel, 3);
	ztest_expect_data(sensor, name, "abc");
	ztest_return_data(sensor, value, &measured);
	ztest_returns_value(sensor, -5);
	zassert_equal(sensor(3, "abcd", &value), -5);
	zassert_equal(value, 77);
}

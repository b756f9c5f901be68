/* ztest's older style: suites that test_main lists. */
#include "harness_group.h"
#include "ztest_thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST_TESTS 256

static void run_body(const void *context)
{
	const struct unit_test *test = context;

	test->setup();
	test->test();
	test->teardown();
}

static void run_test_function(void **state)
{
	const struct unit_test *test = *state;
	const struct ztest_job job = {test->name, run_body, NULL, test, ZTEST_RESULT_PENDING};

	ztest_do_job(&job);
}

void z_ztest_run_old_suite(const char *name, const void *suite)
{
	static struct CMUnitTest tests[MOST_TESTS];
	size_t count = 0;

	for (const struct unit_test *test = suite; test->test != NULL; test++) {
		if (count == MOST_TESTS) {
			print_error("%s: more than %d tests in a suite\n", name, MOST_TESTS);
			ztest_count_failures(1);
			return;
		}
		tests[count++] = (struct CMUnitTest){.name = test->name,
						     .test_func = run_test_function,
						     .initial_state = (void *)(uintptr_t)test};
	}
	ztest_count_failures(harness_run_group(name, tests, count, NULL, NULL, false));
}

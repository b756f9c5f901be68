/*
 * ztest's older style: test_main lists the tests of each suite and runs it.
 *
 *     ztest_test_suite(semaphores, ztest_unit_test(test_take), ztest_unit_test(test_give));
 *     ztest_run_test_suite(semaphores);
 */
#ifndef ZEPHYR_ZTEST_OLD_H
#define ZEPHYR_ZTEST_OLD_H

#include <stdint.h>
#include <zephyr/ztest_test.h>

struct unit_test {
	const char *name;
	void (*test)(void);
	void (*setup)(void);
	void (*teardown)(void);
	uint32_t thread_options;
};

static inline void unit_test_noop(void)
{
}

#define ztest_unit_test_setup_teardown(function, setup, teardown) \
	{ \
		#function, function, setup, teardown, 0 \
	}
#define ztest_unit_test(function) \
	ztest_unit_test_setup_teardown(function, unit_test_noop, unit_test_noop)
/* One processor, and kernel mode: plain tests. */
#define ztest_user_unit_test(function) ztest_unit_test(function)
#define ztest_1cpu_unit_test(function) ztest_unit_test(function)
#define ztest_1cpu_user_unit_test(function) ztest_unit_test(function)
#define ztest_user_unit_test_setup_teardown ztest_unit_test_setup_teardown
#define ztest_1cpu_unit_test_setup_teardown ztest_unit_test_setup_teardown
#define ztest_1cpu_user_unit_test_setup_teardown ztest_unit_test_setup_teardown

#define ztest_test_suite(suite, ...) \
	static struct unit_test _##suite[] = {__VA_ARGS__, {0, 0, 0, 0, 0}}

/* Runs a suite of either style, by name. */
void z_ztest_run_old_suite(const char *name, const void *tests);
void z_ztest_run_suite(const char *name, const void *suite);
#define ztest_run_test_suite(suite, ...) \
	_Generic(_##suite, struct unit_test *: z_ztest_run_old_suite, \
		 struct ztest_suite_node: z_ztest_run_suite)(#suite, &_##suite)

#endif

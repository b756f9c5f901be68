/*
 * cmocka on the host, where it runs tests on the main thread: a fresh kernel for every test, and a
 * kernel that knows where it is after an assertion has failed in another of its threads.
 *
 * The image is linked with --wrap=_cmocka_run_group_tests. The wrapper hands cmocka a copy of the
 * tests in which each setup resets the kernel first; the copy's initial states say which test it is.
 */
#include <bulkhead/testing.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../common/harness_group.h"

int __real__cmocka_run_group_tests(const char *group_name, const struct CMUnitTest *const tests,
				   const size_t num_tests, CMFixtureFunction group_setup,
				   CMFixtureFunction group_teardown);
int __wrap__cmocka_run_group_tests(const char *group_name, const struct CMUnitTest *const tests,
				   const size_t num_tests, CMFixtureFunction group_setup,
				   CMFixtureFunction group_teardown);

/* The group under way. cmocka never sees its state, which would take the place of the tests' own. */
static struct {
	const struct CMUnitTest *test;
	CMFixtureFunction setup;
	CMFixtureFunction teardown;
	void *state;
	bool is_fresh;
} group;

static int set_up(void **state)
{
	group.test = *state;
	if (group.is_fresh) {
		bulkhead_kernel_reset();
	} else {
		bulkhead_kernel_adopt_main_thread();
	}
	*state = group.state != NULL ? group.state : group.test->initial_state;
	return group.test->setup_func == NULL ? 0 : group.test->setup_func(state);
}

static int tear_down(void **state)
{
	bulkhead_kernel_adopt_main_thread();
	return group.test->teardown_func(state);
}

static int set_up_group(void **state)
{
	(void)state;
	return group.setup(&group.state);
}

static int tear_down_group(void **state)
{
	(void)state;
	bulkhead_kernel_adopt_main_thread();
	return group.teardown(&group.state);
}

int harness_run_group(const char *name, const struct CMUnitTest *tests, size_t count,
		      int (*setup)(void **state), int (*teardown)(void **state), bool is_fresh)
{
	struct CMUnitTest *copies = calloc(count + 1, sizeof(*copies));
	int failed;

	if (copies == NULL) {
		print_error("%s: out of memory\n", name);
		return (int)count;
	}
	for (size_t i = 0; i < count; i++) {
		copies[i] = tests[i];
		copies[i].setup_func = set_up;
		copies[i].teardown_func = tests[i].teardown_func == NULL ? NULL : tear_down;
		copies[i].initial_state = (void *)(uintptr_t)&tests[i];
	}
	group.setup = setup;
	group.teardown = teardown;
	group.state = NULL;
	group.is_fresh = is_fresh;
	failed = __real__cmocka_run_group_tests(name, copies, count,
						setup == NULL ? NULL : set_up_group,
						teardown == NULL ? NULL : tear_down_group);
	if (is_fresh) {
		bulkhead_kernel_reset();
	} else {
		bulkhead_kernel_adopt_main_thread();
	}
	free(copies);
	return failed;
}

int __wrap__cmocka_run_group_tests(const char *group_name, const struct CMUnitTest *const tests,
				   const size_t num_tests, CMFixtureFunction group_setup,
				   CMFixtureFunction group_teardown)
{
	return harness_run_group(group_name, tests, num_tests, group_setup, group_teardown, true);
}

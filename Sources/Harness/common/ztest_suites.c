/* ztest's newer style: finds the suites and tests that the linker collected, and runs them by name. */
#include "harness_group.h"
#include "ztest_thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST_TESTS 256

#define LIST(type, section) \
	extern const type __start_##section[] __attribute__((weak)); \
	extern const type __stop_##section[] __attribute__((weak))
LIST(struct ztest_unit_test, bulkhead_ztest_tests);
LIST(struct ztest_suite_node, bulkhead_ztest_suites);
LIST(struct ztest_test_rule, bulkhead_ztest_rules);
LIST(struct ztest_expected_result_entry, bulkhead_ztest_expectations);
#define FOR_EACH_IN(section, each) \
	for (each = __start_##section; each < __stop_##section; each++)

static const struct ztest_suite_node *suite;
static void *fixture;
static struct CMUnitTest tests[MOST_TESTS];

void ztest_simple_1cpu_before(void *unused)
{
	ARG_UNUSED(unused);
}

void ztest_simple_1cpu_after(void *unused)
{
	ARG_UNUSED(unused);
}

static int set_up_suite(void **state)
{
	ARG_UNUSED(state);
	fixture = suite->setup == NULL ? NULL : suite->setup();
	return 0;
}

static int tear_down_suite(void **state)
{
	ARG_UNUSED(state);
	if (suite->teardown != NULL) {
		suite->teardown(fixture);
	}
	return 0;
}

static void run_body(const void *context)
{
	const struct ztest_unit_test *test = context;
	const struct ztest_test_rule *rule;

	FOR_EACH_IN(bulkhead_ztest_rules, rule) {
		if (rule->before_each != NULL) {
			rule->before_each(test, fixture);
		}
	}
	if (suite->before != NULL) {
		suite->before(fixture);
	}
	test->test(fixture);
}

static void run_after(const void *context)
{
	const struct ztest_unit_test *test = context;
	const struct ztest_test_rule *rule;

	if (suite->after != NULL) {
		suite->after(fixture);
	}
	FOR_EACH_IN(bulkhead_ztest_rules, rule) {
		if (rule->after_each != NULL) {
			rule->after_each(test, fixture);
		}
	}
}

static enum ztest_result expected_result(const struct ztest_unit_test *test)
{
	const struct ztest_expected_result_entry *each;

	FOR_EACH_IN(bulkhead_ztest_expectations, each) {
		if (strcmp(each->test_suite_name, test->test_suite_name) == 0 &&
		    strcmp(each->test_name, test->name) == 0) {
			return each->expected_result == ZTEST_EXPECTED_RESULT_FAIL ? ZTEST_RESULT_FAIL
										   : ZTEST_RESULT_SKIP;
		}
	}
	return ZTEST_RESULT_PENDING;
}

static void run_test_function(void **state)
{
	const struct ztest_unit_test *test = *state;
	const struct ztest_job job = {test->name, run_body, run_after, test, expected_result(test)};

	ztest_do_job(&job);
}

/* The suite's tests in the order of their names; -1 if there are too many. */
static int collect_tests(void)
{
	const struct ztest_unit_test *test;
	int count = 0;

	FOR_EACH_IN(bulkhead_ztest_tests, test) {
		int place = count;

		if (strcmp(test->test_suite_name, suite->name) != 0) {
			continue;
		}
		if (count == MOST_TESTS) {
			return -1;
		}
		for (; place > 0 && strcmp(tests[place - 1].name, test->name) > 0; place--) {
			tests[place] = tests[place - 1];
		}
		tests[place] = (struct CMUnitTest){.name = test->name,
						   .test_func = run_test_function,
						   .initial_state = (void *)(uintptr_t)test};
		count++;
	}
	return count;
}

void z_ztest_run_suite(const char *name, const void *node)
{
	int failed;
	int count;

	suite = node;
	count = collect_tests();
	if (count < 0) {
		print_error("%s: more than %d tests in a suite\n", name, MOST_TESTS);
		ztest_count_failures(1);
		return;
	}
	failed = harness_run_group(name, tests, (size_t)count, set_up_suite, tear_down_suite, false);
	suite->stats->run_count++;
	suite->stats->fail_count += failed > 0;
	ztest_count_failures(failed);
}

static bool is_wanted(const struct ztest_suite_node *node, const void *state)
{
	return node->predicate != NULL ? node->predicate(state) : node->stats->run_count == 0;
}

int z_ztest_run_suites(const void *state)
{
	const struct ztest_suite_node *last = NULL;
	int count = 0;

	/* Each time the first name behind the last one's. */
	for (;;) {
		const struct ztest_suite_node *next = NULL;
		const struct ztest_suite_node *node;

		FOR_EACH_IN(bulkhead_ztest_suites, node) {
			if ((last == NULL || strcmp(node->name, last->name) > 0) &&
			    (next == NULL || strcmp(node->name, next->name) < 0)) {
				next = node;
			}
		}
		if (next == NULL) {
			return count;
		}
		if (is_wanted(next, state)) {
			z_ztest_run_suite(next->name, next);
			count++;
		} else {
			next->stats->skip_count++;
		}
		last = next;
	}
}

void ztest_verify_all_test_suites_ran(void)
{
	const struct ztest_suite_node *node;
	const struct ztest_unit_test *test;

	FOR_EACH_IN(bulkhead_ztest_suites, node) {
		if (node->stats->run_count == 0) {
			print_error("ERROR: suite %s did not run\n", node->name);
			ztest_count_failures(1);
		}
	}
	FOR_EACH_IN(bulkhead_ztest_tests, test) {
		bool is_known = false;

		FOR_EACH_IN(bulkhead_ztest_suites, node) {
			is_known = is_known || strcmp(node->name, test->test_suite_name) == 0;
		}
		if (!is_known) {
			print_error("ERROR: test %s is in no suite: ZTEST_SUITE(%s, …) is missing\n",
				    test->name, test->test_suite_name);
			ztest_count_failures(1);
		}
	}
}

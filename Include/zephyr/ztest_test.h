/*
 * ztest's newer style: tests register themselves with ZTEST, suites with ZTEST_SUITE. Suites run in
 * the order of their names, and so do the tests of a suite.
 */
#ifndef ZEPHYR_ZTEST_TEST_H
#define ZEPHYR_ZTEST_TEST_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel.h>

enum ztest_result {
	ZTEST_RESULT_PENDING,
	ZTEST_RESULT_PASS,
	ZTEST_RESULT_FAIL,
	ZTEST_RESULT_SKIP,
};
enum ztest_expected_result {
	ZTEST_EXPECTED_RESULT_FAIL,
	ZTEST_EXPECTED_RESULT_SKIP,
};

struct ztest_unit_test {
	const char *test_suite_name;
	const char *name;
	void (*test)(void *fixture);
	uint32_t thread_options;
};

struct ztest_expected_result_entry {
	const char *test_suite_name;
	const char *test_name;
	uintptr_t expected_result;
};

/* Makes the fixture that all tests of a suite get; NULL if there is none. */
typedef void *(*ztest_suite_setup_t)(void);
/* Before and after each test, and after the last one. `after` runs even if the test failed. */
typedef void (*ztest_suite_before_t)(void *fixture);
typedef void (*ztest_suite_after_t)(void *fixture);
typedef void (*ztest_suite_teardown_t)(void *fixture);
/* Whether the suite runs, by the state given to ztest_run_all; a suite without runs once. */
typedef bool (*ztest_suite_predicate_t)(const void *global_state);

struct ztest_suite_stats {
	uint32_t run_count;
	uint32_t skip_count;
	uint32_t fail_count;
};

struct ztest_suite_node {
	const char *name;
	ztest_suite_setup_t setup;
	ztest_suite_before_t before;
	ztest_suite_after_t after;
	ztest_suite_teardown_t teardown;
	ztest_suite_predicate_t predicate;
	struct ztest_suite_stats *stats;
};

/* Code around every test of every suite. */
typedef void (*ztest_rule_cb)(const struct ztest_unit_test *test, void *fixture);
struct ztest_test_rule {
	ztest_rule_cb before_each;
	ztest_rule_cb after_each;
};

#define ZTEST_SUITE(suite, run_if, setup_fn, before_fn, after_fn, teardown_fn) \
	static struct ztest_suite_stats z_ztest_stats_##suite; \
	static const struct ztest_suite_node _##suite BULKHEAD_LIST_ENTRY(bulkhead_ztest_suites) = { \
		.name = #suite, \
		.setup = (setup_fn), \
		.before = (before_fn), \
		.after = (after_fn), \
		.teardown = (teardown_fn), \
		.predicate = (run_if), \
		.stats = &z_ztest_stats_##suite, \
	}

#define Z_ZTEST(suite, function, options) \
	static void z_ztest_run_##suite##_##function(void *fixture); \
	static const struct ztest_unit_test z_ztest_##suite##_##function BULKHEAD_LIST_ENTRY( \
		bulkhead_ztest_tests) = {#suite, #function, z_ztest_run_##suite##_##function, options}
#define Z_ZTEST_PLAIN(suite, function, options) \
	static void suite##_##function(void); \
	Z_ZTEST(suite, function, options); \
	static void z_ztest_run_##suite##_##function(void *fixture) \
	{ \
		(void)fixture; \
		suite##_##function(); \
	} \
	static void suite##_##function(void)
#define Z_ZTEST_FIXTURE(suite, function, options) \
	static void suite##_##function(struct suite##_fixture *fixture); \
	Z_ZTEST(suite, function, options); \
	static void z_ztest_run_##suite##_##function(void *fixture) \
	{ \
		suite##_##function((struct suite##_fixture *)fixture); \
	} \
	static void suite##_##function(struct suite##_fixture *fixture)

/* ZTEST(suite, test) { … }; with F the body has `fixture`, a struct <suite>_fixture *. */
#define ZTEST(suite, function) Z_ZTEST_PLAIN(suite, function, 0)
#define ZTEST_F(suite, function) Z_ZTEST_FIXTURE(suite, function, 0)
/* Without user mode these run in kernel mode. */
#define ZTEST_USER(suite, function) ZTEST(suite, function)
#define ZTEST_USER_F(suite, function) ZTEST_F(suite, function)

#define ZTEST_RULE(rule, before_fn, after_fn) \
	static const struct ztest_test_rule z_ztest_rule_##rule BULKHEAD_LIST_ENTRY( \
		bulkhead_ztest_rules) = {(before_fn), (after_fn)}

/* A test that passes by failing, or by being skipped. */
#define Z_ZTEST_EXPECT(suite, function, result) \
	static const struct ztest_expected_result_entry z_ztest_expected_##suite##_##function \
		BULKHEAD_LIST_ENTRY(bulkhead_ztest_expectations) = {#suite, #function, result}
#define ZTEST_EXPECT_FAIL(suite, function) \
	Z_ZTEST_EXPECT(suite, function, ZTEST_EXPECTED_RESULT_FAIL)
#define ZTEST_EXPECT_SKIP(suite, function) \
	Z_ZTEST_EXPECT(suite, function, ZTEST_EXPECTED_RESULT_SKIP)

/*
 * Runs the suites whose predicate allows it; returns how many ran. Zephyr's further arguments
 * (shuffling, repetitions) are taken and have no effect.
 */
int z_ztest_run_suites(const void *state);
#define ztest_run_test_suites(state, ...) z_ztest_run_suites(state)
#define ztest_run_all(state, ...) ((void)z_ztest_run_suites(state), ztest_verify_all_test_suites_ran())
/* Counts suites that never ran, and tests of suites that do not exist, as failures. */
void ztest_verify_all_test_suites_ran(void);

/* The end of the running test, from any thread; these do not return but to an interrupt handler. */
void ztest_test_pass(void);
void ztest_test_fail(void);
void ztest_test_skip(void);

/* The thread of the running test. */
extern struct k_thread ztest_thread;
K_THREAD_STACK_EXTERN(ztest_thread_stack);
extern const k_tid_t ztest_tid;

/* One processor is all there is. */
void ztest_simple_1cpu_before(void *fixture);
void ztest_simple_1cpu_after(void *fixture);
static inline void z_test_1cpu_start(void)
{
}
static inline void z_test_1cpu_stop(void)
{
}

/* Memory that user-mode tests may reach: all of it, without user mode. */
#define ZTEST_BMEM
#define ZTEST_DMEM
#define ZTEST_SECTION

#endif

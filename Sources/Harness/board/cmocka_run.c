/*
 * The runner. The main thread prints, resets the kernel and waits; another thread runs setup, test and
 * teardown one after the other. A failure, in whichever thread it is found, ends that thread and wakes
 * the main thread, which starts it anew for what is left: the teardown.
 */
#include "harness.h"

#include <bulkhead/testing.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#include "../common/harness_group.h"

#ifndef CONFIG_TEST_EXTRA_STACK_SIZE
#define CONFIG_TEST_EXTRA_STACK_SIZE 0
#endif
#define STACK_SIZE \
	(MAX(MAX(CONFIG_MAIN_STACK_SIZE, CONFIG_ZTEST_STACK_SIZE), 2048) + CONFIG_TEST_EXTRA_STACK_SIZE)

enum phase {
	GROUP_SETUP,
	SETUP,
	TEST,
	TEARDOWN,
	GROUP_TEARDOWN,
	DONE,
};

enum outcome {
	PASSED,
	FAILED,
	SKIPPED,
	BROKEN, /* setup or teardown failed */
};

/* What is under way; the test's thread moves `phase` on, a failing thread sets `failed`. */
static struct {
	struct CMUnitTest test; /* a copy: the application's may lie on a stack that is closed to its thread */
	CMFixtureFunction fixture; /* of a group */
	void *state;
	const void *checkpoint; /* newest block of test_malloc before the test's setup */
	volatile enum phase phase;
	volatile bool failed;
	volatile bool skipped;
	struct k_sem ended;
} run;

static K_THREAD_STACK_DEFINE(stack, STACK_SIZE);
static struct k_thread thread;

void harness_end_phase(void)
{
	run.failed = true;
	/* The main thread is as urgent as can be: it goes on at once, or when this thread is gone. */
	k_sem_give(&run.ended);
	if (!k_is_in_isr()) {
		k_thread_abort(k_current_get());
	}
}

void _skip(const char *const file, const int line)
{
	harness_note("%s:%d: Skipped!\n", file, line);
	run.skipped = true;
	harness_end_phase();
}

static void begin_phase(enum phase phase)
{
	run.phase = phase;
	harness_forget_expectations();
	harness_forget_calls();
}

static void require_nothing_left(void)
{
	bool values = harness_note_leftover_values();

	if (harness_note_leftover_calls() || values) {
		harness_end_phase();
	}
}

static void require_nothing_allocated(const void *checkpoint)
{
	size_t count = harness_release_blocks_since(checkpoint);

	if (count > 0) {
		harness_note("ERROR: %s leaked %zu block(s)\n", run.test.name, count);
		harness_end_phase();
	}
}

static void run_fixture(CMFixtureFunction fixture)
{
	int result = fixture(&run.state);

	if (run.phase == TEARDOWN) {
		require_nothing_allocated(run.checkpoint);
	}
	require_nothing_left();
	if (result != 0) {
		harness_end_phase();
	}
}

/* The phases of a test from the one given on, or a group's fixture alone. */
static void thread_main(void *first, void *unused_2, void *unused_3)
{
	enum phase phase = (enum phase)(uintptr_t)first;

	ARG_UNUSED(unused_2);
	ARG_UNUSED(unused_3);
	if (phase == GROUP_SETUP || phase == GROUP_TEARDOWN) {
		begin_phase(phase);
		run_fixture(run.fixture);
	} else {
		if (phase == SETUP && run.test.setup_func != NULL) {
			begin_phase(SETUP);
			run_fixture(run.test.setup_func);
		}
		if (phase <= TEST) {
			const void *checkpoint = harness_newest_block();

			begin_phase(TEST);
			run.test.test_func(&run.state);
			require_nothing_allocated(checkpoint);
			require_nothing_left();
		}
		if (run.test.teardown_func != NULL) {
			begin_phase(TEARDOWN);
			run_fixture(run.test.teardown_func);
		}
	}
	run.phase = DONE;
	k_sem_give(&run.ended);
}

/* Runs from a phase on, in the thread; returns the phase that failed, or DONE. */
static enum phase run_from(enum phase first)
{
	int priority = k_thread_priority_get(k_current_get());

	run.failed = false;
	run.phase = first;
	k_sem_init(&run.ended, 0, 1);
	k_thread_priority_set(k_current_get(), K_HIGHEST_THREAD_PRIO);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), thread_main,
			(void *)(uintptr_t)first, NULL, NULL, priority, 0, K_NO_WAIT);
	k_thread_name_set(&thread, "test");
	k_sem_take(&run.ended, K_FOREVER);
	k_thread_abort(&thread);
	k_thread_priority_set(k_current_get(), priority);
	return run.failed ? run.phase : DONE;
}

static enum outcome run_test(const struct CMUnitTest *test, void *state)
{
	enum outcome outcome = PASSED;
	enum phase ended;

	run.test = *test;
	run.state = state != NULL ? state : test->initial_state;
	run.skipped = false;
	run.checkpoint = harness_newest_block();
	harness_forget_notes();
	ended = run_from(SETUP);
	if (ended == SETUP) {
		harness_note("Test setup failed");
		return BROKEN;
	}
	if (ended == TEST) {
		outcome = run.skipped ? SKIPPED : FAILED;
		if (test->teardown_func != NULL) {
			ended = run_from(TEARDOWN);
		}
	}
	if (ended == TEARDOWN) {
		harness_note("Test teardown failed");
		return BROKEN;
	}
	return outcome;
}

static void report(const char *name, enum outcome outcome)
{
	switch (outcome) {
	case PASSED:
		print_message("[       OK ] %s\n", name);
		break;
	case FAILED:
		print_error("[  ERROR   ] --- %s\n", harness_noted());
		print_message("[  FAILED  ] %s\n", name);
		break;
	case SKIPPED:
		print_message("[  SKIPPED ] %s\n", name);
		break;
	case BROKEN:
		print_error("Could not run test: %s\n", harness_noted());
		print_error("[  ERROR   ] %s\n", name);
		break;
	}
}

/* The outcomes of a group, a byte each, to name the failed ones again at its end. */
#define MOST_TESTS 512
static unsigned char outcomes[MOST_TESTS];

static bool is_listed(const struct CMUnitTest *test)
{
	return test->test_func != NULL && harness_is_selected(test->name);
}

static size_t count_of(enum outcome outcome, const struct CMUnitTest *tests, size_t count)
{
	size_t number = 0;

	for (size_t i = 0; i < count; i++) {
		number += is_listed(&tests[i]) && outcomes[i] == outcome;
	}
	return number;
}

static void list(enum outcome outcome, const struct CMUnitTest *tests, size_t count, size_t total)
{
	const char *word = outcome == SKIPPED ? "SKIPPED" : "FAILED";
	const char *label = outcome == SKIPPED ? "[  SKIPPED ]" : "[  FAILED  ]";
	size_t number = count_of(outcome, tests, count);

	if (number == 0) {
		return;
	}
	print_error("%s %zu test(s), listed below:\n", label, number);
	for (size_t i = 0; i < count; i++) {
		if (is_listed(&tests[i]) && outcomes[i] == outcome) {
			print_error("%s %s\n", label, tests[i].name);
		}
	}
	print_error("\n %zu %s TEST(S)\n", total, word);
}

static bool run_group_fixture(CMFixtureFunction fixture, enum phase phase, const char *name)
{
	static const struct CMUnitTest none = {"group", NULL, NULL, NULL, NULL};

	if (fixture == NULL) {
		return true;
	}
	run.test = none;
	run.fixture = fixture;
	harness_forget_notes();
	if (run_from(phase) == DONE) {
		return true;
	}
	if (harness_noted()[0] != '\0') {
		print_error("[  ERROR   ] --- %s\n", harness_noted());
	}
	print_error("[  FAILED  ] GROUP %s\n", phase == GROUP_SETUP ? "SETUP" : "TEARDOWN");
	print_error("[  ERROR   ] %s\n", name);
	return false;
}

int harness_run_group(const char *name, const struct CMUnitTest *tests, size_t count,
	      CMFixtureFunction setup, CMFixtureFunction teardown, bool is_fresh)
{
	size_t selected = 0;
	size_t executed = 0;
	size_t errors = 0;
	void *state;

	if (count > MOST_TESTS) {
		print_error("%s: more than %d tests in a group\n", name, MOST_TESTS);
		return (int)count;
	}
	for (size_t i = 0; i < count; i++) {
		outcomes[i] = PASSED;
		selected += is_listed(&tests[i]);
	}
	print_message("[==========] Running %zu test(s).\n", selected);
	run.state = NULL;
	if (!run_group_fixture(setup, GROUP_SETUP, name)) {
		errors = 1;
	}
	if (setup != NULL && !is_fresh) {
		/* The heap that a suite's setup assigns to its thread is for the tests. */
		k_thread_heap_assign(k_current_get(), thread.inherited.heap);
	}
	state = run.state;
	for (size_t i = 0; i < count && errors == 0; i++) {
		if (is_listed(&tests[i])) {
			print_message("[ RUN      ] %s\n", tests[i].name);
			if (is_fresh) {
				bulkhead_kernel_reset();
				harness_forget_blocks();
			}
			outcomes[i] = (unsigned char)run_test(&tests[i], state);
			report(tests[i].name, (enum outcome)outcomes[i]);
			executed++;
		}
	}
	errors += count_of(BROKEN, tests, count);
	run.state = state;
	run_group_fixture(teardown, GROUP_TEARDOWN, name);

	print_message("[==========] %zu test(s) run.\n", executed);
	print_error("[  PASSED  ] %zu test(s).\n",
		    executed == 0 ? 0 : count_of(PASSED, tests, count));
	list(SKIPPED, tests, count, count_of(SKIPPED, tests, count));
	list(FAILED, tests, count, count_of(FAILED, tests, count) + errors);
	if (is_fresh) {
		bulkhead_kernel_reset();
		harness_forget_blocks();
	}
	return (int)(count_of(FAILED, tests, count) + errors);
}

int _cmocka_run_group_tests(const char *group_name, const struct CMUnitTest *const tests,
			    const size_t num_tests, CMFixtureFunction group_setup,
			    CMFixtureFunction group_teardown)
{
	return harness_run_group(group_name, tests, num_tests, group_setup, group_teardown, true);
}

/*
 * One test in its thread. A check that fails notes what it found and ends the thread; the runner, which
 * waits for the thread, then fails the cmocka test on its own stack. Checks outside of a test (in a
 * suite's setup, after a test) fail there and then.
 */
#include "ztest_thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#ifndef CONFIG_TEST_EXTRA_STACK_SIZE
#define CONFIG_TEST_EXTRA_STACK_SIZE 0
#endif
#define NOTE_SIZE 320

struct k_thread ztest_thread;
const k_tid_t ztest_tid = &ztest_thread;
K_THREAD_STACK_DEFINE(ztest_thread_stack, CONFIG_ZTEST_STACK_SIZE + CONFIG_TEST_EXTRA_STACK_SIZE);

/* The running test. The note is the first failed check's. */
static struct {
	volatile bool is_running;
	volatile enum ztest_result result;
	const char *file;
	int line;
	char note[NOTE_SIZE];
} test;

/* Ends the test's thread, and the caller if it is another; returns to an interrupt handler. */
static void end_test(enum ztest_result result)
{
	if (test.result != ZTEST_RESULT_FAIL) {
		test.result = result;
	}
	if (k_current_get() != &ztest_thread || k_is_in_isr()) {
		k_thread_abort(&ztest_thread);
	}
	if (!k_is_in_isr()) {
		k_thread_abort(k_current_get());
	}
}

void ztest_test_pass(void)
{
	if (test.is_running) {
		end_test(ZTEST_RESULT_PASS);
	}
}

void ztest_test_skip(void)
{
	if (test.is_running) {
		end_test(ZTEST_RESULT_SKIP);
	} else {
		skip();
	}
}

void ztest_test_fail(void)
{
	if (test.is_running) {
		end_test(ZTEST_RESULT_FAIL);
	} else {
		fail();
	}
}

static void write_note(const char *text, const char *format, va_list arguments)
{
	int length = snprintk(test.note, NOTE_SIZE, format == NULL ? "%s" : "%s: ", text);

	if (format != NULL && length < NOTE_SIZE) {
		vsnprintk(test.note + length, (size_t)(NOTE_SIZE - length), format, arguments);
	}
}

void z_ztest_check_failed(enum z_ztest_check kind, const char *text, const char *file, int line,
			  const char *format, ...)
{
	va_list arguments;

	if (test.note[0] == '\0' || kind == Z_ZTEST_ASSUME) {
		test.file = file;
		test.line = line;
		va_start(arguments, format);
		write_note(text, format, arguments);
		va_end(arguments);
	}
	if (kind == Z_ZTEST_ASSUME) {
		ztest_test_skip();
	} else if (!test.is_running) {
		_assert_true(0, test.note, file, line);
	} else if (kind == Z_ZTEST_EXPECT_TRUE) {
		test.result = ZTEST_RESULT_FAIL;
	} else {
		end_test(ZTEST_RESULT_FAIL);
	}
}

static void thread_main(void *job_pointer, void *unused_2, void *unused_3)
{
	const struct ztest_job *job = job_pointer;

	ARG_UNUSED(unused_2);
	ARG_UNUSED(unused_3);
	job->body(job->context);
	if (test.result == ZTEST_RESULT_PENDING) {
		test.result = ZTEST_RESULT_PASS;
	}
}

/* A test that ended its own thread without a word has passed, as in Zephyr. */
static enum ztest_result run_thread(const struct ztest_job *job)
{
	test.note[0] = '\0';
	test.file = NULL;
	test.result = ZTEST_RESULT_PENDING;
	test.is_running = true;
	k_thread_create(&ztest_thread, ztest_thread_stack, K_THREAD_STACK_SIZEOF(ztest_thread_stack),
			thread_main, (void *)(uintptr_t)job, NULL, NULL, CONFIG_ZTEST_THREAD_PRIORITY,
			K_INHERIT_PERMS, K_FOREVER);
	k_thread_name_set(&ztest_thread, job->name);
	k_thread_start(&ztest_thread);
	k_thread_join(&ztest_thread, K_FOREVER);
	test.is_running = false;
	return test.result == ZTEST_RESULT_PENDING ? ZTEST_RESULT_PASS : test.result;
}

void ztest_do_job(const struct ztest_job *job)
{
	/* cmocka skips and fails by leaving this function: what follows must be done before. */
	enum ztest_result result = run_thread(job);
	const char *file = test.file;

	if (job->after != NULL) {
		job->after(job->context);
	}
	if (job->expected != ZTEST_RESULT_PENDING) {
		if (result != job->expected) {
			_assert_true(0, "did not end as its ZTEST_EXPECT_ line says", job->name, 0);
		}
		return;
	}
	if (result == ZTEST_RESULT_SKIP) {
		skip();
	} else if (result == ZTEST_RESULT_FAIL && file != NULL) {
		_assert_true(0, test.note, file, test.line);
	} else if (result == ZTEST_RESULT_FAIL) {
		_assert_true(0, "ztest_test_fail", job->name, 0);
	}
}

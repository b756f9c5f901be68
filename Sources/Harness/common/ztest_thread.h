/* Running one ztest test: in its own thread, with what must be done before and after it. */
#ifndef BULKHEAD_ZTEST_THREAD_H
#define BULKHEAD_ZTEST_THREAD_H

#include <zephyr/ztest.h>

/* What a suite, of either style, does for each of its tests. */
struct ztest_job {
	const char *name;
	void (*body)(const void *context); /* in the test's thread */
	void (*after)(const void *context); /* in the runner's thread; may be NULL */
	const void *context;
	enum ztest_result expected; /* PENDING: none in particular */
};

/* A cmocka test's function: does the job and ends the cmocka test as the job ended. */
void ztest_do_job(const struct ztest_job *job);

/* The tests that failed so far, of all suites: the image's exit status. */
void ztest_count_failures(int count);
int ztest_failures(void);

#endif

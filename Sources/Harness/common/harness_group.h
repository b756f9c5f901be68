/* Running a group of cmocka tests with or without a fresh kernel for each; host/ and board/ have one. */
#ifndef BULKHEAD_HARNESS_GROUP_H
#define BULKHEAD_HARNESS_GROUP_H

#include <stdbool.h>
#include <stddef.h>

struct CMUnitTest;

/*
 * As _cmocka_run_group_tests, whose output and value it has. With `is_fresh` the kernel is reset
 * before each test and after the last.
 */
int harness_run_group(const char *name, const struct CMUnitTest *tests, size_t count,
		      int (*setup)(void **state), int (*teardown)(void **state), bool is_fresh);

#endif

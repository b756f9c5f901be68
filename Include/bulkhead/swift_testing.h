/*
 * What the module BulkheadTesting asks of the harness: tests written in Swift run as a group of
 * cmocka's, each on a fresh kernel.
 */
#ifndef BULKHEAD_SWIFT_TESTING_H
#define BULKHEAD_SWIFT_TESTING_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>

/* Adds a test to those that wait to be run. Both live as long as the image. */
void bulkhead_declare_test(const char *BULKHEAD_NONNULL name, void (*BULKHEAD_NONNULL body)(void));

/* Runs the tests that were declared since the last call, in their order; how many failed. */
int bulkhead_run_declared_tests(void);

/*
 * Fails the running test, with a line that says why. Returns in an interrupt handler only, whose
 * test fails when it has ended.
 */
void bulkhead_fail_test(const char *BULKHEAD_NONNULL text, const char *BULKHEAD_NONNULL file,
			int line);

/* A value and the range it was to be in, 64 bits each, and how they are written. */
struct bulkhead_comparison {
	uint64_t value;
	uint64_t lowest;
	uint64_t highest;
	bool is_signed;
	const char *BULKHEAD_NONNULL unit;
};

/* The same, with a line that gives the numbers. */
void bulkhead_fail_comparison(struct bulkhead_comparison comparison,
			      const char *BULKHEAD_NONNULL file, int line);

#endif

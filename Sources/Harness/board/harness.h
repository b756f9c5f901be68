/*
 * What the parts of the board's cmocka share: one test at a time, in phases (setup, test, teardown),
 * each ended by its function's return or by a failure.
 */
#ifndef BULKHEAD_HARNESS_H
#define BULKHEAD_HARNESS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Adds to what will be printed about the running test if it fails. */
void harness_note(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));
void harness_note_failure(const char *file, int line);
/* The text noted so far, and forgetting it. */
const char *harness_noted(void);
void harness_forget_notes(void);

/*
 * Fails the running phase. From a thread it does not return: the phase's thread and the caller end.
 * From an interrupt handler it returns, and the test ends when the handler has.
 */
void harness_end_phase(void);

/* Expectations last for one phase. Those that are left are noted; true if there were any. */
void harness_forget_expectations(void);
bool harness_note_leftover_values(void);
bool harness_note_leftover_calls(void);
void harness_forget_calls(void);

/*
 * Blocks of test_malloc. A checkpoint is the newest block of its time; younger ones that still live
 * are noted and freed, and counted.
 */
const void *harness_newest_block(void);
size_t harness_release_blocks_since(const void *checkpoint);
void harness_forget_blocks(void);

/* Whether the filters let a test run. */
bool harness_is_selected(const char *name);

/* Comparisons that note a difference; true if the values are as wanted. */
bool harness_compare_values(unsigned long long a, unsigned long long b, bool equal);
bool harness_compare_strings(const char *a, const char *b, bool equal);
bool harness_compare_memory(const void *a, const void *b, size_t size, bool equal);
bool harness_compare_range(unsigned long long value, unsigned long long minimum,
			   unsigned long long maximum, bool inside);
bool harness_compare_set(unsigned long long value, const unsigned long long *values, size_t count,
			 bool inside);

#endif

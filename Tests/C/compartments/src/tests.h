/* What the tests of compartments have in common. */
#ifndef TESTS_H
#define TESTS_H

#include <zephyr/kernel.h>

extern struct k_thread threads[3];
extern int results[3];
extern int fatal_errors;

/* Before each test. */
int begin(void **state);
/* A thread on one of three stacks; its entry gets the index and the argument. */
void start(int index, k_thread_entry_t entry, int argument, int priority);
/* Those that hold with protection only, or without; how many have failed. */
int run_other_tests(void);

#endif

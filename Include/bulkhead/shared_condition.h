/*
 * Condition variables in memory that threads without privileges share, for waits with a sys_mutex: signalling takes no
 * system call while nobody waits. <bulkhead/shared_word.h> says who trusts whom; the kernel's sibling is k_condvar.
 *
 * A thread that is ended while it waits leaves itself counted, and each signal asks the kernel from then on.
 */
#ifndef BULKHEAD_SHARED_CONDITION_H
#define BULKHEAD_SHARED_CONDITION_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct sys_mutex;

/* All 0 at first. */
struct bulkhead_shared_condition {
	uint32_t changes;  /* how often it was signalled */
	uint32_t waiters;  /* how many threads may wait */
};

/*
 * Unlocks the mutex, which the caller has locked once, waits for a signal, and locks it again; at times it returns without
 * one. 0; -ETIMEDOUT: the time was up first; -EACCES: the caller does not reach it; -EINVAL, -ENOMEM: as
 * sys_mutex_lock, and it is not locked. Thread.
 */
int bulkhead_shared_condition_wait(struct bulkhead_shared_condition *BULKHEAD_NONNULL condition,
				   struct sys_mutex *BULKHEAD_NONNULL mutex, k_timeout_t timeout);
/*
 * Wakes the most urgent thread that waits, or all, after a change of what the mutex guards: how many. -EACCES as
 * before. Any context that reaches it. Cost grows with those who wait for any shared word.
 */
int bulkhead_shared_condition_wake(struct bulkhead_shared_condition *BULKHEAD_NONNULL condition, bool all);

#endif

/*
 * Futexes: waiting for a word in memory that threads without privileges share. <bulkhead/shared_word.h> says
 * who trusts whom.
 */
#ifndef ZEPHYR_KERNEL_FUTEX_H
#define ZEPHYR_KERNEL_FUTEX_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <zephyr/kernel/time.h>

/* Changed by atomic operations of whoever reaches it; `val` is an atomic_t. */
struct k_futex {
	long val;
} BULKHEAD_SWIFT_NAME(FutexRecord);

/*
 * Waits until k_futex_wake, if the futex has the value `expected`. 0: woken; -EAGAIN: it has another value;
 * -ETIMEDOUT: the time is up; -EACCES: the caller does not reach it. Thread; with K_NO_WAIT any context.
 */
int k_futex_wait(struct k_futex *BULKHEAD_NONNULL futex, int expected, k_timeout_t timeout);
/*
 * Wakes the most urgent thread that waits for the futex, or all of them, and gives how many. -EACCES: the caller
 * does not reach it. Any context. Cost grows with those who wait for any futex.
 */
int k_futex_wake(struct k_futex *BULKHEAD_NONNULL futex, bool wake_all);

#endif

/* Condition variables. */
#ifndef ZEPHYR_KERNEL_CONDVAR_H
#define ZEPHYR_KERNEL_CONDVAR_H

#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <zephyr/kernel/mutex.h>

struct k_condvar {
	struct bulkhead_wait_queue waiters;
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(ConditionRecord);

#define K_CONDVAR_DEFINE(name)                                                                     \
	BULKHEAD_OBJECT struct k_condvar name = {.waiters = {NULL}}                                \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_CONDVAR)

/* 0. Any context. */
int k_condvar_init(struct k_condvar *BULKHEAD_NONNULL condvar);
/* Wakes the most urgent waiter, if any. 0. Thread. */
int k_condvar_signal(struct k_condvar *BULKHEAD_NONNULL condvar);
/* Wakes all waiters and returns how many there were. Thread. */
int k_condvar_broadcast(struct k_condvar *BULKHEAD_NONNULL condvar);
/*
 * Unlocks the mutex and waits, in one step; the mutex is locked again on return, also after a
 * timeout (-EAGAIN). 0 when signalled. Thread that owns the mutex once.
 */
int k_condvar_wait(struct k_condvar *BULKHEAD_NONNULL condvar, struct k_mutex *BULKHEAD_NONNULL mutex,
		   k_timeout_t timeout);

#endif

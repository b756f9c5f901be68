/* Mutexes: recursive, owned, with priority inheritance through chains of owners. */
#ifndef ZEPHYR_KERNEL_MUTEX_H
#define ZEPHYR_KERNEL_MUTEX_H

#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_thread;

struct k_mutex {
	struct k_thread *BULKHEAD_NULLABLE owner;
	uint32_t lock_count;
	struct bulkhead_wait_queue waiters;
	struct k_mutex *BULKHEAD_NULLABLE next_held;  /* the owner's list of contended mutexes */
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(MutexRecord);

#define BULKHEAD_MUTEX_INITIALIZER {.owner = NULL}
#define K_MUTEX_DEFINE(name)                                                                       \
	BULKHEAD_OBJECT struct k_mutex name = BULKHEAD_MUTEX_INITIALIZER                           \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_MUTEX)

/* 0. Thread or boot. */
int k_mutex_init(struct k_mutex *BULKHEAD_NONNULL mutex);
/* 0; -EBUSY: owned by another and K_NO_WAIT; -EAGAIN: timed out. Thread. */
int k_mutex_lock(struct k_mutex *BULKHEAD_NONNULL mutex, k_timeout_t timeout);
/* 0; -EPERM: the caller is not the owner; -EINVAL: nobody owns it. Thread. */
int k_mutex_unlock(struct k_mutex *BULKHEAD_NONNULL mutex);

#endif

/* Counting semaphores. */
#ifndef ZEPHYR_KERNEL_SEM_H
#define ZEPHYR_KERNEL_SEM_H

#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_sem {
	uint32_t count;
	uint32_t limit;
	struct bulkhead_wait_queue waiters;
	struct bulkhead_poll_list poll;
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(SemaphoreRecord);

#define K_SEM_MAX_LIMIT 0xffffffffu

#define BULKHEAD_SEM_INITIALIZER(initial, maximum) {.count = (initial), .limit = (maximum)}
#define K_SEM_DEFINE(name, initial, maximum)                                                       \
	BULKHEAD_OBJECT struct k_sem name = BULKHEAD_SEM_INITIALIZER(initial, maximum)             \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_SEM);                                          \
	_Static_assert((maximum) != 0 && (initial) <= (maximum),                                   \
		       "a semaphore's initial count may not exceed its limit, nor its limit be 0")

/* 0; -EINVAL: limit is 0 or below the initial count. Any context. */
int k_sem_init(struct k_sem *BULKHEAD_NONNULL sem, unsigned int initial_count, unsigned int limit);
/*
 * Takes one unit. 0; -EBUSY: none and K_NO_WAIT; -EAGAIN: timed out, or the semaphore was reset.
 * Interrupts may call it with K_NO_WAIT.
 */
int k_sem_take(struct k_sem *BULKHEAD_NONNULL sem, k_timeout_t timeout);
/* Gives one unit to the most urgent waiter, or to the count if that is below its limit. Any context. */
void k_sem_give(struct k_sem *BULKHEAD_NONNULL sem);
/* Count to 0; every waiter's take returns -EAGAIN. Any context. */
void k_sem_reset(struct k_sem *BULKHEAD_NONNULL sem);
/* Any context. */
unsigned int k_sem_count_get(struct k_sem *BULKHEAD_NONNULL sem);

#endif

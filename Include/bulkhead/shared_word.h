/*
 * Words in memory that threads without privileges share: what the kernel does for those who find nothing there.
 * What can be done by one atomic change of the word takes no system call; see <zephyr/sys/sem.h> and its siblings.
 *
 * Whoever reaches the memory can write anything there, so the threads that share it trust each other for what
 * is in it. The kernel trusts nothing: a word that makes no sense costs at most those who share it.
 */
#ifndef BULKHEAD_SHARED_WORD_H
#define BULKHEAD_SHARED_WORD_H

#include <bulkhead/attributes.h>
#include <bulkhead/wait_queue.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_mutex;
struct k_thread;

/* Everybody who waits for such a word, whichever it is. */
BULKHEAD_HIDDEN extern struct bulkhead_wait_queue bulkhead_shared_waiters;
BULKHEAD_INLINE struct bulkhead_wait_queue *BULKHEAD_NONNULL bulkhead_shared_waiters_queue(void)
{
	return &bulkhead_shared_waiters;
}

/* The lowest bit of a word of units: somebody may wait for one. The others are how many there are. */
#define BULKHEAD_UNITS_WANTED 1u
#define BULKHEAD_ONE_UNIT 2u

/*
 * Takes a unit, or waits for one. 0; -EBUSY: none and K_NO_WAIT; -EAGAIN: timed out; -EACCES: the caller
 * does not reach the word. Cost grows with those who wait for any shared word and are more urgent.
 */
int bulkhead_wait_for_unit(uint32_t *BULKHEAD_NONNULL word, k_timeout_t timeout);
/* The same with K_FOREVER. Thread. */
int bulkhead_await_unit(uint32_t *BULKHEAD_NONNULL word);
/*
 * Gives a unit to the most urgent waiter, or to the word if it has fewer than `limit`. 0; -EAGAIN: it has that
 * many; -EACCES as before. Any context.
 */
int bulkhead_give_unit(uint32_t *BULKHEAD_NONNULL word, uint32_t limit);

/*
 * Wakes the most urgent thread that waits for a word by k_futex_wait, and says in it whether there are more: 1 or 0.
 * 0; -EACCES as before. Any context.
 */
int bulkhead_wake_waiter(uint32_t *BULKHEAD_NONNULL word);

/* The two for threads without privileges, in the handler of their exception; see HANDLER_CALL. */
BULKHEAD_HIDDEN void bulkhead_handle_await_unit(uintptr_t *BULKHEAD_NONNULL arguments);
BULKHEAD_HIDDEN void bulkhead_handle_give_unit(uintptr_t *BULKHEAD_NONNULL arguments);

/* Mutexes in shared memory that threads wait for at a time: what the kernel keeps of one. */
struct bulkhead_contended_mutex {
	struct k_thread *BULKHEAD_NULLABLE owner;  /* up to `word` as struct k_mutex */
	uint32_t lock_count;
	struct bulkhead_wait_queue waiters;
	struct k_mutex *BULKHEAD_NULLABLE next_held;
	uint32_t *BULKHEAD_NULLABLE word;
	uint32_t threads;  /* that are about it; 0: the record is free */
} BULKHEAD_SWIFT_NAME(ContendedRecord);
BULKHEAD_HIDDEN extern struct bulkhead_contended_mutex bulkhead_contended_mutexes[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_contended_count;
BULKHEAD_INLINE struct bulkhead_contended_mutex *BULKHEAD_NONNULL bulkhead_contended_at(uint32_t index)
{
	return &bulkhead_contended_mutexes[index];
}

/* sys_mutex_lock and _unlock where another thread has it, or waits for it. -EACCES as before. Thread. */
int bulkhead_lock_contended(uint32_t *BULKHEAD_NONNULL word, k_timeout_t timeout);
int bulkhead_unlock_contended(uint32_t *BULKHEAD_NONNULL word);

#endif

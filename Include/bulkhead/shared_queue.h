/*
 * Message queues in memory that threads without privileges share: putting while there is room, and getting what
 * is there, takes no system call while nobody waits. <bulkhead/shared_word.h> says who trusts whom.
 *
 * Each slot has a word that says whose turn it is, so that several threads may be in the middle of an operation:
 * each change is a single atomic one, and nobody waits for another but in the kernel. Messages come out in the
 * order in which their puts took a slot. A thread that is ended in the middle leaves its slot unusable, and the
 * queue goes no further than that: initialise it again.
 */
#ifndef BULKHEAD_SHARED_QUEUE_H
#define BULKHEAD_SHARED_QUEUE_H

#include <bulkhead/attributes.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct bulkhead_shared_queue {
	uint32_t tail, head;        /* of all messages ever put and got, the next */
	uint32_t writers, readers;  /* somebody may wait for room, for a message */
	uint32_t mask;              /* one less than there are slots */
	uint32_t size;              /* bytes of a message, a multiple of 4 */
	uint32_t *BULKHEAD_NONNULL slots;  /* each a word and a message */
};

/* Words that `count` slots take. */
#define BULKHEAD_SHARED_QUEUE_WORDS(message_size, count) (((message_size) / 4u + 1u) * (count))

/*
 * A queue of `count` messages in a partition: a power of two, at least 2. Messages have a multiple of 4 bytes
 * and are aligned to that.
 */
#define BULKHEAD_SHARED_QUEUE_DEFINE(partition, name, message_size, count)                         \
	_Static_assert((count) >= 2 && ((count) & ((count) - 1)) == 0,                             \
		       "a shared queue has a power of two of messages, at least 2");               \
	_Static_assert((message_size) % 4 == 0 && (message_size) > 0,                              \
		       "a shared queue's messages have a multiple of 4 bytes");                    \
	K_APP_BMEM(partition)                                                                      \
	static uint32_t bulkhead_slots_of_##name[BULKHEAD_SHARED_QUEUE_WORDS(message_size, count)]; \
	K_APP_DMEM(partition)                                                                      \
	struct bulkhead_shared_queue name = {                                                      \
		.mask = (count) - 1u, .size = (message_size), .slots = bulkhead_slots_of_##name}

/*
 * The same at run time, before anybody uses it; `slots` has BULKHEAD_SHARED_QUEUE_WORDS. 0; -EINVAL: not such a
 * count or size. Any context that reaches it.
 */
int bulkhead_shared_queue_init(struct bulkhead_shared_queue *BULKHEAD_NONNULL queue,
			       uint32_t *BULKHEAD_NONNULL slots, size_t message_size, uint32_t count);
/*
 * Copies a message in. 0; -ENOMSG: no room and K_NO_WAIT; -EAGAIN: timed out. Thread; with K_NO_WAIT any context
 * that reaches it. Cost grows with the message.
 */
int bulkhead_shared_queue_put(struct bulkhead_shared_queue *BULKHEAD_NONNULL queue,
			      const void *BULKHEAD_NONNULL message, k_timeout_t timeout);
/* Copies the oldest message out; the rest as bulkhead_shared_queue_put. */
int bulkhead_shared_queue_get(struct bulkhead_shared_queue *BULKHEAD_NONNULL queue,
			      void *BULKHEAD_NONNULL message, k_timeout_t timeout);

/* The same of any number of messages, for some instructions more: a slot's lap has as many numbers as a power of two. */
struct bulkhead_shared_ring {
	struct bulkhead_shared_queue queue;
	uint32_t last;  /* slot */
};
/*
 * Before anybody uses it: of at least one message, whose bytes are a multiple of 4; `slots` has
 * BULKHEAD_SHARED_QUEUE_WORDS.
 */
void bulkhead_shared_ring_init(struct bulkhead_shared_ring *BULKHEAD_NONNULL ring, uint32_t *BULKHEAD_NONNULL slots,
			       size_t message_size, uint32_t count);
/* As bulkhead_shared_queue_put and _get. */
int bulkhead_shared_ring_put(struct bulkhead_shared_ring *BULKHEAD_NONNULL ring, const void *BULKHEAD_NONNULL message,
			     k_timeout_t timeout);
int bulkhead_shared_ring_get(struct bulkhead_shared_ring *BULKHEAD_NONNULL ring, void *BULKHEAD_NONNULL message,
			     k_timeout_t timeout);
/* How many messages are put and not got, those included that are being put. Any context. */
uint32_t bulkhead_shared_ring_count(const struct bulkhead_shared_ring *BULKHEAD_NONNULL ring);

#endif

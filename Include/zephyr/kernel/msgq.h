/* Message queues: bounded, of messages of one size, copied in and out. */
#ifndef ZEPHYR_KERNEL_MSGQ_H
#define ZEPHYR_KERNEL_MSGQ_H

#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_msgq {
	struct bulkhead_wait_queue waiters;  /* senders when full, receivers when empty */
	struct bulkhead_poll_list poll;
	size_t msg_size;
	uint32_t max_msgs;
	uint32_t used_msgs;
	char *BULKHEAD_NULLABLE buffer_start;
	char *BULKHEAD_NULLABLE buffer_end;
	char *BULKHEAD_NULLABLE read_ptr;
	char *BULKHEAD_NULLABLE write_ptr;
	uint32_t flags;
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(MessageQueueRecord);

struct k_msgq_attrs {
	size_t msg_size;
	uint32_t max_msgs;
	uint32_t used_msgs;
};

#define BULKHEAD_MSGQ_INITIALIZER(buffer, size, count)                                             \
	{                                                                                          \
		.msg_size = (size), .max_msgs = (count), .buffer_start = (buffer),                 \
		.buffer_end = (buffer) + (size) * (count), .read_ptr = (buffer),                   \
		.write_ptr = (buffer),                                                             \
	}
#define K_MSGQ_DEFINE(name, size, count, align)                                                    \
	static char __attribute__((aligned(align))) bulkhead_msgq_##name[(count) * (size)];        \
	BULKHEAD_OBJECT struct k_msgq name =                                                       \
		BULKHEAD_MSGQ_INITIALIZER(bulkhead_msgq_##name, size, count)                       \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_MSGQ)

/* Any context. */
void k_msgq_init(struct k_msgq *BULKHEAD_NONNULL msgq, char *BULKHEAD_NONNULL buffer, size_t msg_size,
		 uint32_t max_msgs);
/* The buffer comes from the caller's heap: 0; -ENOMEM; -EINVAL: the sizes' product overflows. Thread. */
int k_msgq_alloc_init(struct k_msgq *BULKHEAD_NONNULL msgq, size_t msg_size, uint32_t max_msgs);
/* Gives back what k_msgq_alloc_init took: 0; -EBUSY: threads wait. Thread. */
int k_msgq_cleanup(struct k_msgq *BULKHEAD_NONNULL msgq);
/*
 * Copies a message in. 0; -ENOMSG: full and K_NO_WAIT, or purged while waiting; -EAGAIN: timed
 * out. Interrupts may call it with K_NO_WAIT. Cost: the copy.
 */
int k_msgq_put(struct k_msgq *BULKHEAD_NONNULL msgq, const void *BULKHEAD_NONNULL data,
	       k_timeout_t timeout);
/* The same, to be received before all others. */
int k_msgq_put_front(struct k_msgq *BULKHEAD_NONNULL msgq, const void *BULKHEAD_NONNULL data,
		     k_timeout_t timeout);
/* Copies the oldest message out. 0; -ENOMSG: empty and K_NO_WAIT; -EAGAIN: timed out. */
int k_msgq_get(struct k_msgq *BULKHEAD_NONNULL msgq, void *BULKHEAD_NONNULL data, k_timeout_t timeout);
/* Copies the oldest message and leaves it: 0; -ENOMSG. Any context. */
int k_msgq_peek(struct k_msgq *BULKHEAD_NONNULL msgq, void *BULKHEAD_NONNULL data);
int k_msgq_peek_at(struct k_msgq *BULKHEAD_NONNULL msgq, void *BULKHEAD_NONNULL data, uint32_t index);
/* Drops all messages; waiting senders get -ENOMSG. Any context. */
void k_msgq_purge(struct k_msgq *BULKHEAD_NONNULL msgq);
uint32_t k_msgq_num_free_get(struct k_msgq *BULKHEAD_NONNULL msgq);
uint32_t k_msgq_num_used_get(struct k_msgq *BULKHEAD_NONNULL msgq);
void k_msgq_get_attrs(struct k_msgq *BULKHEAD_NONNULL msgq, struct k_msgq_attrs *BULKHEAD_NONNULL attrs);

#endif

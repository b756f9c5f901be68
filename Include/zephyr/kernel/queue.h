/* Queues of any length of items that carry their own link. */
#ifndef ZEPHYR_KERNEL_QUEUE_H
#define ZEPHYR_KERNEL_QUEUE_H

#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>
#include <zephyr/sys/slist.h>

/* The first word of an item while it is queued: the next item, and in bit 0 whether it is a box. */
struct bulkhead_queue_item {
	uintptr_t link;
} BULKHEAD_SWIFT_NAME(QueueItemRecord);

/* What the alloc functions queue for data that has no room for a link. */
struct bulkhead_queue_box {
	struct bulkhead_queue_item item;
	void *BULKHEAD_NULLABLE data;
} BULKHEAD_SWIFT_NAME(QueueBoxRecord);

struct k_queue {
	struct bulkhead_queue_item *BULKHEAD_NULLABLE first;
	struct bulkhead_queue_item *BULKHEAD_NULLABLE last;
	struct bulkhead_wait_queue waiters;
	struct bulkhead_poll_list poll;
} BULKHEAD_SWIFT_NAME(QueueRecord);

#define BULKHEAD_QUEUE_INITIALIZER {.first = NULL}
#define K_QUEUE_DEFINE(name) BULKHEAD_OBJECT struct k_queue name = BULKHEAD_QUEUE_INITIALIZER

/*
 * An item's first word is the kernel's while the item is queued; items are aligned as words. An
 * item goes to the most urgent waiter if there is one. All of these: any context, unless it says
 * otherwise.
 */
void k_queue_init(struct k_queue *BULKHEAD_NONNULL queue);
void k_queue_append(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NONNULL data);
void k_queue_prepend(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NONNULL data);
/* Behind `prev`, an item of this queue; first if that is NULL. */
void k_queue_insert(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NULLABLE prev,
		    void *BULKHEAD_NONNULL data);
/*
 * The same for data that keeps its first word: the link comes from the caller's heap
 * (k_thread_heap_assign). 0; -ENOMEM.
 */
int32_t k_queue_alloc_append(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NULLABLE data);
int32_t k_queue_alloc_prepend(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NULLABLE data);
/* Items linked through their first words, from head to tail. 0; -EINVAL: either is NULL. */
int k_queue_append_list(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NULLABLE head,
			void *BULKHEAD_NULLABLE tail);
/* Appends unless it is queued already: false then. Cost grows with the queue. */
bool k_queue_unique_append(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NONNULL data);
/* Takes an item out, wherever it is; false if it is not there. Cost grows with the queue. */
bool k_queue_remove(struct k_queue *BULKHEAD_NONNULL queue, void *BULKHEAD_NONNULL data);
/*
 * Takes the first item. NULL: none came within `timeout`, or k_queue_cancel_wait. Interrupts may
 * call it with K_NO_WAIT.
 */
void *BULKHEAD_NULLABLE k_queue_get(struct k_queue *BULKHEAD_NONNULL queue, k_timeout_t timeout);
/* Makes the most urgent waiter's get return NULL, and one k_poll -EINTR. */
void k_queue_cancel_wait(struct k_queue *BULKHEAD_NONNULL queue);
/* The first and the last item, which stay; NULL if there is none. */
void *BULKHEAD_NULLABLE k_queue_peek_head(struct k_queue *BULKHEAD_NONNULL queue);
void *BULKHEAD_NULLABLE k_queue_peek_tail(struct k_queue *BULKHEAD_NONNULL queue);

static inline int k_queue_is_empty(struct k_queue *BULKHEAD_NONNULL queue)
{
	return queue->first == NULL;
}

/* Appends all nodes of a list, which is empty then. 0; -EINVAL: it was. */
static inline int k_queue_merge_slist(struct k_queue *BULKHEAD_NONNULL queue,
				      sys_slist_t *BULKHEAD_NONNULL list)
{
	int result = k_queue_append_list(queue, list->head, list->tail);

	if (result == 0) {
		sys_slist_init(list);
	}
	return result;
}

#endif

/* First in, first out: a queue by another name. See queue.h for contexts and results. */
#ifndef ZEPHYR_KERNEL_FIFO_H
#define ZEPHYR_KERNEL_FIFO_H

#include <zephyr/kernel/queue.h>

struct k_fifo {
	struct k_queue _queue;
};

#define BULKHEAD_FIFO_INITIALIZER {._queue = BULKHEAD_QUEUE_INITIALIZER}
#define K_FIFO_DEFINE(name) BULKHEAD_OBJECT struct k_fifo name = BULKHEAD_FIFO_INITIALIZER

static inline void k_fifo_init(struct k_fifo *BULKHEAD_NONNULL fifo)
{
	k_queue_init(&fifo->_queue);
}

static inline void k_fifo_put(struct k_fifo *BULKHEAD_NONNULL fifo, void *BULKHEAD_NONNULL data)
{
	k_queue_append(&fifo->_queue, data);
}

static inline int32_t k_fifo_alloc_put(struct k_fifo *BULKHEAD_NONNULL fifo,
				       void *BULKHEAD_NULLABLE data)
{
	return k_queue_alloc_append(&fifo->_queue, data);
}

static inline int k_fifo_put_list(struct k_fifo *BULKHEAD_NONNULL fifo, void *BULKHEAD_NULLABLE head,
				  void *BULKHEAD_NULLABLE tail)
{
	return k_queue_append_list(&fifo->_queue, head, tail);
}

static inline int k_fifo_put_slist(struct k_fifo *BULKHEAD_NONNULL fifo,
				   sys_slist_t *BULKHEAD_NONNULL list)
{
	return k_queue_merge_slist(&fifo->_queue, list);
}

static inline void *BULKHEAD_NULLABLE k_fifo_get(struct k_fifo *BULKHEAD_NONNULL fifo,
						 k_timeout_t timeout)
{
	return k_queue_get(&fifo->_queue, timeout);
}

static inline void k_fifo_cancel_wait(struct k_fifo *BULKHEAD_NONNULL fifo)
{
	k_queue_cancel_wait(&fifo->_queue);
}

static inline int k_fifo_is_empty(struct k_fifo *BULKHEAD_NONNULL fifo)
{
	return k_queue_is_empty(&fifo->_queue);
}

static inline void *BULKHEAD_NULLABLE k_fifo_peek_head(struct k_fifo *BULKHEAD_NONNULL fifo)
{
	return k_queue_peek_head(&fifo->_queue);
}

static inline void *BULKHEAD_NULLABLE k_fifo_peek_tail(struct k_fifo *BULKHEAD_NONNULL fifo)
{
	return k_queue_peek_tail(&fifo->_queue);
}

#endif

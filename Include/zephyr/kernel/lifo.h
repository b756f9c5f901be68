/* Last in, first out: a queue whose items come in at the front. See queue.h. */
#ifndef ZEPHYR_KERNEL_LIFO_H
#define ZEPHYR_KERNEL_LIFO_H

#include <zephyr/kernel/queue.h>

struct k_lifo {
	struct k_queue _queue;
};

#define BULKHEAD_LIFO_INITIALIZER {._queue = BULKHEAD_QUEUE_INITIALIZER}
#define K_LIFO_DEFINE(name) BULKHEAD_OBJECT struct k_lifo name = BULKHEAD_LIFO_INITIALIZER

static inline void k_lifo_init(struct k_lifo *BULKHEAD_NONNULL lifo)
{
	k_queue_init(&lifo->_queue);
}

static inline void k_lifo_put(struct k_lifo *BULKHEAD_NONNULL lifo, void *BULKHEAD_NONNULL data)
{
	k_queue_prepend(&lifo->_queue, data);
}

static inline int32_t k_lifo_alloc_put(struct k_lifo *BULKHEAD_NONNULL lifo,
				       void *BULKHEAD_NULLABLE data)
{
	return k_queue_alloc_prepend(&lifo->_queue, data);
}

static inline void *BULKHEAD_NULLABLE k_lifo_get(struct k_lifo *BULKHEAD_NONNULL lifo,
						 k_timeout_t timeout)
{
	return k_queue_get(&lifo->_queue, timeout);
}

#endif

/* bulkhead/shared_queue.h. A slot's word: how many messages were put when its lap began, one more if it is full. */
#include <bulkhead/shared_queue.h>
#include <bulkhead/shared_word.h>
#include <errno.h>
#include <port/shared_word.h>
#include <zephyr/kernel.h>

int bulkhead_shared_queue_init(struct bulkhead_shared_queue *queue, uint32_t *slots, size_t message_size,
			       uint32_t count)
{
	if (count < 2 || (count & (count - 1)) != 0 || message_size == 0 || message_size % 4 != 0) {
		return -EINVAL;
	}
	*queue = (struct bulkhead_shared_queue){.mask = count - 1, .size = message_size, .slots = slots};
	for (uint32_t i = 0; i < count; i++) {
		slots[i * (message_size / 4 + 1)] = 0;
	}
	return 0;
}

static inline uint32_t read(const uint32_t *word) { return *(const volatile uint32_t *)word; }
static inline void write(uint32_t *word, uint32_t value) { *(volatile uint32_t *)word = value; }

static inline void copy(uint32_t *to, const uint32_t *from, uint32_t bytes)
{
	uint32_t *end = (uint32_t *)((char *)to + bytes);

	do {
		*to++ = *from++;
	} while (to < end);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* Waits until others have changed `slot`; 0: look again. A time becomes a point in time, to be waited for again. */
static int wait(uint32_t *waiting, const uint32_t *slot, uint32_t seen, k_timeout_t *timeout)
{
	if (K_TIMEOUT_EQ(*timeout, K_NO_WAIT)) {
		return -ENOMSG;
	}
	if (timeout->ticks > 0) {
		*timeout = K_TIMEOUT_ABS_TICKS(k_uptime_ticks() + timeout->ticks);
	}
	write(waiting, 1);
	if (read(slot) != seen) {
		return 0;
	}
	int result = k_futex_wait((struct k_futex *)waiting, 1, *timeout);

	return result == -ETIMEDOUT ? -EAGAIN : result == -EAGAIN ? 0 : result;
}

int bulkhead_shared_queue_put(struct bulkhead_shared_queue *queue, const void *message, k_timeout_t timeout)
{
	for (;;) {
		uint32_t tail = read(&queue->tail), lap = tail & ~queue->mask;
		uint32_t *slot = (uint32_t *)((char *)queue->slots + (tail - lap) * (queue->size + 4));
		uint32_t word = read(slot);

		if (word == lap) {
			if (port_change_shared(&queue->tail, tail, tail + 1)) {
				copy(slot + 1, message, queue->size);
				write(slot, lap + 1);
				return read(&queue->readers) == 0 ? 0 : bulkhead_wake_waiter(&queue->readers);
			}
		} else if ((int32_t)(word - lap) < 0) {
			int result = wait(&queue->writers, slot, word, &timeout);

			if (result != 0) {
				return result;
			}
		}
	}
}

int bulkhead_shared_queue_get(struct bulkhead_shared_queue *queue, void *message, k_timeout_t timeout)
{
	for (;;) {
		uint32_t head = read(&queue->head), lap = head & ~queue->mask;
		uint32_t *slot = (uint32_t *)((char *)queue->slots + (head - lap) * (queue->size + 4));
		uint32_t word = read(slot);

		if (word == lap + 1) {
			if (port_change_shared(&queue->head, head, head + 1)) {
				copy(message, slot + 1, queue->size);
				write(slot, lap + queue->mask + 1);
				return read(&queue->writers) == 0 ? 0 : bulkhead_wake_waiter(&queue->writers);
			}
		} else if ((int32_t)(word - lap) <= 0) {
			int result = wait(&queue->readers, slot, word, &timeout);

			if (result != 0) {
				return result;
			}
		}
	}
}

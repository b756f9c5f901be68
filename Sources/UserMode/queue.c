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

/* Of four words: the size that most messages have. */
struct block {
	uint32_t words[4];
};

static __attribute__((noinline)) void copy_words(uint32_t *to, const uint32_t *from, uint32_t bytes)
{
	for (; bytes > 0; bytes -= sizeof(uint32_t)) {
		*to++ = *from++;
	}
}

static inline void copy(uint32_t *to, const uint32_t *from, uint32_t bytes)
{
	if (bytes == sizeof(struct block)) {
		*(struct block *)to = *(const struct block *)from;
	} else {
		copy_words(to, from, bytes);
	}
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

/* Where an operation with this number finds its slot, and what the slot's word is when its lap begins. */
struct place {
	uint32_t *slot;
	uint32_t lap;
};

/* The number after this one: the next lap's first behind the last slot, which only a ring has before its mask says so. */
static inline uint32_t after(const struct bulkhead_shared_queue *queue, uint32_t number, bool is_ring)
{
	if (is_ring && (number & queue->mask) == ((const struct bulkhead_shared_ring *)queue)->last) {
		return (number | queue->mask) + 1;
	}
	return number + 1;
}

static inline struct place place(const struct bulkhead_shared_queue *queue, uint32_t number)
{
	uint32_t lap = number & ~queue->mask;

	return (struct place){(uint32_t *)((char *)queue->slots + (number - lap) * (queue->size + 4)), lap};
}

/* The slot is the caller's alone: fills it, and passes it on. */
static inline int fill(struct bulkhead_shared_queue *queue, struct place at, const void *message)
{
	copy(at.slot + 1, message, queue->size);
	write(at.slot, at.lap + 1);
	return read(&queue->readers) == 0 ? 0 : bulkhead_wake_waiter(&queue->readers);
}

static inline int wait_until_put(struct bulkhead_shared_queue *queue, const void *message, k_timeout_t timeout,
				 bool is_ring)
{
	for (;;) {
		uint32_t tail = read(&queue->tail);
		struct place at = place(queue, tail);
		uint32_t word = read(at.slot);

		if (word == at.lap && port_change_shared(&queue->tail, tail, after(queue, tail, is_ring))) {
			return fill(queue, at, message);
		}
		/* Otherwise another thread has come between. */
		if ((int32_t)(word - at.lap) < 0) {
			int result = wait(&queue->writers, at.slot, word, &timeout);

			if (result != 0) {
				return result;
			}
		}
	}
}

static __attribute__((noinline)) int wait_and_put(struct bulkhead_shared_queue *queue, const void *message,
						  k_timeout_t timeout)
{
	return wait_until_put(queue, message, timeout, false);
}

int bulkhead_shared_queue_put(struct bulkhead_shared_queue *queue, const void *message, k_timeout_t timeout)
{
	uint32_t tail = read(&queue->tail);
	struct place at = place(queue, tail);

	if (read(at.slot) == at.lap && port_change_shared(&queue->tail, tail, tail + 1)) {
		return fill(queue, at, message);
	}
	return wait_and_put(queue, message, timeout);
}

int bulkhead_shared_ring_put(struct bulkhead_shared_ring *ring, const void *message, k_timeout_t timeout)
{
	return wait_until_put(&ring->queue, message, timeout, true);
}

static inline int empty(struct bulkhead_shared_queue *queue, struct place at, void *message)
{
	copy(message, at.slot + 1, queue->size);
	write(at.slot, at.lap + queue->mask + 1);
	return read(&queue->writers) == 0 ? 0 : bulkhead_wake_waiter(&queue->writers);
}

static inline int wait_until_got(struct bulkhead_shared_queue *queue, void *message, k_timeout_t timeout,
				 bool is_ring)
{
	for (;;) {
		uint32_t head = read(&queue->head);
		struct place at = place(queue, head);
		uint32_t word = read(at.slot);

		if (word == at.lap + 1 && port_change_shared(&queue->head, head, after(queue, head, is_ring))) {
			return empty(queue, at, message);
		}
		if ((int32_t)(word - at.lap) <= 0) {
			int result = wait(&queue->readers, at.slot, word, &timeout);

			if (result != 0) {
				return result;
			}
		}
	}
}

static __attribute__((noinline)) int wait_and_get(struct bulkhead_shared_queue *queue, void *message,
						  k_timeout_t timeout)
{
	return wait_until_got(queue, message, timeout, false);
}

int bulkhead_shared_queue_get(struct bulkhead_shared_queue *queue, void *message, k_timeout_t timeout)
{
	uint32_t head = read(&queue->head);
	struct place at = place(queue, head);

	if (read(at.slot) == at.lap + 1 && port_change_shared(&queue->head, head, head + 1)) {
		return empty(queue, at, message);
	}
	return wait_and_get(queue, message, timeout);
}

int bulkhead_shared_ring_get(struct bulkhead_shared_ring *ring, void *message, k_timeout_t timeout)
{
	return wait_until_got(&ring->queue, message, timeout, true);
}

void bulkhead_shared_ring_init(struct bulkhead_shared_ring *ring, uint32_t *slots, size_t message_size, uint32_t count)
{
	uint32_t mask = 1;

	while (mask < count - 1) {
		mask = mask * 2 + 1;
	}
	*ring = (struct bulkhead_shared_ring){
		.queue = {.mask = mask, .size = message_size, .slots = slots},
		.last = count - 1,
	};
	for (uint32_t i = 0; i < count; i++) {
		slots[i * (message_size / 4 + 1)] = 0;
	}
}

uint32_t bulkhead_shared_ring_count(const struct bulkhead_shared_ring *ring)
{
	const struct bulkhead_shared_queue *queue = &ring->queue;
	uint32_t head = read(&queue->head);
	uint32_t tail = read(&queue->tail);
	uint32_t laps = ((tail & ~queue->mask) - (head & ~queue->mask)) / (queue->mask + 1);
	uint32_t count = laps * (ring->last + 1) + (tail & queue->mask) - (head & queue->mask);

	/* Gets that come between the two. */
	return count > ring->last + 1 ? ring->last + 1 : count;
}

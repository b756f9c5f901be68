/* bulkhead/shared_event.h. The kernel compares the events with those that were not enough, and waits for a change. */
#include <bulkhead/shared_event.h>
#include <errno.h>
#include <port/shared_word.h>
#include <zephyr/kernel.h>

static inline uint32_t read(const uint32_t *word) { return *(const volatile uint32_t *)word; }

uint32_t bulkhead_shared_event_set_masked(struct bulkhead_shared_event *event, uint32_t events, uint32_t mask)
{
	uint32_t before;

	do {
		before = read(&event->events);
	} while (!port_change_shared(&event->events, before, (before & ~mask) | (events & mask)));
	/* Who begins to wait after this line finds the new events. */
	if (read(&event->waiters) != 0) {
		k_futex_wake((struct k_futex *)&event->events, true);
	}
	return before & mask;
}

struct wish {
	uint32_t events;
	bool all, takes;
};

/* What there is of a wish, taken away if that is wished; 0: not enough. `seen`: the events that were not. */
static inline uint32_t found(struct bulkhead_shared_event *event, struct wish wish, uint32_t *seen)
{
	for (;;) {
		uint32_t events = read(&event->events);
		uint32_t part = events & wish.events;

		*seen = events;
		if (part == 0 || (wish.all && part != wish.events)) {
			return 0;
		}
		if (!wish.takes || port_change_shared(&event->events, events, events & ~part)) {
			return part;
		}
	}
}

static __attribute__((noinline)) uint32_t wait_for_change(struct bulkhead_shared_event *event, struct wish wish,
							   k_timeout_t timeout)
{
	uint32_t seen, part;
	int result = 0;

	if (timeout.ticks > 0) {
		timeout = K_TIMEOUT_ABS_TICKS(k_uptime_ticks() + timeout.ticks);
	}
	__atomic_fetch_add(&event->waiters, 1, __ATOMIC_SEQ_CST);
	while ((part = found(event, wish, &seen)) == 0 && (result == 0 || result == -EAGAIN)) {
		result = k_futex_wait((struct k_futex *)&event->events, (int)seen, timeout);
	}
	__atomic_fetch_sub(&event->waiters, 1, __ATOMIC_SEQ_CST);
	return part;
}

static inline uint32_t wait(struct bulkhead_shared_event *event, struct wish wish, bool reset, k_timeout_t timeout)
{
	uint32_t seen;

	if (reset) {
		__atomic_store_n(&event->events, 0, __ATOMIC_RELAXED);
	}
	uint32_t part = found(event, wish, &seen);

	return part != 0 || K_TIMEOUT_EQ(timeout, K_NO_WAIT) ? part : wait_for_change(event, wish, timeout);
}

uint32_t bulkhead_shared_event_wait(struct bulkhead_shared_event *event, uint32_t events, bool reset,
				    k_timeout_t timeout)
{
	return wait(event, (struct wish){.events = events}, reset, timeout);
}

uint32_t bulkhead_shared_event_wait_all(struct bulkhead_shared_event *event, uint32_t events, bool reset,
					k_timeout_t timeout)
{
	return wait(event, (struct wish){.events = events, .all = true}, reset, timeout);
}

uint32_t bulkhead_shared_event_wait_safe(struct bulkhead_shared_event *event, uint32_t events, bool reset,
					 k_timeout_t timeout)
{
	return wait(event, (struct wish){.events = events, .takes = true}, reset, timeout);
}

uint32_t bulkhead_shared_event_wait_all_safe(struct bulkhead_shared_event *event, uint32_t events, bool reset,
					     k_timeout_t timeout)
{
	return wait(event, (struct wish){.events = events, .all = true, .takes = true}, reset, timeout);
}

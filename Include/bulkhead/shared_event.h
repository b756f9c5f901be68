/*
 * Events in memory that threads without privileges share: setting and clearing while nobody waits, and waiting for
 * what is there, takes no system call. <bulkhead/shared_word.h> says who trusts whom; the kernel's sibling is k_event.
 *
 * Every change is one atomic change of one word. A thread that is ended while it waits leaves itself counted, and from
 * then on each change of the events asks the kernel whether somebody waits; one that is ended in the middle of a change
 * leaves those asleep whom it was to wake, up to the next change. Initialise the event again.
 */
#ifndef BULKHEAD_SHARED_EVENT_H
#define BULKHEAD_SHARED_EVENT_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct bulkhead_shared_event {
	uint32_t events;
	uint32_t waiters;  /* how many threads may wait */
};

/* An event in a partition; nothing is set. */
#define BULKHEAD_SHARED_EVENT_DEFINE(partition, name) K_APP_BMEM(partition) struct bulkhead_shared_event name

/* The same at run time, before anybody uses it. Any context that reaches it, as all of these unless it says otherwise. */
static inline void bulkhead_shared_event_init(struct bulkhead_shared_event *BULKHEAD_NONNULL event)
{
	*event = (struct bulkhead_shared_event){.events = 0};
}

/*
 * Each makes the events of `mask` what `events` says, wakes every thread whose events are there then, and gives what
 * those of `mask` were. Cost grows with the waiters.
 */
uint32_t bulkhead_shared_event_set_masked(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events,
					  uint32_t mask);
/* Adds events. */
static inline uint32_t bulkhead_shared_event_post(struct bulkhead_shared_event *BULKHEAD_NONNULL event,
						  uint32_t events)
{
	return bulkhead_shared_event_set_masked(event, events, events);
}
/* Makes them the events, in place of all others. */
static inline uint32_t bulkhead_shared_event_set(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events)
{
	return bulkhead_shared_event_set_masked(event, events, UINT32_MAX);
}
/* Takes events away; this wakes nobody. */
static inline uint32_t bulkhead_shared_event_clear(struct bulkhead_shared_event *BULKHEAD_NONNULL event,
						   uint32_t events)
{
	return __atomic_fetch_and(&event->events, ~events, __ATOMIC_RELAXED) & events;
}
/* Those of `mask` that are there now. */
static inline uint32_t bulkhead_shared_event_test(const struct bulkhead_shared_event *BULKHEAD_NONNULL event,
						  uint32_t mask)
{
	return __atomic_load_n(&event->events, __ATOMIC_RELAXED) & mask;
}

/*
 * Waits for any (or all) of `events`, after clearing all events if `reset`. Gives those of `events` that were there; 0 if
 * the time was up first, or the caller does not reach the event any more. The `_safe` forms take away what they give: the
 * most urgent waiter comes first. Thread; with K_NO_WAIT any context that reaches it.
 */
uint32_t bulkhead_shared_event_wait(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events, bool reset,
				    k_timeout_t timeout);
uint32_t bulkhead_shared_event_wait_all(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events,
					bool reset, k_timeout_t timeout);
uint32_t bulkhead_shared_event_wait_safe(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events,
					 bool reset, k_timeout_t timeout);
uint32_t bulkhead_shared_event_wait_all_safe(struct bulkhead_shared_event *BULKHEAD_NONNULL event, uint32_t events,
					     bool reset, k_timeout_t timeout);

#endif

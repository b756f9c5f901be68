/* Event objects: 32 flags, of which threads wait for any or for all. */
#ifndef ZEPHYR_KERNEL_EVENT_H
#define ZEPHYR_KERNEL_EVENT_H

#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_event {
	uint32_t events;
	struct bulkhead_wait_queue waiters;
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(EventRecord);

#define K_EVENT_DEFINE(name)                                                                       \
	BULKHEAD_OBJECT struct k_event name = {.events = 0}                                        \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_EVENT)

/* No events. Any context. */
void k_event_init(struct k_event *BULKHEAD_NONNULL event);
/*
 * Each returns the previous value of the events it names, and wakes every thread whose condition
 * holds then. Any context; cost grows with the waiters.
 */
/* Adds events. */
uint32_t k_event_post(struct k_event *BULKHEAD_NONNULL event, uint32_t events);
/* Makes them the events, in place of all others. */
uint32_t k_event_set(struct k_event *BULKHEAD_NONNULL event, uint32_t events);
/* The same for the events of `mask` only. */
uint32_t k_event_set_masked(struct k_event *BULKHEAD_NONNULL event, uint32_t events, uint32_t mask);
/* Takes events away. */
uint32_t k_event_clear(struct k_event *BULKHEAD_NONNULL event, uint32_t events);

/*
 * Waits for any (or all) of `events`, after clearing all events if `reset`. Returns those of
 * `events` that were there, 0 if the time was up first. The `_safe` forms also clear what they
 * return. Interrupts may call them with K_NO_WAIT.
 */
uint32_t k_event_wait(struct k_event *BULKHEAD_NONNULL event, uint32_t events, bool reset,
		      k_timeout_t timeout);
uint32_t k_event_wait_all(struct k_event *BULKHEAD_NONNULL event, uint32_t events, bool reset,
			  k_timeout_t timeout);
uint32_t k_event_wait_safe(struct k_event *BULKHEAD_NONNULL event, uint32_t events, bool reset,
			   k_timeout_t timeout);
uint32_t k_event_wait_all_safe(struct k_event *BULKHEAD_NONNULL event, uint32_t events, bool reset,
			       k_timeout_t timeout);

/* Those of `mask` that are there now. Any context. */
static inline uint32_t k_event_test(struct k_event *BULKHEAD_NONNULL event, uint32_t mask)
{
	return event->events & mask;
}

#endif

/* Timers: functions called in interrupt context at times, and counts of those times. */
#ifndef ZEPHYR_KERNEL_TIMER_H
#define ZEPHYR_KERNEL_TIMER_H

#include <bulkhead/timeout.h>
#include <bulkhead/rights.h>
#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_timer;
typedef void (*k_timer_expiry_t)(struct k_timer *BULKHEAD_NONNULL timer);
typedef void (*k_timer_stop_t)(struct k_timer *BULKHEAD_NONNULL timer);

struct k_timer {
	struct bulkhead_timeout timeout;
	struct bulkhead_wait_queue waiters;
	k_timer_expiry_t BULKHEAD_NULLABLE expiry_fn;
	k_timer_stop_t BULKHEAD_NULLABLE stop_fn;
	int64_t period;     /* ticks; not positive: none */
	uint32_t status;    /* expiries since it was last read */
	bool is_running;
	void *BULKHEAD_NULLABLE user_data;
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(TimerRecord);

#define BULKHEAD_TIMER_INITIALIZER(expiry, stop) {.expiry_fn = (expiry), .stop_fn = (stop)}
#define K_TIMER_DEFINE(name, expiry, stop)                                                         \
	BULKHEAD_OBJECT struct k_timer name = BULKHEAD_TIMER_INITIALIZER(expiry, stop)             \
		BULKHEAD_KNOWN(name, BULKHEAD_CLAIM_TIMER)

/* Stopped. `expiry` is called in interrupt context; both may be NULL. Any context. */
void k_timer_init(struct k_timer *BULKHEAD_NONNULL timer, k_timer_expiry_t BULKHEAD_NULLABLE expiry,
		  k_timer_stop_t BULKHEAD_NULLABLE stop);
/*
 * Starts, or starts over: it expires after `duration`, at least that many whole ticks, then every
 * `period` from there, without drift; once only if that is K_NO_WAIT or K_FOREVER. The status
 * becomes 0. A duration of K_FOREVER does nothing. Any context.
 */
void k_timer_start(struct k_timer *BULKHEAD_NONNULL timer, k_timeout_t duration, k_timeout_t period);
/* Stops a running timer: calls its stop function and wakes one waiter. Any context. */
void k_timer_stop(struct k_timer *BULKHEAD_NONNULL timer);
/* The expiries since the status was last read. Any context. */
uint32_t k_timer_status_get(struct k_timer *BULKHEAD_NONNULL timer);
/* The same, waiting for the first one or for the stop; at once if it does not run. Thread. */
uint32_t k_timer_status_sync(struct k_timer *BULKHEAD_NONNULL timer);
/* The tick of the next expiry (now if it does not run), and the ticks until then. Any context. */
k_ticks_t k_timer_expires_ticks(const struct k_timer *BULKHEAD_NONNULL timer);
k_ticks_t k_timer_remaining_ticks(const struct k_timer *BULKHEAD_NONNULL timer);

#ifdef CONFIG_SYS_CLOCK_TICKS_PER_SEC
/* The milliseconds until the next expiry, rounded down. */
static inline uint32_t k_timer_remaining_get(struct k_timer *BULKHEAD_NONNULL timer)
{
	return k_ticks_to_ms_floor32((uint32_t)k_timer_remaining_ticks(timer));
}
#endif

static inline void k_timer_user_data_set(struct k_timer *BULKHEAD_NONNULL timer,
					 void *BULKHEAD_NULLABLE user_data)
{
	timer->user_data = user_data;
}

static inline void *BULKHEAD_NULLABLE k_timer_user_data_get(const struct k_timer *BULKHEAD_NONNULL timer)
{
	return timer->user_data;
}

#endif

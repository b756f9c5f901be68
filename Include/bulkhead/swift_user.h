/*
 * What the module Bulkhead stands on in images with threads without privileges, beside what C has: threads and
 * timers of the application's Swift. The build makes a record for each, and a stack, out of the application's reach, and says in a
 * table of constants which value in Swift they belong to.
 */
#ifndef BULKHEAD_SWIFT_USER_H
#define BULKHEAD_SWIFT_USER_H

#include <bulkhead/attributes.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/kernel/time.h>
#include <zephyr/kernel/timer.h>

struct k_mem_domain;

/* A value of the type Thread or Timer, in the application's memory: whether a thread was ever started is a claim. */
struct bulkhead_swift_handle {
	uint32_t is_started;
};

/* The build's for each of them. */
struct bulkhead_swift_thread {
	const struct bulkhead_swift_handle *BULKHEAD_NONNULL handle;
	struct k_thread *BULKHEAD_NONNULL thread;
	k_thread_stack_t *BULKHEAD_NONNULL stack;
	size_t stack_size;
};
BULKHEAD_HIDDEN extern const struct bulkhead_swift_thread bulkhead_swift_threads[];
BULKHEAD_HIDDEN extern const size_t bulkhead_swift_thread_count;

/* The same of the type Timer. */
struct bulkhead_swift_timer {
	const struct bulkhead_swift_handle *BULKHEAD_NONNULL handle;
	struct k_timer *BULKHEAD_NONNULL timer;
};
BULKHEAD_HIDDEN extern const struct bulkhead_swift_timer bulkhead_swift_timers[];
BULKHEAD_HIDDEN extern const size_t bulkhead_swift_timer_count;
/* What each of them calls when it expires. */
BULKHEAD_HIDDEN void bulkhead_run_swift_timer(struct k_timer *BULKHEAD_NONNULL timer);
/* The timer of a value; NULL: the build knows none there. Any context. Cost grows with the timers of the table. */
struct k_timer *BULKHEAD_NULLABLE bulkhead_swift_timer_of(const struct bulkhead_swift_handle *BULKHEAD_NONNULL handle);
/*
 * Starts it; `body` is called at each expiry, in interrupt context with privileges. Without privileges a timer keeps what
 * it calls. 0; -EINVAL: the build knows none there; -EPERM: the caller has no privileges, and says what to call. Thread
 * or boot.
 */
int bulkhead_start_swift_timer(const struct bulkhead_swift_handle *BULKHEAD_NONNULL handle, k_timeout_t first,
			       k_timeout_t period, void (*BULKHEAD_NULLABLE body)(void));

/* Constants of the image that threads without privileges may read. */
struct bulkhead_swift_facts {
	uint32_t ticks_per_second;
	uint32_t cycles_per_second;
};
BULKHEAD_HIDDEN extern const struct bulkhead_swift_facts bulkhead_swift_facts;

/* In the options of a start: without privileges. */
#define BULKHEAD_SWIFT_USER (1u << 2)

struct bulkhead_swift_start {
	const char *BULKHEAD_NONNULL name;
	k_thread_entry_t BULKHEAD_NONNULL entry;  /* is called with `body` and `number` */
	void *BULKHEAD_NONNULL body;
	intptr_t number;
	int priority;
	uint32_t options;
	k_timeout_t delay;
};

/*
 * Starts the thread of a value in Swift. 0; -EINVAL: the build knows none there; -EALREADY: it lives; -EPERM: it is to
 * have privileges, and the caller has none. Thread. Cost grows with the threads of the table.
 */
int bulkhead_start_swift_thread(struct bulkhead_swift_handle *BULKHEAD_NONNULL handle,
				const struct bulkhead_swift_start *BULKHEAD_NONNULL start);
/* The thread of a value, if it was ever started. Any context. Cost grows with the threads of the table. */
struct k_thread *BULKHEAD_NULLABLE bulkhead_started_swift_thread(
	const struct bulkhead_swift_handle *BULKHEAD_NONNULL handle);

/* CurrentThread.giveUpPrivileges: the caller is one of the application's threads from then on. */
void bulkhead_continue_without_privileges(void (*BULKHEAD_NONNULL body)(void)) __attribute__((noreturn));

/* Says which contract the caller broke; returns to who has no privileges. */
void bulkhead_refuse_swift(const char *BULKHEAD_NONNULL breach);

/* The domain of the application's Swift, for C that lets its threads reach another partition. */
BULKHEAD_HIDDEN extern struct k_mem_domain bulkhead_swift_domain;

#endif

/*
 * What the module Bulkhead stands on in images with threads without privileges, beside what C has: threads of the
 * application's Swift. The build makes a record and a stack for each, out of the application's reach, and says in a
 * table of constants which value in Swift they belong to.
 */
#ifndef BULKHEAD_SWIFT_USER_H
#define BULKHEAD_SWIFT_USER_H

#include <bulkhead/attributes.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/kernel/time.h>

struct k_mem_domain;

/* A value of the type Thread, in the application's memory: whether it was ever started; what it says is a claim. */
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

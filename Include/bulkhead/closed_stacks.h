/*
 * CONFIG_CLOSED_STACKS: while a thread with privileges runs, all stacks but its own are closed to it. What the image,
 * the ports and the wrappers of Sources/UserMode/closed.c agree on.
 *
 * In a section of the kernel, and in a handler, a touch of a closed stack opens all of them, up to the next switch,
 * which is pended. What the kernel does to other stacks with interrupts on stands between bulkhead_open_stacks and
 * bulkhead_close_stacks.
 */
#ifndef BULKHEAD_CLOSED_STACKS_H
#define BULKHEAD_CLOSED_STACKS_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>

/* All stacks, and nothing else: the linker script's. */
BULKHEAD_HIDDEN extern const char __bulkhead_stacks_start[], __bulkhead_stacks_end[];

/* The thread that has opened all stacks to itself; NULL: none. Written with interrupts masked. */
BULKHEAD_HIDDEN extern struct k_thread *BULKHEAD_NULLABLE volatile bulkhead_stacks_opener;

/*
 * Opens all stacks to the running thread, until bulkhead_close_stacks; no other thread runs meanwhile, handlers do.
 * False, and nothing to be closed, if they are open to it: it has no privileges of its own, is in a section of the
 * kernel, or has opened them. Thread.
 */
BULKHEAD_HIDDEN bool bulkhead_open_stacks(void);
BULKHEAD_HIDDEN void bulkhead_close_stacks(bool was_opened);

/* The report of a fault, and what to do about it if a thread with privileges has touched another's stack. */
struct bulkhead_fault;
BULKHEAD_HIDDEN void bulkhead_print_fault_and_remedy(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* The port's: from here on stacks are closed to threads with privileges, also to the running one. Boot. */
BULKHEAD_HIDDEN void port_begin_closing(void);
/* What a switch to a thread with privileges loads: its own stack is open, others are closed unless it opened them. */
BULKHEAD_HIDDEN void port_close_stacks(struct k_thread *BULKHEAD_NONNULL thread);

/* Nothing is closed, until the next switch or port_close_stacks: the port loads other regions one after the other. */
BULKHEAD_HIDDEN void port_open_stacks(void);
/* Whether the caller is in a section of the kernel or in a handler, where a touch opens all stacks. */
BULKHEAD_HIDDEN bool port_opens_by_itself(void);
/* The same as a switch to the running thread, when interrupts are on. */
BULKHEAD_HIDDEN void port_close_soon(void);

/* k_thread_create for a thread with privileges. */
#if defined(CONFIG_CLOSED_STACKS)
struct k_thread *BULKHEAD_NONNULL bulkhead_create_privileged(
	struct k_thread *BULKHEAD_NONNULL thread, k_thread_stack_t *BULKHEAD_NONNULL stack, size_t size,
	k_thread_entry_t BULKHEAD_NONNULL entry, void *BULKHEAD_NULLABLE p1, void *BULKHEAD_NULLABLE p2,
	void *BULKHEAD_NULLABLE p3, int priority, uint32_t options, k_timeout_t delay);
#define BULKHEAD_CREATE_PRIVILEGED bulkhead_create_privileged
#else
#define BULKHEAD_CREATE_PRIVILEGED __real_k_thread_create
#endif

#endif

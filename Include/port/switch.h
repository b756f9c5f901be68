/* What passes between the ports' assembly and the kernel. */
#ifndef BULKHEAD_PORT_SWITCH_H
#define BULKHEAD_PORT_SWITCH_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>

struct k_thread;

/* Two pointers in the registers of a return value: the thread to run, and the one that ran. */
#if defined(__arm__)
typedef uint64_t bulkhead_switch;
#else
typedef struct {
	struct k_thread *BULKHEAD_NONNULL next;
	struct k_thread *BULKHEAD_NONNULL previous;
} bulkhead_switch;
#endif

BULKHEAD_INLINE bulkhead_switch bulkhead_make_switch(struct k_thread *BULKHEAD_NONNULL next,
						   struct k_thread *BULKHEAD_NONNULL previous)
{
#if defined(__arm__)
	return (uint64_t)(uintptr_t)previous << 32 | (uintptr_t)next;
#else
	return (bulkhead_switch){next, previous};
#endif
}

/* Chooses the thread to run; interrupts are masked. */
BULKHEAD_HIDDEN bulkhead_switch bulkhead_select_next(void);

/* A thread's first function: calls entry(p1, p2, p3), then ends the thread. */
BULKHEAD_HIDDEN void bulkhead_thread_main(void (*BULKHEAD_NONNULL entry)(void *BULKHEAD_NULLABLE,
									 void *BULKHEAD_NULLABLE,
									 void *BULKHEAD_NULLABLE),
					  void *BULKHEAD_NULLABLE p1, void *BULKHEAD_NULLABLE p2,
					  void *BULKHEAD_NULLABLE p3) __attribute__((noreturn));

/* From reset to the first thread; interrupts are masked. */
BULKHEAD_HIDDEN void bulkhead_boot(void) __attribute__((noreturn));

/* What the port knows of a fault; registers in the order of its names. */
struct bulkhead_fault {
	const char *BULKHEAD_NONNULL cause;
	uintptr_t address;      /* the access that failed */
	bool has_address;
	bool is_from_interrupt;
	bool has_line;
	uint16_t line;          /* the interrupt's, where one came that nobody has connected */
	uint32_t register_count;
	const char *BULKHEAD_NONNULL const *BULKHEAD_NULLABLE register_names;
	const uintptr_t *BULKHEAD_NULLABLE registers;
	uintptr_t sp;
	uint32_t reason;        /* enum k_fatal_error_reason */
};

/* Reports a fault and ends the thread or the run; in interrupt context, or what the port has for it. */
BULKHEAD_HIDDEN void bulkhead_report_fault(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* The first half of that; linked only into images that have a console. */
BULKHEAD_HIDDEN void bulkhead_print_fault(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* The same for a thread or handler that says itself that it cannot go on; in its own context. */
void bulkhead_fail(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* Whether a stack pointer has left the running thread's stack. */
BULKHEAD_HIDDEN bool bulkhead_has_overflowed(uintptr_t sp);

#endif

/*
 * Stacks that are closed to threads with privileges, by mprotect (Include/bulkhead/closed_stacks.h). While a thread
 * without them is in the kernel all are open, as all other memory is then; what closes that to it is user_mode.c.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <bulkhead/closed_stacks.h>
#include <bulkhead/user_mode.h>
#include <port/self.h>
#include <sys/mman.h>
#include <unistd.h>
#include "gate.h"
#include "host.h"

/* To whom all stacks but its own are closed; NULL: all are open. */
static const struct k_thread *closed_to;

struct range {
	uintptr_t start, end;
};

static struct range all_stacks(void)
{
	return (struct range){(uintptr_t)__bulkhead_stacks_start, (uintptr_t)__bulkhead_stacks_end};
}

/* Empty if it lies elsewhere. */
static struct range stack_of(const struct k_thread *thread)
{
	struct range all = all_stacks();
	uintptr_t start = (uintptr_t)thread->stack & ~(uintptr_t)(GATE_PAGE - 1);
	uintptr_t end = ((uintptr_t)thread->stack + thread->stack_size + GATE_PAGE - 1) & ~(uintptr_t)(GATE_PAGE - 1);

	return start >= all.start && end <= all.end ? (struct range){start, end} : (struct range){all.start, all.start};
}

static void change(uintptr_t start, uintptr_t end, int access)
{
	static const char text[] = "bulkhead: mprotect failed: the process has too many pieces of memory\n";

	if (start < end && mprotect((void *)start, end - start, access) != 0) {
		(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
		port_exit(1);
	}
}

static bool is_closed_to(const struct k_thread *thread)
{
	return thread->user == NULL || !thread->user->is_unprivileged;
}

void port_open_stacks(void)
{
	struct range all = all_stacks();

	if (closed_to != NULL) {
		closed_to = NULL;
		change(all.start, all.end, PROT_READ | PROT_WRITE);
		port_guard_again();
	}
}

void port_close_stacks(struct k_thread *thread)
{
	struct range all = all_stacks(), own = stack_of(thread);
	uint32_t key = port_mask();

	if (bulkhead_stacks_opener != thread) {
		bulkhead_stacks_opener = NULL;
	}
	if (bulkhead_stacks_opener != NULL) {
		port_open_stacks();
	} else if (closed_to != thread) {
		closed_to = thread;
		change(own.start, own.end, PROT_READ | PROT_WRITE);
		change(all.start, own.start, PROT_NONE);
		change(own.end, all.end, PROT_NONE);
	}
	port_unmask(key);
}

/* The stack that the switch goes to; the one that it comes from stays open until it is there. */
static void leave_for(const struct k_thread *next)
{
	struct range own = stack_of(next);

	if (!is_closed_to(next)) {
		port_open_stacks();
	} else if (closed_to != NULL) {
		change(own.start, own.end, PROT_READ | PROT_WRITE);
	}
}

static void arrive_at(struct k_thread *thread)
{
	if (is_closed_to(thread)) {
		port_close_stacks(thread);
	}
}

/* A guard at the end of a stack is one no more: it is closed, as the rest. */
static void release(uintptr_t start, size_t size)
{
	if (closed_to != NULL) {
		change(start, start + size, PROT_NONE);
	}
}

/*
 * As on a board, in a section of the kernel and in a handler; and for who has come to another stack by a long jump,
 * which ends a test (port_adopt_thread).
 */
static bool open_for_kernel(uintptr_t address, uintptr_t sp)
{
	struct range all = all_stacks(), own = stack_of(bulkhead_kernel);
	bool has_jumped = sp >= all.start && sp < all.end && (sp < own.start || sp >= own.end);
	bool is_kernels = address >= all.start && address < all.end && closed_to != NULL &&
			  (port_opens_by_itself() || has_jumped);

	if (!is_kernels) {
		bulkhead_stacks_opener = NULL;
	}
	port_open_stacks();
	if (is_kernels && !has_jumped) {
		port_request_switch();
	}
	return is_kernels;
}

void port_begin_closing(void)
{
	static const struct port_stack_closing closing = {leave_for, arrive_at, release, open_for_kernel};

	port_stack_closing = &closing;
	port_close_stacks(bulkhead_kernel);
}

void port_close_soon(void)
{
	port_request_switch();
}

bool port_opens_by_itself(void)
{
	return port_processor.is_locked != 0 || port_processor.nesting != 0;
}
#endif

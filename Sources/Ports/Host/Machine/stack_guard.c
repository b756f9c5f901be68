/*
 * A stack's lowest whole pages are taken away while its thread lives, so that running over its end
 * is a fault. Stacks are the application's arrays; what the host reserves in each makes the room.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#include "host.h"

#define GUARD (16u * 1024)	/* more than most frames, so that few step over it */
#define GUARDS_MAX 16000	/* a process may have some 65000 differently protected regions */

static uint32_t guard_count;

void port_guard_stack(struct k_thread *thread)
{
	uintptr_t page = (uintptr_t)getpagesize();
	uintptr_t start = ((uintptr_t)thread->stack + page - 1) & ~(page - 1);
	uintptr_t size = (GUARD + page - 1) & ~(page - 1);
	uintptr_t taken = start + size - (uintptr_t)thread->stack;

	if (thread->saved.guard != 0 || guard_count == GUARDS_MAX || thread->stack_size < K_THREAD_STACK_RESERVED ||
	    taken > K_THREAD_STACK_RESERVED / 2 ||
	    mprotect((void *)start, size, PROT_NONE) != 0) {
		return;
	}
	guard_count++;
	thread->saved.guard = size;
	thread->stack += taken;
	thread->stack_size -= taken;
}

void port_release_stack(struct k_thread *thread)
{
	if (thread->saved.guard != 0) {
		mprotect(thread->stack - thread->saved.guard, thread->saved.guard,
			 PROT_READ | PROT_WRITE);
		if (port_stack_closing != NULL) {
			port_stack_closing->release((uintptr_t)thread->stack - thread->saved.guard, thread->saved.guard);
		}
		thread->saved.guard = 0;
		guard_count--;
	}
}

static void guard_again(const struct k_thread *thread, void *unused)
{
	(void)unused;
	if (thread->saved.guard != 0) {
		mprotect(thread->stack - thread->saved.guard, thread->saved.guard, PROT_NONE);
	}
}

void port_guard_again(void)
{
	if (guard_count != 0) {
		k_thread_foreach(guard_again, NULL);
	}
}
#endif

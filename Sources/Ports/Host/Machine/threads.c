/* Threads as stacks of one process: their first frame, the switch between them, their end. */
#if defined(__linux__)
#include <errno.h>
#include "host.h"

/* The thread whose stack this is; the kernel's idea of it changes just before a switch. */
static struct k_thread *running;

bool port_stack_is_broken;
const struct port_stack_closing *port_stack_closing;

static void arrive_at(struct k_thread *thread)
{
	if (port_stack_closing != NULL) {
		port_stack_closing->arrive_at(thread);
	}
}

/* Stops at a stack that has overflowed past its guard. The report comes from the trap's handler. */
static void check_stack(const struct k_thread *thread)
{
	if ((char *)__builtin_frame_address(0) < thread->saved.limit) {
		port_stack_is_broken = true;
		__builtin_trap();
	}
}

/* AddressSanitizer's record of a thread's stack lies in the thread while another one runs. */
static void announce_leaving(struct k_thread *from, const struct k_thread *to)
{
	if (__sanitizer_start_switch_fiber) {
		void **save = from && !(from->state & BULKHEAD_THREAD_DEAD) ? &from->saved.fiber
									    : NULL;

		__sanitizer_start_switch_fiber(save, to->stack, to->stack_size);
	}
}

static void announce_arrival(struct k_thread *at)
{
	if (__sanitizer_finish_switch_fiber) {
		__sanitizer_finish_switch_fiber(at->saved.fiber, NULL, NULL);
		at->saved.fiber = NULL;
	}
}

void port_prepare_thread(struct k_thread *thread, char *stack_end)
{
	/* What ran on this stack before may have been left in the middle of a function. */
	if (__asan_unpoison_memory_region) {
		__asan_unpoison_memory_region(thread->stack, thread->stack_size);
	}
	port_guard_stack(thread);
	thread->saved.limit = thread->stack;
	thread->sp = port_first_frame(stack_end, thread);
}

void port_switch(void)
{
	int error = errno;

	check_stack(running);
	bulkhead_switch choice = bulkhead_select_next();
	/* Not always `running`: a thread that drops what it does is left in the name of another. */
	struct k_thread *me = choice.previous;

	if (choice.next == me) {
		arrive_at(me);
		return;
	}
	announce_leaving(me, choice.next);
	if (port_stack_closing != NULL) {
		port_stack_closing->leave_for(choice.next);
	}
	port_swap_stacks(&me->sp, choice.next->sp);
	running = me;
	announce_arrival(me);
	arrive_at(me);
	errno = error;
}

void port_begin_thread(struct k_thread *thread)
{
	running = thread;
	announce_arrival(thread);
	arrive_at(thread);
	errno = 0;
	port_unlock(0);
	if (thread->saved.begin != NULL) {
		thread->saved.begin(thread);
	}
	bulkhead_thread_main(thread->entry, thread->parameters[0], thread->parameters[1],
			     thread->parameters[2]);
}

void port_start_threads(void)
{
	struct k_thread *first = bulkhead_select_next().next;
	void *forgotten;

	announce_leaving(NULL, first);
	port_swap_stacks(&forgotten, first->sp);
	__builtin_unreachable();
}

void port_leave_thread(void)
{
	port_switch_now();
	__builtin_unreachable();
}

/* ASan's record is given back by going to its stack and leaving it for good, as ASan is told. */
void port_end_thread(struct k_thread *thread)
{
	void *here;

	port_release_stack(thread);
	if (!__sanitizer_start_switch_fiber || !thread->saved.fiber) {
		return;
	}
	__sanitizer_start_switch_fiber(&here, thread->stack, thread->stack_size);
	__sanitizer_finish_switch_fiber(thread->saved.fiber, NULL, NULL);
	__sanitizer_start_switch_fiber(NULL, running->stack, running->stack_size);
	__sanitizer_finish_switch_fiber(here, NULL, NULL);
	thread->saved.fiber = NULL;
}

void port_adopt_thread(struct k_thread *thread)
{
	port_forget_handlers();
	if (running != thread) {
		running = thread;
		announce_leaving(NULL, thread);
		announce_arrival(thread);
		arrive_at(thread);
	}
	if (__asan_unpoison_memory_region) {
		char *here = __builtin_frame_address(0);

		__asan_unpoison_memory_region(thread->stack, (size_t)(here - thread->stack));
	}
}
#endif

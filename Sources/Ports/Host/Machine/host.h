/* What the host port's files share with each other and with nobody else. */
#ifndef BULKHEAD_PORT_HOST_PRIVATE_H
#define BULKHEAD_PORT_HOST_PRIVATE_H

#include <port_host.h>
#include <signal.h>
#include <stddef.h>

/* A priority that every interrupt is more urgent than: a thread's. */
#define PORT_THREAD_PRIORITY 256u

/* threads.c: the switch; interrupts are locked before and after. */
void port_switch(void);
/* threads.c: the trap that follows is the stack's overflow. */
extern bool port_stack_is_broken;
/* threads.c: the first steps of a thread on its own stack, called by port_thread_entry. */
void port_begin_thread(struct k_thread *thread) __attribute__((noreturn));
/* threads.c: gives up the running thread, which has ended; entered by the return from a signal. */
void port_leave_thread(void) __attribute__((noreturn));

/* closed_stacks.c, with CONFIG_CLOSED_STACKS; NULL: no stack is closed to a thread with privileges. */
struct port_stack_closing {
	void (*leave_for)(const struct k_thread *next);	/* before and after the switch of stacks */
	void (*arrive_at)(struct k_thread *thread);
	void (*release)(uintptr_t start, size_t size);	/* what was a guard */
	bool (*open_for_kernel)(uintptr_t address, uintptr_t sp);	/* of a fault: whether the access is done again */
};
extern const struct port_stack_closing *port_stack_closing;

/* stack_guard.c */
void port_guard_stack(struct k_thread *thread);
void port_release_stack(struct k_thread *thread);
/* All memory was opened, guards too: takes them away again. */
void port_guard_again(void);

/* switch_*.S */
void port_swap_stacks(void **save, void *load);
void port_thread_entry(void);
/* The frame that port_swap_stacks expects on a stack that was never run on. */
void *port_first_frame(char *stack_end, struct k_thread *thread);

/* interrupts.c */
bool port_interrupt_waits(void);
void port_raise_clock(void);
void port_clear_clock(void);
bool port_clock_can_be_served(void);
void port_forget_interrupts(void);
void port_forget_handlers(void);
void port_enter_handler(uint32_t priority);
void port_leave_handler(uint32_t priority);

/* counter.c */
bool port_jump_to_alarm(void);

/* standstill.c: nothing can happen any more: says who waits, and ends the process. */
void port_end_standstill(void) __attribute__((noreturn));
extern int port_main_status;

/* forced_tick.c */
void port_watch_for_spinning(bool strict);
void port_stop_watching(void);
/* The timer's signal, and what it does: looks whether the thread was too long in its own code. */
#define PORT_PERIOD_SIGNAL SIGVTALRM
#define PORT_PERIOD_FLAGS (SA_SIGINFO | SA_RESTART | SA_NODEFER)
void port_look_for_spinning(uintptr_t pc, bool may_be_in_library);
void port_report_forced_ticks(void);

/* code_ranges.c */
/* False if the application's code cannot be told from other code. */
bool port_find_code_ranges(void);
bool port_is_application(uintptr_t pc);
bool port_has_library_frames(uintptr_t pc);

/* faults.c */
void port_catch_faults(void);
/* Has `handler` come first, on another stack, for the signals of faults; false where a sanitizer has them. */
bool port_redirect_faults(void (*handler)(int, siginfo_t *, void *), char *stack, size_t size);
/* What it goes on with. `was_unprivileged`: not the kernel's code has failed, but the running thread's own. */
void port_report_signal(int number, siginfo_t *info, void *context, bool was_unprivileged);
/* A long jump out of a signal's handler: what that had blocked is unblocked. */
void port_leave_signal(void);

/* process.c: main's state when it returned, and what the command line and environment chose. */
extern bool port_is_paced;

/* The sanitizer's runtime, if the image has one. */
extern void __asan_init(void) __attribute__((weak));
extern void __asan_unpoison_memory_region(void const volatile *address, size_t size)
	__attribute__((weak));
extern void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size)
	__attribute__((weak));
extern void __sanitizer_finish_switch_fiber(void *save, const void **bottom, size_t *size)
	__attribute__((weak));
extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

#endif

/*
 * Port for a Linux process, x86_64 and aarch64: all threads share one OS thread, interrupts are
 * bits that unlocking looks at, and time is a counter that only moves when somebody waits or reads.
 * The contract is written down in Ports/README.md.
 */
#ifndef BULKHEAD_PORT_HOST_H
#define BULKHEAD_PORT_HOST_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <stdbool.h>
#include <stdint.h>
#include <port/switch.h>
#include <zephyr/kernel/mutex.h>
#include <zephyr/kernel/sem.h>
#include <zephyr/kernel/thread.h>

#if defined(__linux__)

/* What unlocking has to look at; PORT_INTERRUPT says only that looking is worth it. */
#define PORT_SWITCH 1u
#define PORT_INTERRUPT 2u

/* Why interrupts are masked: a section of the kernel, or something that may lie in one. */
#define PORT_SECTION 1u
#define PORT_MASK 2u

/* The simulated processor's state. A signal reads it, but changes it only while unlocked. */
struct port_processor {
	uint32_t is_locked;  /* 0, PORT_SECTION or PORT_MASK */
	uint32_t lines_are_locked;
	uint32_t attention;  /* PORT_SWITCH, PORT_INTERRUPT */
	uint32_t nesting;    /* handlers that run */
	uint32_t entries;    /* how often the kernel was entered; wraps */
};
BULKHEAD_HIDDEN extern struct port_processor port_processor;

/* Serves interrupts and the switch that wait; entered unlocked, left unlocked. */
BULKHEAD_HIDDEN void port_attend(void);

/* Ends the process: a section of the kernel began in another. On a board the inner one's end ends both. */
BULKHEAD_HIDDEN void port_refuse_nesting(void) __attribute__((noreturn));

BULKHEAD_INLINE bool port_finds_lowest_bit(void) { return false; }

/* The order of memory accesses that the compiler has to keep; the processor is one anyway. */
BULKHEAD_INLINE void port_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

/* A section of the kernel; the key says how it was before. */
BULKHEAD_INLINE uint32_t port_lock(void)
{
	uint32_t key = port_processor.is_locked;

	if (__builtin_expect(key == PORT_SECTION, 0)) {
		port_refuse_nesting();
	}
	port_processor.is_locked = PORT_SECTION;
	port_processor.entries++;
	port_barrier();
	return key;
}

BULKHEAD_INLINE void port_unlock(uint32_t key)
{
	port_barrier();
	port_processor.is_locked = key;
	if (__builtin_expect(key == 0 && port_processor.attention != 0, 0)) {
		port_attend();
	}
}

/* Masks interrupts, in a section or outside of one; the key says how it was before. */
BULKHEAD_INLINE uint32_t port_mask(void)
{
	uint32_t key = port_processor.is_locked;

	port_processor.is_locked = key == 0 ? PORT_MASK : key;
	port_processor.entries++;
	port_barrier();
	return key;
}

BULKHEAD_INLINE void port_unmask(uint32_t key)
{
	port_unlock(key);
}

/* Whether interrupts were masked before the mask that gave this key. */
BULKHEAD_INLINE bool port_was_masked(uint32_t key)
{
	return key != 0;
}

/* The key of interrupts that are not masked. */
BULKHEAD_INLINE uint32_t port_unmasked_key(void)
{
	return 0;
}

/* Masks interrupts for good: what was under way does not go on. */
BULKHEAD_INLINE void port_mask_for_good(void)
{
	port_processor.is_locked = PORT_MASK;
}

/* A thread's or a handler's lock of the interrupt lines: the switch waits, too, the clock does not. */
BULKHEAD_INLINE uint32_t port_lock_lines(uint32_t priority_bits)
{
	uint32_t key = port_processor.lines_are_locked;

	(void)priority_bits;
	port_processor.lines_are_locked = 1;
	port_processor.entries++;
	port_barrier();
	return key;
}

BULKHEAD_INLINE void port_unlock_lines(uint32_t key)
{
	port_barrier();
	port_processor.lines_are_locked = key;
	port_processor.attention |= PORT_INTERRUPT;
	port_unlock(port_processor.is_locked);
}

/* Unlocks lines, whoever locked them: who did has ended, or waits. */
BULKHEAD_INLINE void port_free_lines(void)
{
	port_processor.lines_are_locked = 0;
	port_processor.attention |= PORT_INTERRUPT;
}

BULKHEAD_INLINE uint32_t port_locked_lines(void)
{
	return port_processor.lines_are_locked;
}

BULKHEAD_INLINE bool port_is_locked(uint32_t key)
{
	return key != 0;
}

BULKHEAD_INLINE bool port_in_interrupt(void)
{
	return port_processor.nesting != 0;
}

/* Pends the context switch; the unlock that comes when no handler runs carries it out. */
BULKHEAD_INLINE void port_request_switch(void)
{
	port_processor.attention |= PORT_SWITCH;
}

BULKHEAD_INLINE void port_cancel_switch(void)
{
	port_processor.attention &= ~PORT_SWITCH;
}

/*
 * Ends a section and lets the pended switch happen, also if lines are locked: they are again when the
 * thread runs again, which is when this returns.
 */
BULKHEAD_INLINE void port_switch_now(void)
{
	uint32_t lines = port_processor.lines_are_locked;

	port_barrier();
	if (lines) {
		port_free_lines();
	}
	port_processor.is_locked = 0;
	port_attend();
	port_processor.lines_are_locked = lines;
}

/* Takes one from a count; false if it is 0. */
BULKHEAD_INLINE bool port_take_unit(uint32_t *BULKHEAD_NONNULL count)
{
	uint32_t key = port_lock();
	bool is_there = *count != 0;

	*count -= is_there;
	port_unlock(key);
	return is_there;
}

/* Adds one to a semaphore's count up to its limit; false if somebody waits or watches. */
BULKHEAD_INLINE bool port_give_unit(struct k_sem *BULKHEAD_NONNULL sem)
{
	uint32_t key = port_lock();
	bool is_free = !sem->waiters.top && !sem->poll.first;

	sem->count += is_free && sem->count < sem->limit;
	port_unlock(key);
	return is_free;
}

/* Makes `thread` the owner of a mutex that has none; false if it has. */
BULKHEAD_INLINE bool port_claim_mutex(struct k_mutex *BULKHEAD_NONNULL mutex,
				      struct k_thread *BULKHEAD_NONNULL thread)
{
	uint32_t key = port_lock();
	bool is_free = !mutex->owner;

	if (is_free) {
		mutex->owner = thread;
	}
	port_unlock(key);
	return is_free;
}

/* Copies a multiple of 16 bytes, at least 16. */
BULKHEAD_INLINE void port_copy_blocks(void *BULKHEAD_NONNULL to, const void *BULKHEAD_NONNULL from,
				      size_t size)
{
	__builtin_memcpy(to, from, size);
}

/*
 * Waits for an interrupt: jumps to the alarm. Called with interrupts locked, returns with them
 * unlocked and the interrupt served; ends the process if nothing can ever happen any more.
 */
BULKHEAD_HIDDEN void port_idle(void);

/* Somebody reads the clock: virtual time moves on by a microsecond, so that polling ends. */
BULKHEAD_HIDDEN void port_pass_time(void);

BULKHEAD_HIDDEN void port_prepare_thread(struct k_thread *BULKHEAD_NONNULL thread,
					 char *BULKHEAD_NONNULL stack_end);

/* The running thread, which has its first frame again, leaves what it did at the next switch. */
BULKHEAD_INLINE void port_leave_frame(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
}

/*
 * Calls a thread's function with room for the first frame above it: a thread that begins again gets that
 * frame while it, or an interrupt that it took, still stands on the stack.
 */
BULKHEAD_INLINE void port_call_with_room(void (*BULKHEAD_NONNULL function)(void))
{
	char room[256];

	__asm__ volatile("" ::"r"(room) : "memory");
	function();
	__asm__ volatile("" ::"r"(room) : "memory");
}

/* Leaves the process's stack for the most urgent thread; does not return. */
BULKHEAD_HIDDEN void port_start_threads(void) __attribute__((noreturn));

/* A thread has ended: what the port keeps for it is given back. Interrupts are locked. */
BULKHEAD_HIDDEN void port_end_thread(struct k_thread *BULKHEAD_NONNULL thread);

/*
 * The processor runs on `thread`'s stack by a long jump; no handler runs any more. Interrupts are
 * locked.
 */
BULKHEAD_HIDDEN void port_adopt_thread(struct k_thread *BULKHEAD_NONNULL thread);

/* Virtual time begins at 0 again, and no interrupt is pending. Interrupts are locked. */
BULKHEAD_HIDDEN void port_reset(void);

/* Calls a function as a handler would be called. Thread, interrupts unlocked. */
BULKHEAD_HIDDEN void port_offload(void (*BULKHEAD_NONNULL routine)(const void *BULKHEAD_NULLABLE),
				  const void *BULKHEAD_NULLABLE parameter);

/* Lines from 0 to the description's number of them; others are ignored. Priority 0 is most urgent. */
BULKHEAD_HIDDEN void port_interrupt_enable(uint32_t line);
BULKHEAD_HIDDEN void port_interrupt_disable(uint32_t line);
BULKHEAD_HIDDEN bool port_interrupt_is_enabled(uint32_t line);
/* Of the 32 lines from `first` on, a multiple of 32, those that are enabled: one bit each. */
BULKHEAD_HIDDEN uint32_t port_interrupt_enabled_lines(uint32_t first);
BULKHEAD_HIDDEN bool port_interrupt_is_pending(uint32_t line);
BULKHEAD_HIDDEN void port_interrupt_forget(uint32_t line);
/* Makes a line pending, as a device would: for tests. */
BULKHEAD_HIDDEN void port_interrupt_raise(uint32_t line);
BULKHEAD_HIDDEN void port_interrupt_set_priority(uint32_t line, uint32_t priority, uint32_t bits);

/* The clock is no line here. */
BULKHEAD_INLINE void port_interrupt_put_above(uint32_t line)
{
	(void)line;
}

/*
 * The machine's counter of cycles, as a driver sees it: a value, the value that was announced
 * last, and an alarm whose interrupt calls the connected handler once. Interrupts are locked.
 */
#define PORT_NO_ALARM UINT64_MAX
BULKHEAD_HIDDEN uint64_t port_counter(void);
BULKHEAD_HIDDEN uint64_t port_counter_announced(void);
BULKHEAD_HIDDEN void port_counter_announce(uint64_t cycles);
BULKHEAD_HIDDEN void port_counter_set_alarm(uint64_t cycle);
BULKHEAD_HIDDEN void port_counter_connect(void (*BULKHEAD_NONNULL handler)(void));

/* The counter as the processor's own timer: bulkhead_core_timer_expired is called after `cycles`. */
BULKHEAD_INLINE void port_continue_core_timer(uintptr_t base, uint32_t cycles)
{
	(void)base;
	port_counter_set_alarm(port_counter() + cycles);
}

BULKHEAD_INLINE uint32_t port_start_core_timer(uintptr_t base, uint32_t cycles)
{
	port_counter_connect(bulkhead_core_timer_expired);
	port_continue_core_timer(base, cycles);
	return cycles;
}

BULKHEAD_INLINE void port_stop_core_timer(uintptr_t base)
{
	(void)base;
	port_counter_set_alarm(PORT_NO_ALARM);
}

/* The process's input and output: a byte out, a byte in (-1: none is there), and its end. */
BULKHEAD_HIDDEN void port_console_write(uint8_t byte);
BULKHEAD_HIDDEN void port_console_flush(void);
BULKHEAD_HIDDEN int port_console_read(void);
BULKHEAD_HIDDEN void port_exit(int status) __attribute__((noreturn));

#endif /* __linux__ */
#endif

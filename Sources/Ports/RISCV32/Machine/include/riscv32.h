/*
 * Port for 32-bit RISC-V in machine mode: the instructions and registers that the kernel needs,
 * one inline function each. The contract is written down in Ports/README.md.
 * Sources: RISC-V Privileged Architecture 1.12, SiFive Interrupt Cookbook, PLIC specification 1.0.
 */
#ifndef BULKHEAD_PORT_RISCV32_H
#define BULKHEAD_PORT_RISCV32_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <port/switch.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/mutex.h>
#include <zephyr/kernel/sem.h>
#include <zephyr/kernel/thread.h>

#if defined(__riscv)

#define PORT_MSTATUS_MIE 8u

/*
 * What the board's devices tell the port when they come up: there is no fixed place for them as
 * on Cortex-M.
 */
struct port_devices {
	volatile uint32_t *BULKHEAD_NONNULL software_interrupt;  /* msip of this hart, CLINT */
	void (*BULKHEAD_NULLABLE timer)(void);                   /* machine timer interrupt */
	uintptr_t plic;                                          /* base; 0 until it is up */
	uint32_t up;                                             /* what mie lets through if lines are not locked */
	uint32_t has_locked_lines;
};
BULKHEAD_HIDDEN extern struct port_devices port_devices;

#define PORT_MIE_SOFTWARE (1u << 3)
#define PORT_MIE_TIMER (1u << 7)
#define PORT_MIE_EXTERNAL (1u << 11)

/* What a lock of the interrupt lines masks: all but the clock. */
#define PORT_MIE_LINES (PORT_MIE_SOFTWARE | PORT_MIE_EXTERNAL)

/* Without Zbb the compiler counts trailing zeros by a product and a table, leading ones in three times as many steps. */
BULKHEAD_INLINE bool port_finds_lowest_bit(void) { return true; }

/* An interrupt is let through when its device's driver is up; before, nobody could serve it. */
BULKHEAD_INLINE void port_let_through(uint32_t interrupts)
{
	port_devices.up |= interrupts;
	if (port_devices.has_locked_lines) {
		interrupts &= ~PORT_MIE_LINES;
	}
	__asm__ volatile("csrs mie, %0" ::"r"(interrupts) : "memory");
}

BULKHEAD_INLINE void port_set_clint(uintptr_t base, void (*BULKHEAD_NONNULL timer)(void))
{
	port_devices.software_interrupt = (volatile uint32_t *)base;
	port_devices.timer = timer;
	port_let_through(PORT_MIE_SOFTWARE | PORT_MIE_TIMER);
}

BULKHEAD_INLINE void port_set_plic(uintptr_t base)
{
	port_devices.plic = base;
	port_let_through(PORT_MIE_EXTERNAL);
}

/* A section of the kernel: the key holds how it was in the bit of mstatus.MIE, which handlers clear. */
BULKHEAD_INLINE uint32_t port_lock(void)
{
	uint32_t key;

	__asm__ volatile("csrrci %0, mstatus, 8" : "=r"(key)::"memory");
	return key;
}

BULKHEAD_INLINE void port_unlock(uint32_t key)
{
	__asm__ volatile("csrs mstatus, %0" ::"r"(key & PORT_MSTATUS_MIE) : "memory");
}

/* Masks interrupts, in a section or outside of one; the key says how it was before. */
BULKHEAD_INLINE uint32_t port_mask(void)
{
	return port_lock();
}

BULKHEAD_INLINE void port_unmask(uint32_t key)
{
	port_unlock(key);
}

/* Whether interrupts were masked before the mask that gave this key. */
BULKHEAD_INLINE bool port_was_masked(uint32_t key)
{
	return (key & PORT_MSTATUS_MIE) == 0;
}

/* The key of interrupts that are not masked. */
BULKHEAD_INLINE uint32_t port_unmasked_key(void)
{
	return PORT_MSTATUS_MIE;
}

/* Masks interrupts for good: what was under way does not go on. */
BULKHEAD_INLINE void port_mask_for_good(void)
{
	port_lock();
}

/*
 * A thread's or a handler's lock of the interrupt lines takes external and software interrupts out of mie
 * (privileged specification 3.1.9): the switch waits, the clock and exceptions do not. In the key: what
 * mie had of them, for handlers keep software interrupts out themselves, and bit 0 if there was a lock.
 */
BULKHEAD_INLINE uint32_t port_lock_lines(uint32_t priority_bits)
{
	uint32_t mask = port_mask();
	uint32_t key;

	(void)priority_bits;
	__asm__ volatile("csrrc %0, mie, %1" : "=r"(key) : "r"(PORT_MIE_LINES) : "memory");
	key = (key & PORT_MIE_LINES) | port_devices.has_locked_lines;
	port_devices.has_locked_lines = 1;
	port_unmask(mask);
	return key;
}

BULKHEAD_INLINE void port_unlock_lines(uint32_t key)
{
	uint32_t mask = port_mask();

	port_devices.has_locked_lines = key & 1;
	__asm__ volatile("csrs mie, %0" ::"r"(key & ~1u) : "memory");
	port_unmask(mask);
}

/* Unlocks lines, whoever locked them: who did has ended, or waits. */
BULKHEAD_INLINE void port_free_lines(void)
{
	port_unlock_lines(port_devices.up & PORT_MIE_LINES);
}

/* 0 if lines are not locked. */
BULKHEAD_INLINE uint32_t port_locked_lines(void)
{
	return port_devices.has_locked_lines;
}

BULKHEAD_INLINE bool port_is_locked(uint32_t key)
{
	return (key & 1) != 0;
}

/* mscratch holds the interrupt stack's end while a thread runs, and 0 in handlers. */
BULKHEAD_INLINE bool port_in_interrupt(void)
{
	uint32_t scratch;

	__asm__ volatile("csrr %0, mscratch" : "=r"(scratch));
	return scratch == 0;
}

/*
 * Pends the context switch: the machine software interrupt, which handlers mask, so it comes when
 * interrupts are unlocked and no handler is active.
 */
BULKHEAD_INLINE void port_request_switch(void)
{
	*port_devices.software_interrupt = 1;
}

BULKHEAD_INLINE void port_cancel_switch(void)
{
	*port_devices.software_interrupt = 0;
}

/*
 * Ends a section and lets the pended switch happen, also if lines are locked: they are again when the
 * thread runs again, which is when this returns.
 */
BULKHEAD_INLINE void port_switch_now(void)
{
	volatile uint32_t *pending = port_devices.software_interrupt;

	/* The store takes its time to become an interrupt; the handler clears the register. */
	__asm__ volatile("csrsi mstatus, 8" ::: "memory");
	while (*pending) {
		if (port_devices.has_locked_lines) {
			port_free_lines();
			while (*pending) {
			}
			port_lock_lines(0);
			return;
		}
	}
}

/* mtime and mtimecmp of hart 0, in the CLINT. */
BULKHEAD_INLINE void port_continue_core_timer(uintptr_t base, uint32_t cycles)
{
	volatile uint32_t *compare = (volatile uint32_t *)(base + 0x4000);
	volatile uint32_t *time = (volatile uint32_t *)(base + 0xbff8);
	uint32_t high = time[1];
	uint32_t low = time[0];

	if (high != time[1]) {
		high = time[1];
		low = 0;
	}
	compare[1] = UINT32_MAX;
	compare[0] = low + cycles;
	compare[1] = high + (low + cycles < low);
}

/* The processor's own timer: calls bulkhead_core_timer_expired after `cycles`, which it gives. */
BULKHEAD_INLINE uint32_t port_start_core_timer(uintptr_t base, uint32_t cycles)
{
	port_continue_core_timer(base, cycles);
	port_set_clint(base, bulkhead_core_timer_expired);
	return cycles;
}

BULKHEAD_INLINE void port_stop_core_timer(uintptr_t base)
{
	((volatile uint32_t *)(base + 0x4000))[1] = UINT32_MAX;
}

/* Takes one from a count; false if it is 0. */
BULKHEAD_INLINE bool port_take_unit(uint32_t *BULKHEAD_NONNULL count)
{
	uint32_t key = port_lock();
	uint32_t value = *count;
	bool is_there = value != 0;

	if (is_there) {
		*count = value - 1;
	}
	port_unlock(key);
	return is_there;
}

/* Adds one to a semaphore's count up to its limit; false if somebody waits or watches. */
BULKHEAD_INLINE bool port_give_unit(struct k_sem *BULKHEAD_NONNULL sem)
{
	uint32_t key = port_lock();
	bool is_unwatched = ((uintptr_t)sem->waiters.top | (uintptr_t)sem->poll.first) == 0;

	if (is_unwatched && sem->count < sem->limit) {
		sem->count += 1;
	}
	port_unlock(key);
	return is_unwatched;
}

/* Makes `thread` the owner of a mutex that has none; false if it has. */
BULKHEAD_INLINE bool port_claim_mutex(struct k_mutex *BULKHEAD_NONNULL mutex,
				      struct k_thread *BULKHEAD_NONNULL thread)
{
	uint32_t key = port_lock();
	bool is_free = mutex->owner == NULL;

	if (is_free) {
		mutex->owner = thread;
	}
	port_unlock(key);
	return is_free;
}

/* Waits for an interrupt; called with interrupts locked, returns with them unlocked. */
BULKHEAD_INLINE void port_idle(void)
{
	__asm__ volatile("wfi\n\tcsrsi mstatus, 8" ::: "memory");
}

/* Time passes by itself. */
BULKHEAD_INLINE void port_pass_time(void)
{
}

/* A board never jumps to the main thread's stack from another: its harness ends threads instead. */
BULKHEAD_INLINE void port_end_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
}

BULKHEAD_INLINE void port_adopt_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
}

BULKHEAD_INLINE void port_reset(void)
{
}

/* Copies a multiple of 16 bytes, at least 16, between addresses that are whole words. */
BULKHEAD_INLINE void port_copy_blocks(void *BULKHEAD_NONNULL to, const void *BULKHEAD_NONNULL from,
				      size_t size)
{
	const uint32_t *source = (const uint32_t *)from;
	uint32_t *target = (uint32_t *)to;
	const uint32_t *end = source + size / 4;

	do {
		uint32_t a = source[0], b = source[1], c = source[2], d = source[3];

		target[0] = a;
		target[1] = b;
		target[2] = c;
		target[3] = d;
		source += 4;
		target += 4;
	} while (source != end);
}

/* Calls a routine in interrupt context, for tests: an environment call with both in a0 and a1. */
BULKHEAD_INLINE void port_offload(void (*BULKHEAD_NONNULL routine)(const void *BULKHEAD_NULLABLE),
				  const void *BULKHEAD_NULLABLE parameter)
{
	register uintptr_t a0 __asm__("a0") = (uintptr_t)routine;
	register uintptr_t a1 __asm__("a1") = (uintptr_t)parameter;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1)::"memory");
}

/*
 * PLIC, context 0: machine mode of hart 0. Source 0 does not exist. Until the controller's driver is up, and
 * when it never comes up, no line is enabled or pending.
 */
#define PORT_PLIC_PRIORITY(line) (*(volatile uint32_t *)(port_devices.plic + 4 * (line)))
#define PORT_PLIC_PENDING(line) (*(volatile uint32_t *)(port_devices.plic + 0x1000 + 4 * ((line) / 32)))
#define PORT_PLIC_ENABLE(line) (*(volatile uint32_t *)(port_devices.plic + 0x2000 + 4 * ((line) / 32)))

BULKHEAD_INLINE void port_interrupt_enable(uint32_t line)
{
	uint32_t key = port_mask();

	PORT_PLIC_ENABLE(line) |= 1u << (line & 31);
	/* QEMU's controller looks at lines that are pending already only when a priority is written. */
	PORT_PLIC_PRIORITY(line) = PORT_PLIC_PRIORITY(line);
	port_unmask(key);
}

BULKHEAD_INLINE void port_interrupt_disable(uint32_t line)
{
	uint32_t key = port_mask();

	PORT_PLIC_ENABLE(line) &= ~(1u << (line & 31));
	port_unmask(key);
}

BULKHEAD_INLINE bool port_interrupt_is_enabled(uint32_t line)
{
	return port_devices.plic != 0 && (PORT_PLIC_ENABLE(line) >> (line & 31) & 1) != 0;
}

/* Of the 32 lines from `first` on, a multiple of 32, those that are enabled: one bit each. */
BULKHEAD_INLINE uint32_t port_interrupt_enabled_lines(uint32_t first)
{
	return port_devices.plic == 0 ? 0 : PORT_PLIC_ENABLE(first);
}

BULKHEAD_INLINE bool port_interrupt_is_pending(uint32_t line)
{
	return port_devices.plic != 0 && (PORT_PLIC_PENDING(line) >> (line & 31) & 1) != 0;
}

/* In trap.c, beside what serves lines: the controller forgets one by serving it. */
BULKHEAD_HIDDEN void port_interrupt_forget(uint32_t line);

/*
 * Priority 0 is most urgent here and the largest number in the PLIC, where 0 means never. No effect
 * before the controller is up.
 */
BULKHEAD_INLINE void port_interrupt_set_priority(uint32_t line, uint32_t priority, uint32_t bits)
{
	uint32_t most = (1u << bits) - 1;

	if (port_devices.plic == 0) {
		return;
	}
	PORT_PLIC_PRIORITY(line) = priority < most ? most - priority : 1;
}

/* All lines of the PLIC are locked at once: a clock on one of them is, too. */
BULKHEAD_INLINE void port_interrupt_put_above(uint32_t line)
{
	(void)line;
}

/* The first frame of a thread; see switch.S for its layout. */
#define PORT_FRAME_SIZE 128

BULKHEAD_INLINE void port_prepare_thread(struct k_thread *BULKHEAD_NONNULL thread,
					 char *BULKHEAD_NONNULL stack_end)
{
	uint32_t *frame =
		(uint32_t *)(((uintptr_t)stack_end & ~(uintptr_t)15) - PORT_FRAME_SIZE);

	frame[0] = 0;                              /* ra: no caller */
	frame[4] = (uint32_t)thread->entry;        /* a0 */
	frame[5] = (uint32_t)thread->parameters[0];
	frame[6] = (uint32_t)thread->parameters[1];
	frame[7] = (uint32_t)thread->parameters[2];
	frame[16] = (uint32_t)bulkhead_thread_main;  /* mepc */
	thread->sp = frame;
}

/* A handler's exception does not go back to whom it came from. */
BULKHEAD_HIDDEN extern bool port_has_left;

/* The running thread, which has its first frame again, leaves what it did. In a handler of an exception. */
BULKHEAD_INLINE void port_leave_frame(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
	port_has_left = true;
}

/*
 * Calls a thread's function with room for the first frame above it: a thread that an interrupt makes
 * begin again gets that frame while its old one, which the switch still writes to, lies below.
 */
BULKHEAD_INLINE void port_call_with_room(void (*BULKHEAD_NONNULL function)(void))
{
	__asm__ volatile("addi sp, sp, -128\n\tjalr %0\n\taddi sp, sp, 128"
			 :
			 : "r"(function)
			 : "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a0", "a1", "a2", "a3", "a4",
			   "a5", "a6", "a7", "memory");
}

/* Leaves the boot's stack for the most urgent thread; does not return. */
void port_start_threads(void) __attribute__((noreturn));

#endif /* __riscv */
#endif

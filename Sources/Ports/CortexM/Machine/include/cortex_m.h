/*
 * Port for Arm Cortex-M, Armv7-M and Armv8-M Mainline: the instructions and registers that the
 * kernel needs, one inline function each. The contract is written down in Ports/README.md.
 * Sources: Armv7-M ARM (DDI 0403), Armv8-M ARM (DDI 0553).
 */
#ifndef BULKHEAD_PORT_CORTEX_M_H
#define BULKHEAD_PORT_CORTEX_M_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <stdbool.h>
#include <stdint.h>
#include <port/switch.h>
#include <zephyr/kernel/mutex.h>
#include <zephyr/kernel/sem.h>
#include <zephyr/kernel/thread.h>

#if defined(__arm__)

#define PORT_ICSR (*(volatile uint32_t *)0xe000ed04)
#define PORT_ICSR_PENDSVSET (1u << 28)
#define PORT_ICSR_PENDSVCLR (1u << 27)

/* CLZ is one instruction. */
BULKHEAD_INLINE bool port_finds_lowest_bit(void) { return false; }

/* A section of the kernel. They do not nest, so there is nothing to remember. */
BULKHEAD_INLINE uint32_t port_lock(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	return 0;
}

BULKHEAD_INLINE void port_unlock(uint32_t key)
{
	(void)key;
	__asm__ volatile("cpsie i" ::: "memory");
}

/* Masks interrupts, in a section or outside of one; the key says how it was before. */
BULKHEAD_INLINE uint32_t port_mask(void)
{
	uint32_t key;

	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(key)::"memory");
	return key;
}

BULKHEAD_INLINE void port_unmask(uint32_t key)
{
	__asm__ volatile("msr primask, %0" ::"r"(key) : "memory");
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
	port_lock();
}

/*
 * A thread's or a handler's lock of the interrupt lines is BASEPRI at the most urgent priority that lines
 * have: PendSV waits, the clock and faults do not (Armv7-M ARM B1.4.3, B1.5.4).
 */
BULKHEAD_INLINE uint32_t port_locked_lines(void)
{
	uint32_t key;

	__asm__ volatile("mrs %0, basepri" : "=r"(key)::"memory");
	return key;
}

BULKHEAD_INLINE void port_unlock_lines(uint32_t key)
{
	__asm__ volatile("msr basepri, %0" ::"r"(key) : "memory");
}

/* The key says how it was before. */
BULKHEAD_INLINE uint32_t port_lock_lines(uint32_t priority_bits)
{
	uint32_t key = port_locked_lines();

	port_unlock_lines(1u << (8 - priority_bits));
	return key;
}

/* Unlocks lines, whoever locked them: who did has ended, or waits. */
BULKHEAD_INLINE void port_free_lines(void)
{
	port_unlock_lines(0);
}

BULKHEAD_INLINE bool port_is_locked(uint32_t key)
{
	return key != 0;
}

BULKHEAD_INLINE bool port_in_interrupt(void)
{
	uint32_t ipsr;

	__asm__ volatile("mrs %0, ipsr" : "=r"(ipsr));
	return ipsr != 0;
}

/*
 * Pends the context switch: PendSV, the least urgent exception, so it comes when interrupts are
 * unlocked and no handler is active.
 */
BULKHEAD_INLINE void port_request_switch(void)
{
	PORT_ICSR = PORT_ICSR_PENDSVSET;
}

BULKHEAD_INLINE void port_cancel_switch(void)
{
	PORT_ICSR = PORT_ICSR_PENDSVCLR;
}

/* The same where lines are locked, with the key of their lock. */
void port_switch_with_locked_lines(uint32_t key);

/*
 * Ends a section and lets the pended switch happen, also if lines are locked: they are again when the
 * thread runs again, which is when this returns.
 */
BULKHEAD_INLINE void port_switch_now(void)
{
	uint32_t lines = port_locked_lines();

	if (__builtin_expect(lines != 0, 0)) {
		port_switch_with_locked_lines(lines);
	} else {
		__asm__ volatile("cpsie i\n\tisb" ::: "memory");
	}
}

/*
 * The updates below fail if an exception came between load and store: exception entry and return
 * clear the local monitor (Armv7-M ARM A3.4). They need no masking, and whoever fails takes the
 * slow path. The answer comes in r12 to leave the arguments of that path where they are.
 */
BULKHEAD_INLINE uint32_t port_load_exclusive(volatile uint32_t *BULKHEAD_NONNULL word)
{
	uint32_t value;

	__asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(word) : "memory");
	return value;
}

BULKHEAD_INLINE bool port_store_exclusive(volatile uint32_t *BULKHEAD_NONNULL word, uint32_t value)
{
	register uint32_t failed __asm__("r12");

	__asm__ volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(value), "r"(word) : "memory");
	return failed == 0;
}

/* Takes one from a count; false if it is 0, or if an interrupt came between. */
BULKHEAD_INLINE bool port_take_unit(uint32_t *BULKHEAD_NONNULL count)
{
	uint32_t value = port_load_exclusive(count);

	return value != 0 && port_store_exclusive(count, value - 1);
}

/* Adds one to a semaphore's count up to its limit; false if somebody waits or watches, or as above. */
BULKHEAD_INLINE bool port_give_unit(struct k_sem *BULKHEAD_NONNULL sem)
{
	uint32_t value = port_load_exclusive(&sem->count);

	if ((uintptr_t)sem->waiters.top | (uintptr_t)sem->poll.first) {
		return false;
	}
	value += value < sem->limit;
	return port_store_exclusive(&sem->count, value);
}

/* Makes `thread` the owner of a mutex that has none; false if it has, or as above. */
BULKHEAD_INLINE bool port_claim_mutex(struct k_mutex *BULKHEAD_NONNULL mutex,
				      struct k_thread *BULKHEAD_NONNULL thread)
{
	uint32_t *owner = (uint32_t *)&mutex->owner;

	return port_load_exclusive(owner) == 0 && port_store_exclusive(owner, (uint32_t)thread);
}

/* Waits for an interrupt; called with interrupts locked, returns with them unlocked. */
BULKHEAD_INLINE void port_idle(void)
{
	__asm__ volatile("dsb\n\twfi\n\tcpsie i\n\tisb" ::: "memory");
}

/* Copies a multiple of 16 bytes, at least 16, between addresses that are whole words. */
BULKHEAD_INLINE void port_copy_blocks(void *BULKHEAD_NONNULL to, const void *BULKHEAD_NONNULL from,
				      size_t size)
{
	__asm__ volatile("1:\n\t"
			 "ldmia %1!, {r4, r5, r8, r9}\n\t"
			 "stmia %0!, {r4, r5, r8, r9}\n\t"
			 "subs %2, #16\n\t"
			 "bne 1b"
			 : "+r"(to), "+r"(from), "+r"(size)::"r4", "r5", "r8", "r9", "cc", "memory");
}

#define PORT_NVIC_ISER ((volatile uint32_t *)0xe000e100)
#define PORT_NVIC_ICER ((volatile uint32_t *)0xe000e180)
#define PORT_NVIC_ISPR ((volatile uint32_t *)0xe000e200)
#define PORT_NVIC_ICPR ((volatile uint32_t *)0xe000e280)
#define PORT_NVIC_IPR ((volatile uint8_t *)0xe000e400)

BULKHEAD_INLINE void port_interrupt_enable(uint32_t line)
{
	PORT_NVIC_ISER[line >> 5] = 1u << (line & 31);
}

BULKHEAD_INLINE void port_interrupt_disable(uint32_t line)
{
	PORT_NVIC_ICER[line >> 5] = 1u << (line & 31);
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

BULKHEAD_INLINE bool port_interrupt_is_enabled(uint32_t line)
{
	return (PORT_NVIC_ISER[line >> 5] >> (line & 31) & 1) != 0;
}

/* Of the 32 lines from `first` on, a multiple of 32, those that are enabled: one bit each. */
BULKHEAD_INLINE uint32_t port_interrupt_enabled_lines(uint32_t first)
{
	return PORT_NVIC_ISER[first >> 5];
}

/* A line that is off does not come when it is turned on again, unless its device still asks. */
BULKHEAD_INLINE void port_interrupt_forget(uint32_t line)
{
	PORT_NVIC_ICPR[line >> 5] = 1u << (line & 31);
}

BULKHEAD_INLINE bool port_interrupt_is_pending(uint32_t line)
{
	return (PORT_NVIC_ISPR[line >> 5] >> (line & 31) & 1) != 0;
}

/*
 * Priority 0 is most urgent. The controller implements the upper `bits` bits of the byte, and its own 0
 * is the clock's.
 */
BULKHEAD_INLINE void port_interrupt_set_priority(uint32_t line, uint32_t priority, uint32_t bits)
{
	uint32_t least = (1u << bits) - 1;

	PORT_NVIC_IPR[line] = (uint8_t)((priority < least ? priority + 1 : least) << (8 - bits));
}

/* A line that is never locked: the clock's. */
BULKHEAD_INLINE void port_interrupt_put_above(uint32_t line)
{
	PORT_NVIC_IPR[line] = 0;
}

/*
 * The first frame of a thread: as if an exception had interrupted it before its first
 * instruction, which is bulkhead_thread_main(entry, p1, p2, p3) (Armv7-M ARM B1.5.6).
 */
BULKHEAD_INLINE void port_prepare_thread(struct k_thread *BULKHEAD_NONNULL thread,
				       char *BULKHEAD_NONNULL stack_end)
{
	uint32_t *frame = (uint32_t *)((uintptr_t)stack_end & ~(uintptr_t)7) - 8;

	frame[0] = (uint32_t)thread->entry;
	frame[1] = (uint32_t)thread->parameters[0];
	frame[2] = (uint32_t)thread->parameters[1];
	frame[3] = (uint32_t)thread->parameters[2];
	frame[4] = 0;
	frame[5] = 0xffffffff;                                 /* no caller */
	frame[6] = (uint32_t)bulkhead_thread_main & ~1u;
	frame[7] = 0x01000000;                                 /* xPSR: Thumb state */
	thread->sp = frame;
	thread->saved.exc_return = 0xfffffffd;                 /* thread mode, PSP, no FP state */
}

/*
 * Calls a routine in interrupt context, for tests: the SVC exception, with routine and parameter
 * in r0 and r1. SVCall is as urgent as an interrupt can be, so it is taken at once.
 */
BULKHEAD_INLINE void port_offload(void (*BULKHEAD_NONNULL routine)(const void *BULKHEAD_NULLABLE),
				  const void *BULKHEAD_NULLABLE parameter)
{
	register uintptr_t r0 __asm__("r0") = (uintptr_t)routine;
	register uintptr_t r1 __asm__("r1") = (uintptr_t)parameter;

	/* r12 says that it is no system call. */
	__asm__ volatile("mov r12, #1\n\tsvc 1" : "+r"(r0), "+r"(r1)::"r2", "r3", "r12", "lr", "memory");
}

/* Time passes by itself, a thread is its stack, and a long jump leaves psp where it belongs. */
BULKHEAD_INLINE void port_pass_time(void)
{
}

BULKHEAD_INLINE void port_end_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
}

/*
 * The running thread, which has its first frame again, leaves what it did: nothing more is stored or loaded of that.
 * In a handler.
 */
BULKHEAD_INLINE void port_leave_frame(struct k_thread *BULKHEAD_NONNULL thread)
{
#if __ARM_ARCH >= 8
	__asm__ volatile("msr psplim, %0" ::"r"(0));
#endif
	if (bulkhead_image.flags & BULKHEAD_IMAGE_FPU) {
		/* FPCCR.LSPACT: floating-point registers are to be stored where it was (DDI 0403E, B3.2.21). */
		*(volatile uint32_t *)0xe000ef34 &= ~1u;
	}
	__asm__ volatile("msr psp, %0" ::"r"(thread->sp) : "memory");
}

BULKHEAD_INLINE void port_adopt_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
}

BULKHEAD_INLINE void port_reset(void)
{
}

/*
 * Calls a thread's function with room for the first frame above it: a thread that begins again gets that
 * frame while it, or an interrupt that it took, still stands on the stack.
 */
BULKHEAD_INLINE void port_call_with_room(void (*BULKHEAD_NONNULL function)(void))
{
	char room[32];

	__asm__ volatile("" ::"r"(room) : "memory");
	function();
	__asm__ volatile("" ::"r"(room) : "memory");
}

/*
 * SysTick as the processor's own timer: calls bulkhead_core_timer_expired again and again, by its vector.
 * Gives the cycles between (Armv7-M ARM B3.3).
 */
BULKHEAD_INLINE uint32_t port_start_core_timer(uintptr_t base, uint32_t cycles)
{
	volatile uint32_t *systick = (volatile uint32_t *)base;

	if (cycles > 1u << 24) {
		cycles = 1u << 24;
	}
	systick[1] = cycles - 1;
	systick[2] = 0;
	systick[0] = 7;
	return cycles;
}

BULKHEAD_INLINE void port_continue_core_timer(uintptr_t base, uint32_t cycles)
{
	(void)base;
	(void)cycles;
}

BULKHEAD_INLINE void port_stop_core_timer(uintptr_t base)
{
	volatile uint32_t *systick = (volatile uint32_t *)base;

	systick[0] = 0;
	PORT_ICSR = 1u << 25;	/* PENDSTCLR */
}

/* Leaves the boot's stack for the most urgent thread; does not return. */
void port_start_threads(void) __attribute__((noreturn));

#endif /* __arm__ */
#endif

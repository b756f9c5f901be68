/*
 * The bracket: how many instructions pass between two points, counted exactly under QEMU's
 * -icount. START is a read of the counter and a store, END is a read, possibly in another thread;
 * both addresses are in registers before. So an empty bracket reads 2, which is subtracted.
 */
#ifndef BRACKET_H
#define BRACKET_H

#include <stdint.h>

#define SHOTS 64
#define DROPPED 8

struct shots {
	uint32_t count;
	uint32_t minimum;
	uint32_t maximum;
};

extern volatile uint32_t bracket_start;

#if defined(__arm__)

/* CMSDK TIMER0, counting down at the system clock. */
#define COUNTER_BASE 0x40000000u
#define COUNTER_VALUE (COUNTER_BASE + 4)

#define BENCH_IRQ 20

/* A line that no device drives, pended in the NVIC. */
static inline void raise_interrupt(void)
{
	*(volatile uint32_t *)(0xe000e200u + BENCH_IRQ / 32 * 4) = 1u << BENCH_IRQ % 32;
}

static inline void acknowledge_interrupt(void)
{
}

static inline void counter_setup(void)
{
	*(volatile uint32_t *)(COUNTER_BASE + 0x8) = 0xffffffff;
	*(volatile uint32_t *)(COUNTER_BASE + 0x4) = 0xffffffff;
	*(volatile uint32_t *)COUNTER_BASE = 1;
}

#define START()                                                                                    \
	do {                                                                                       \
		uint32_t counter_ = COUNTER_VALUE;                                                 \
		volatile uint32_t *start_ = &bracket_start;                                        \
		__asm__ volatile("" : "+r"(counter_), "+r"(start_));                               \
		__asm__ volatile("ldr r12, [%0]\n\tstr r12, [%1]" ::"r"(counter_), "r"(start_)     \
				 : "r12", "memory");                                               \
	} while (0)
#define END(counter)                                                                               \
	({                                                                                         \
		uint32_t now_;                                                                     \
		__asm__ volatile("ldr %0, [%1]" : "=r"(now_) : "r"(counter) : "memory");           \
		now_;                                                                              \
	})
/* The counter's address, in a register from here on. */
#define COUNTER()                                                                                  \
	({                                                                                         \
		uint32_t counter_ = COUNTER_VALUE;                                                 \
		__asm__ volatile("" : "+r"(counter_));                                             \
		counter_;                                                                          \
	})

/* One instruction is 2^8 ns of virtual time. */
static inline uint32_t bracket_instructions(uint32_t start, uint32_t end)
{
	uint64_t nanoseconds =
		(uint64_t)(start - end) * (1000000000u / CONFIG_SYS_CLOCK_HW_CYCLES_PER_SEC);

	return (uint32_t)((nanoseconds + 128) >> 8);
}

#else /* RISC-V: the counter of retired instructions */

/* The Goldfish clock of QEMU's virt machine: an alarm in the past is an interrupt at once. */
#define BENCH_IRQ 11
#define RTC 0x101000u

static inline void raise_interrupt(void)
{
	*(volatile uint32_t *)(RTC + 0x08) = 1;
}

static inline void acknowledge_interrupt(void)
{
	*(volatile uint32_t *)(RTC + 0x1c) = 1;
}

#if defined(CONFIG_USERSPACE)
/*
 * U-mode reads the counter by its other name. No trace shows that, so a load of the clock's time stands
 * before START and behind END, outside of what is counted, and a write that has no effect before the first.
 */
static inline void counter_setup(void)
{
	*(volatile uint32_t *)(RTC + 0x14) = 1;
}

#define START()                                                                                    \
	do {                                                                                       \
		uint32_t mark_ = RTC;                                                              \
		volatile uint32_t *start_ = &bracket_start;                                        \
		__asm__ volatile("" : "+r"(mark_), "+r"(start_));                                  \
		__asm__ volatile("lw zero, 0(%0)\n\tcsrr t0, instret\n\tsw t0, 0(%1)" ::"r"(mark_), \
				 "r"(start_)                                                       \
				 : "t0", "memory");                                                \
	} while (0)
#define END(counter)                                                                               \
	({                                                                                         \
		uint32_t now_;                                                                     \
		__asm__ volatile("csrr %0, instret\n\tlw zero, 0(%1)"                              \
				 : "=&r"(now_)                                                     \
				 : "r"(counter)                                                    \
				 : "memory");                                                      \
		now_;                                                                              \
	})
#define COUNTER()                                                                                  \
	({                                                                                         \
		uint32_t mark_ = RTC;                                                              \
		__asm__ volatile("" : "+r"(mark_));                                                \
		mark_;                                                                             \
	})
#else
static inline void counter_setup(void)
{
}

#define START()                                                                                    \
	do {                                                                                       \
		volatile uint32_t *start_ = &bracket_start;                                        \
		__asm__ volatile("" : "+r"(start_));                                               \
		__asm__ volatile("csrr t0, minstret\n\tsw t0, 0(%0)" ::"r"(start_) : "t0", "memory"); \
	} while (0)
#define END(counter)                                                                               \
	({                                                                                         \
		uint32_t now_;                                                                     \
		(void)(counter);                                                                   \
		__asm__ volatile("csrr %0, minstret" : "=r"(now_)::"memory");                      \
		now_;                                                                              \
	})
#define COUNTER() 0
#endif

static inline uint32_t bracket_instructions(uint32_t start, uint32_t end)
{
	return end - start;
}

#endif

/* Adds a cost; the first few are dropped. */
static inline void shot_of(struct shots *shots, uint32_t cost)
{
	if (shots->count++ < DROPPED) {
		shots->minimum = UINT32_MAX;
		shots->maximum = 0;
		return;
	}
	if (cost < shots->minimum) {
		shots->minimum = cost;
	}
	if (cost > shots->maximum) {
		shots->maximum = cost;
	}
}

/* Adds the bracket that began at bracket_start. */
static inline void shot(struct shots *shots, uint32_t end)
{
	shot_of(shots, bracket_instructions(bracket_start, end) - 2);
}

/* Instructions since some point; wraps. */
static inline uint32_t counter_now(void)
{
	return END(COUNTER());
}

/* Makes a handler that of the benchmark's interrupt. */
void raise_connect(void (*handler)(const void *argument));

/* Counts exceptions from here on, in the passes where no instructions are counted. */
void exceptions_setup(void);
void exceptions_begin(void);
uint32_t exceptions_taken(void);
extern int counts_exceptions;

void report(const char *operation, const struct shots *shots, uint32_t exceptions);
void run_single_operations(void);
void run_loops(void);
void run_boot(void);

#endif

/* The operations that are measured, and what callers need of the processor. */
#ifndef CALLERS_H
#define CALLERS_H

#include "../../kernel/src/bracket.h"
#include <bulkhead/shared_queue.h>
#include <stddef.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

#define LOW 10
#define HIGH 5

struct operation {
	const char *name;
	void (*first)(void);  /* of priority LOW; returns behind SHOTS shots */
	void (*second)(void); /* NULL if there is no other thread */
	int priority;         /* of the second */
};

extern const struct operation operations[];
extern const size_t operation_count;

extern struct shots shots;
extern struct k_sem sem, wake;
extern struct k_mutex mutex;
extern struct k_msgq queue;
extern struct sys_sem shared_sem, shared_wake;
extern struct sys_mutex shared_mutex;
extern struct bulkhead_shared_queue shared_queue;

/* The counter's registers are read as memory: it is ordinary memory to the protection, which QEMU does not mind. */
#if defined(__arm__)

#define COUNTER_PARTITION_DEFINE(name)                                                             \
	K_MEM_PARTITION_DEFINE(name, COUNTER_BASE, 32, K_MEM_PARTITION_P_RW_U_RO)

#define SCB_CCR (*(volatile uint32_t *)0xe000ed14)
#define SCB_CCR_USERSETMPEND (1u << 1)
#define NVIC_STIR (*(volatile uint32_t *)0xe000ef00)

/* With privileges: lets threads without pend an interrupt by STIR. */
static inline void let_threads_count_and_raise(void)
{
#if __ARM_ARCH >= 8
	/* mps2-an505 has a protection controller of peripherals, too; the counter is its port 0 (APBSPPPC0). */
	*(volatile uint32_t *)0x500800b0 |= 1u;
#endif
	SCB_CCR |= SCB_CCR_USERSETMPEND;
}

/* As raise_interrupt one store, to the register that code without privileges may be allowed. */
static inline void raise_without_privileges(void)
{
	NVIC_STIR = BENCH_IRQ;
}

/* Figures of threads that have privileges would be those of the kernel's benchmark. */
static inline void require_no_privileges(void)
{
	uint32_t control;

	__asm__ volatile("mrs %0, control" : "=r"(control));
	if ((control & 1) == 0) {
		__builtin_trap();
	}
}

#else

/* The clock, whose registers mark the brackets in the emulator's trace and raise the interrupt. */
#define COUNTER_PARTITION_DEFINE(name)                                                             \
	K_MEM_PARTITION_DEFINE(name, RTC, 32, K_MEM_PARTITION_P_RW_U_RW)

/* With privileges: instret is there for U-mode, too, for which S-mode is asked as well where there is one. */
static inline void let_threads_count_and_raise(void)
{
	__asm__ volatile("csrw mcounteren, %0\n\tcsrw scounteren, %0" ::"r"(1u << 2));
}

static inline void raise_without_privileges(void)
{
	raise_interrupt();
}

/* Nothing tells code its mode here; without it nothing would be refused, which other tests try. */
static inline void require_no_privileges(void)
{
}

#endif

#endif

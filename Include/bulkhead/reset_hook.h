/*
 * What the processor's registers and RAM held when an image started, for who asks whether another
 * image left something in them. An image without CONFIG_BULKHEAD_RESET_HOOK has none of the code.
 */
#ifndef BULKHEAD_RESET_HOOK_H
#define BULKHEAD_RESET_HOOK_H

#include <bulkhead/attributes.h>
#include <stdint.h>

#if defined(__arm__)
/* As found by the image's first instruction, before anything changed one of them. */
struct bulkhead_reset_registers {
	uint32_t psplim;      /* 0 before Armv8-M, like the next */
	uint32_t msplim;
	uint32_t psp;
	uint32_t faultmask;
	uint32_t basepri;
	uint32_t primask;
	uint32_t control;
	uint32_t apsr;
	uint32_t fp[32];      /* s0-s31; 0 without an FPU */
	uint32_t fpscr;
	uint32_t has_fp;
	uint32_t general[13]; /* r0-r12 */
	uint32_t lr;
};
#elif defined(__riscv)
/* As found by the image's first instruction; mscratch is lost, because it gives the first way out. */
struct bulkhead_reset_registers {
	uint32_t mstatus;
	uint32_t mie;
	uint32_t mtvec;
	uint32_t mepc;
	uint32_t mcause;
	uint32_t mtval;
	uint32_t fcsr;
	uint32_t has_fp;
	uint32_t fp[32];      /* f0-f31, their lower halves; 0 without an FPU */
	uint32_t general[32]; /* x0-x31 */
};
#endif

#if defined(__arm__) || defined(__riscv)
/*
 * The application defines this function. It is called before .data and .bss are there, so it may
 * use its arguments, its stack, constants and what is __noinit; RAM is as it was found, but for the
 * few hundred bytes of its stack and of `registers`. When it returns the image starts as ever.
 */
void bulkhead_reset_hook(const struct bulkhead_reset_registers *BULKHEAD_NONNULL registers);
#endif

#endif

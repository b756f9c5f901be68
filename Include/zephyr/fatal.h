/* Fatal errors: what the kernel does when a program cannot go on. */
#ifndef ZEPHYR_FATAL_H
#define ZEPHYR_FATAL_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>

enum k_fatal_error_reason {
	K_ERR_CPU_EXCEPTION,    /* the processor raised a fault */
	K_ERR_SPURIOUS_IRQ,     /* an interrupt nobody has connected */
	K_ERR_STACK_CHK_FAIL,   /* a stack overflowed */
	K_ERR_KERNEL_OOPS,      /* k_oops: the thread cannot go on */
	K_ERR_KERNEL_PANIC,     /* k_panic: the system cannot go on */
};

/* The state of the processor at a fault; opaque, the report is already printed. */
struct arch_esf;
typedef struct arch_esf z_arch_esf_t;

/*
 * The application's say in a fatal error. If it returns, the current thread is aborted (the system
 * halts if it is essential or a handler); the default halts. Interrupt context or the failed
 * thread's, interrupts masked.
 */
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
void k_sys_fatal_error_handler(unsigned int reason, const z_arch_esf_t *BULKHEAD_NULLABLE esf);
#else
void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *BULKHEAD_NULLABLE esf);
#endif

/* Stops for good: the console is flushed, the run ends with status 1 where it can. */
void k_fatal_halt(unsigned int reason) __attribute__((noreturn));

/* Reports a fatal error of the caller with its place, then as any fatal error goes on. */
void bulkhead_fatal(unsigned int reason) __attribute__((noinline));
/* The same for a thread that broke the contract of the API for Swift; says which. */
void bulkhead_refuse(const char *BULKHEAD_NONNULL breach) __attribute__((noinline));
/* A call that nothing follows might become a jump, and then its place would be lost. */
#define BULKHEAD_FATAL(reason)                                                                     \
	do {                                                                                       \
		bulkhead_fatal(reason);                                                            \
		__asm__ volatile("");                                                              \
	} while (false)
#define k_oops() BULKHEAD_FATAL(K_ERR_KERNEL_OOPS)
#define k_panic() BULKHEAD_FATAL(K_ERR_KERNEL_PANIC)

#endif

/*
 * What code without privileges knows of its own thread: at the top of its stack, and in a register that the
 * compiler leaves alone in images with such threads. The thread can change it, and then misleads itself: the
 * kernel reads nothing here.
 */
#ifndef BULKHEAD_PORT_SELF_H
#define BULKHEAD_PORT_SELF_H

#include <bulkhead/attributes.h>
#include <stddef.h>
#include <stdint.h>

struct k_thread;

struct bulkhead_self {
	struct k_thread *BULKHEAD_NONNULL thread;
	int errno_value;
};

/* The running thread's; NULL with privileges, and in interrupt handlers. Some five instructions. */
BULKHEAD_INLINE struct bulkhead_self *BULKHEAD_NULLABLE port_self(void)
{
#if defined(__arm__)
	uint32_t mode, exception;
	struct bulkhead_self *self;

	/* r9 is the platform's register in the procedure call standard (AAPCS32, 6.1.1). */
	__asm__ volatile("mrs %0, control" : "=r"(mode));
	__asm__ volatile("mrs %0, ipsr" : "=r"(exception));
	__asm__ volatile("mov %0, r9" : "=r"(self));
	return (mode & 1) != 0 && exception == 0 ? self : NULL;
#else
	return NULL;
#endif
}

#endif

/*
 * What code without privileges knows of its own thread: at the top of its stack, and in a register that the
 * compiler leaves alone in images with such threads. The thread can change it, and then misleads itself: the
 * kernel reads nothing here.
 */
#ifndef BULKHEAD_PORT_SELF_H
#define BULKHEAD_PORT_SELF_H

#include <bulkhead/attributes.h>
#include <bulkhead/capability.h>
#include <stddef.h>
#include <stdint.h>

struct k_thread;

struct bulkhead_self {
	struct k_thread *BULKHEAD_NONNULL thread;
	int errno_value;
#if defined(BULKHEAD_CHERI)
	/* What has no right KEEP can be stored by it: on this stack only. Of compartments with capabilities, else none. */
	bulkhead_capability_t stack_capability;
#endif
};

#if defined(__linux__) && defined(CONFIG_USERSPACE)
/* The first member of the host port's gate, which can be read without privileges. */
BULKHEAD_HIDDEN extern struct bulkhead_self *BULKHEAD_NULLABLE volatile port_self_in_gate __asm__("port_gate");
#endif

/* The running thread's; NULL with privileges, and in interrupt handlers. Some five instructions, one on RISC-V. */
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
#elif defined(__riscv)
	struct bulkhead_self *self;

	/* The traps keep tp: 0 in machine mode. No compiler has another use for it without thread-local variables. */
	__asm__ volatile("mv %0, tp" : "=r"(self));
	return self;
#elif defined(__linux__) && defined(CONFIG_USERSPACE)
	return port_self_in_gate;
#else
	return NULL;
#endif
}

/* `kernel` in Sources/Kernel/Kernel.swift, whose first member is the running thread. */
extern struct k_thread *BULKHEAD_NONNULL const volatile bulkhead_kernel;

/* The running thread, as shared words name it. Thread. */
BULKHEAD_INLINE uint32_t port_name_of_self(void)
{
#if defined(__arm__)
	uint32_t mode;

	__asm__ volatile("mrs %0, control" : "=r"(mode));
	if ((mode & 1) != 0) {
		uint32_t name;

		__asm__ volatile("ldr %0, [r9]" : "=r"(name));
		return name;
	}
#else
	struct bulkhead_self *self = port_self();

	if (self != NULL) {
		return (uint32_t)(uintptr_t)self->thread;
	}
#endif
	return (uint32_t)(uintptr_t)bulkhead_kernel;
}

#endif

/* Where a signal has come to; for files that define _GNU_SOURCE. */
#ifndef BULKHEAD_PORT_HOST_INTERRUPTED_H
#define BULKHEAD_PORT_HOST_INTERRUPTED_H

#include <bulkhead/attributes.h>
#include <stdint.h>
#include <ucontext.h>

BULKHEAD_INLINE uintptr_t port_interrupted_pc(const void *data)
{
	const ucontext_t *context = data;

#if defined(__x86_64__)
	return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#else
	return (uintptr_t)context->uc_mcontext.pc;
#endif
}

#endif

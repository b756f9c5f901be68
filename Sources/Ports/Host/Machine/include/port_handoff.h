/* What a hand-over asks of the port; the contract is written down in Ports/README.md. */
#ifndef BULKHEAD_PORT_HANDOFF_H
#define BULKHEAD_PORT_HANDOFF_H

#include <bulkhead/attributes.h>
#include <bulkhead/handoff.h>
#include "port_host.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)

/* A process has no memory to hand over in, so no image of the host has a slot. */
BULKHEAD_INLINE enum bulkhead_refusal port_entry_refusal(const void *BULKHEAD_NONNULL start, size_t size)
{
	return start != NULL && size > 0 ? BULKHEAD_REFUSAL_NONE : BULKHEAD_REFUSAL_ENTRY;
}

BULKHEAD_INLINE __attribute__((noreturn)) void
port_hand_over(const void *BULKHEAD_NONNULL start,
	       const struct bulkhead_memory_range *BULKHEAD_NONNULL ram,
	       const struct bulkhead_memory_range *BULKHEAD_NONNULL end)
{
	(void)start;
	(void)ram;
	(void)end;
	port_exit(1);
}

#endif /* __linux__ */
#endif

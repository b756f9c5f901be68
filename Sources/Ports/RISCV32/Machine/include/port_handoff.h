/* What a hand-over asks of the port; the contract is written down in Ports/README.md. */
#ifndef BULKHEAD_PORT_HANDOFF_H
#define BULKHEAD_PORT_HANDOFF_H

#include <bulkhead/attributes.h>
#include <bulkhead/handoff.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__riscv)

/* Why an image cannot start with this instruction. */
BULKHEAD_INLINE enum bulkhead_refusal port_entry_refusal(const void *BULKHEAD_NONNULL start, size_t size)
{
	if ((uintptr_t)start % 4 != 0) {
		return BULKHEAD_REFUSAL_PLACE;
	}
	return size >= 4 ? BULKHEAD_REFUSAL_NONE : BULKHEAD_REFUSAL_ENTRY;
}

/* The last step; interrupts are masked, no switch is pended. See handoff.S. */
void port_hand_over(const void *BULKHEAD_NONNULL start,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL ram,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL end)
	__attribute__((noreturn));

#endif /* __riscv */
#endif

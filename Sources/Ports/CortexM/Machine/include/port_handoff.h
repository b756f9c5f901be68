/* What a hand-over asks of the port; the contract is written down in Ports/README.md. */
#ifndef BULKHEAD_PORT_HANDOFF_H
#define BULKHEAD_PORT_HANDOFF_H

#include <bulkhead/attributes.h>
#include <bulkhead/handoff.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__arm__)

/*
 * Why an image cannot start with this vector table: it is to be where VTOR can point, its stack pointer a
 * multiple of 8, its first instruction Thumb code in the image (Armv7-M ARM B1.5.3, B3.2.5).
 */
BULKHEAD_INLINE enum bulkhead_refusal port_entry_refusal(const void *BULKHEAD_NONNULL vectors, size_t size)
{
	const uint32_t *words = (const uint32_t *)vectors;

	if ((uintptr_t)vectors % 128 != 0) {
		return BULKHEAD_REFUSAL_PLACE;
	}
	if (size >= 8 && words[0] % 8 != 0) {
		return BULKHEAD_REFUSAL_STACK;
	}
	return size >= 8 && words[1] & 1 && words[1] - (uintptr_t)vectors < size
		       ? BULKHEAD_REFUSAL_NONE
		       : BULKHEAD_REFUSAL_ENTRY;
}

/* The last step; interrupts are masked, no switch is pended. See handoff.S. */
void port_hand_over(const void *BULKHEAD_NONNULL vectors,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL ram,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL end)
	__attribute__((noreturn));

#endif /* __arm__ */
#endif

/* What a hand-over asks of the port; the contract is written down in Ports/README.md. */
#ifndef BULKHEAD_PORT_HANDOFF_H
#define BULKHEAD_PORT_HANDOFF_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__arm__)

struct bulkhead_memory_range;

/*
 * Whether an image can start with this vector table: its table is where VTOR can point, and its first
 * instruction is Thumb code in the image (Armv7-M ARM B1.5.3, B3.2.5).
 */
BULKHEAD_INLINE bool port_can_enter(const void *BULKHEAD_NONNULL vectors, size_t size)
{
	const uint32_t *words = (const uint32_t *)vectors;

	return size >= 8 && (uintptr_t)vectors % 128 == 0 && words[0] % 8 == 0 && words[1] & 1 &&
	       words[1] - (uintptr_t)vectors < size;
}

/* The last step; interrupts are masked, no switch is pended. See handoff.S. */
void port_hand_over(const void *BULKHEAD_NONNULL vectors,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL ram,
		    const struct bulkhead_memory_range *BULKHEAD_NONNULL end)
	__attribute__((noreturn));

#endif /* __arm__ */
#endif

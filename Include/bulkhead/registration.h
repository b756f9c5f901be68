/*
 * What a driver class keeps for somebody: a callback, a channel. If it is for an init entry, it is taken
 * back when the entry goes down or is ended. Embed one in whatever is kept; all zero at first.
 */
#ifndef BULKHEAD_REGISTRATION_H
#define BULKHEAD_REGISTRATION_H

#include <bulkhead/attributes.h>
#include <stdint.h>

struct bulkhead_registration;
/* Takes back what the registration stands for. Any context; interrupts are masked. */
typedef void (*bulkhead_undo_t)(struct bulkhead_registration *BULKHEAD_NONNULL registration);

struct bulkhead_registration {
	struct bulkhead_registration *BULKHEAD_NULLABLE next;
	bulkhead_undo_t BULKHEAD_NULLABLE undo;
	uint32_t owner;  /* see struct bulkhead_inheritance */
} BULKHEAD_SWIFT_NAME(RegistrationRecord);

/*
 * The caller has something kept: if it is an init entry, `undo` is called at its end. No effect if it is
 * kept for one already. Any context. The record belongs to the kernel until bulkhead_unregister, which has
 * no effect on one that is not kept. Cost grows with what init entries have kept.
 */
void bulkhead_register(struct bulkhead_registration *BULKHEAD_NONNULL registration,
		       bulkhead_undo_t BULKHEAD_NONNULL undo);
void bulkhead_unregister(struct bulkhead_registration *BULKHEAD_NONNULL registration);

#endif

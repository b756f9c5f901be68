/* An entry of the kernel's one timeout queue; embedded in whatever waits for time. */
#ifndef BULKHEAD_TIMEOUT_H
#define BULKHEAD_TIMEOUT_H

#include <bulkhead/attributes.h>
#include <stdint.h>

/*
 * A node of a leftist heap ordered by (deadline, sequence). `rank` is 0 while it is in no queue.
 * `expired` runs in interrupt context with interrupts on.
 */
struct bulkhead_timeout {
	uint64_t deadline;      /* ticks since boot */
	struct bulkhead_timeout *BULKHEAD_NULLABLE left;
	struct bulkhead_timeout *BULKHEAD_NULLABLE right;
	struct bulkhead_timeout *BULKHEAD_NULLABLE parent;
	void (*BULKHEAD_NULLABLE expired)(struct bulkhead_timeout *BULKHEAD_NONNULL timeout);
	uint32_t sequence;      /* entries of one tick expire in the order they came */
	uint8_t rank;
	uint8_t kind;    /* of what an init entry owns: the kernel's TimeoutKind */
	uint16_t owner;  /* of a timer: see struct bulkhead_inheritance */
} BULKHEAD_SWIFT_NAME(TimeoutRecord);

#endif

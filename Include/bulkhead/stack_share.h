/* Between the build and the kernel: the stacks that <bulkhead/stack.h> shares. Nothing here is for applications. */
#ifndef BULKHEAD_STACK_SHARE_H
#define BULKHEAD_STACK_SHARE_H

#include <bulkhead/attributes.h>
#include <bulkhead/stack.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>

struct bulkhead_stack_share_record {
	struct k_thread *BULKHEAD_NULLABLE owner;  /* NULL: the place is free */
	struct k_thread *BULKHEAD_NULLABLE with;
	uint32_t entry;  /* of the `reach` of the one that it is shared with */
	enum bulkhead_stack_access access;
} BULKHEAD_SWIFT_NAME(StackShareRecord);

/* The image's, if it shares stacks. */
BULKHEAD_HIDDEN extern struct bulkhead_stack_share_record bulkhead_stack_share_records[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_stack_share_count;

BULKHEAD_INLINE struct bulkhead_stack_share_record *BULKHEAD_NONNULL bulkhead_stack_share_at(uint32_t index)
{
	return &bulkhead_stack_share_records[index];
}

/* Nobody reaches its stack any more, and it reaches none; interrupts are masked. */
typedef void (*bulkhead_share_ender_t)(struct k_thread *BULKHEAD_NONNULL thread);
/* Which does that, once a stack has been shared: so only images that share stacks have the code. */
BULKHEAD_HIDDEN extern bulkhead_share_ender_t BULKHEAD_NULLABLE bulkhead_share_ender __attribute__((weak));
BULKHEAD_INLINE void bulkhead_end_shares_of(struct k_thread *BULKHEAD_NONNULL thread)
{
	if (&bulkhead_share_ender != NULL && bulkhead_share_ender != NULL) {
		bulkhead_share_ender(thread);
	}
}
BULKHEAD_HIDDEN void bulkhead_end_stack_shares(struct k_thread *BULKHEAD_NONNULL thread);
BULKHEAD_INLINE void bulkhead_keep_ending_shares(void)
{
	bulkhead_share_ender = bulkhead_end_stack_shares;
}

#endif

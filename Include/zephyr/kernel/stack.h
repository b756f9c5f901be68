/* Stacks of words: last in, first out, of fixed capacity. */
#ifndef ZEPHYR_KERNEL_STACK_H
#define ZEPHYR_KERNEL_STACK_H

#include <bulkhead/wait_queue.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

typedef uintptr_t stack_data_t;

struct k_stack {
	struct bulkhead_wait_queue waiters;
	stack_data_t *BULKHEAD_NULLABLE base;
	stack_data_t *BULKHEAD_NULLABLE next;
	stack_data_t *BULKHEAD_NULLABLE top;
	uint32_t flags;
} BULKHEAD_SWIFT_NAME(StackRecord);

#define BULKHEAD_STACK_INITIALIZER(buffer, count)                                                  \
	{.base = (buffer), .next = (buffer), .top = (buffer) + (count)}
#define K_STACK_DEFINE(name, count)                                                                \
	static stack_data_t __attribute__((section(".noinit.stack_objects")))                      \
	bulkhead_stack_of_##name[count];                                                           \
	BULKHEAD_OBJECT struct k_stack name =                                                      \
		BULKHEAD_STACK_INITIALIZER(bulkhead_stack_of_##name, count)

/* Empty, over room for `num_entries` words. Any context. */
void k_stack_init(struct k_stack *BULKHEAD_NONNULL stack, stack_data_t *BULKHEAD_NONNULL buffer,
		  uint32_t num_entries);
/* The room comes from the caller's heap: 0; -ENOMEM. Thread. */
int32_t k_stack_alloc_init(struct k_stack *BULKHEAD_NONNULL stack, uint32_t num_entries);
/* Gives back what k_stack_alloc_init took: 0; -EAGAIN: threads wait. Thread. */
int k_stack_cleanup(struct k_stack *BULKHEAD_NONNULL stack);
/* 0; -ENOMEM: full. The word goes to the most urgent waiter if there is one. Any context. */
int k_stack_push(struct k_stack *BULKHEAD_NONNULL stack, stack_data_t data);
/*
 * Takes the word pushed last. 0; -EBUSY: empty and K_NO_WAIT; -EAGAIN: timed out. Interrupts may
 * call it with K_NO_WAIT.
 */
int k_stack_pop(struct k_stack *BULKHEAD_NONNULL stack, stack_data_t *BULKHEAD_NONNULL data,
		k_timeout_t timeout);

#endif

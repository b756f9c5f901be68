/*
 * The contract between the build and the kernel on the pool of dynamic stacks. Nothing here is for
 * applications.
 */
#ifndef BULKHEAD_STACK_POOL_H
#define BULKHEAD_STACK_POOL_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <bulkhead/stack.h>
#include <stdbool.h>
#include <stdint.h>

/* What the kernel knows of a stack; all zero: none. Not in the pool, where threads can write. */
struct bulkhead_stack_record {
	struct bulkhead_stack_block block;
	uint32_t owner;  /* see struct bulkhead_inheritance */
} BULKHEAD_SWIFT_NAME(DynamicStackRecord);

/*
 * The functions of <bulkhead/stack.h>: the build's, or the application's. All but bulkhead_stacks_figures,
 * which every image has, so that one that does not ask for figures has no code for them.
 */
struct bulkhead_stack_allocator {
	void (*BULKHEAD_NONNULL init)(const struct bulkhead_stack_region *BULKHEAD_NONNULL region);
	int (*BULKHEAD_NONNULL allocate)(uint32_t bytes,
					 struct bulkhead_stack_block *BULKHEAD_NONNULL block);
	int (*BULKHEAD_NONNULL allocate_for_idle)(uint32_t bytes,
						  struct bulkhead_stack_block *BULKHEAD_NONNULL block);
	int (*BULKHEAD_NONNULL deallocate)(const struct bulkhead_stack_block *BULKHEAD_NONNULL block);
};

/* The pool of an image; only one with CONFIG_DYNAMIC_THREAD has memory and an allocator. */
struct bulkhead_stack_pool {
	char *BULKHEAD_NULLABLE memory;
	const struct bulkhead_stack_allocator *BULKHEAD_NULLABLE allocator;
	struct bulkhead_stack_record *BULKHEAD_NULLABLE records;  /* `limit` of them */
	uint32_t *BULKHEAD_NULLABLE is_ready;  /* a kernel object: 0 when the kernel starts, and starts afresh */
	/* Takes back what is an entry's own, by its number; the heap's memory, too, if the image has one. */
	uintptr_t (*BULKHEAD_NULLABLE take_back)(uint16_t owner);
	uint32_t limit;
	/* The placement of stacks: see StackPlacement in KernelCore. The base is `memory`. */
	uint32_t total;
	uint32_t granule;
	enum bulkhead_stack_shape shape;
	bool is_believed;  /* the allocator is the build's, not the application's */
};
BULKHEAD_HIDDEN extern const struct bulkhead_stack_pool bulkhead_stack_pool;

/* Begins with no stack, unless somebody has begun: a part of the boot, where the stack is deep enough. */
BULKHEAD_HIDDEN void bulkhead_begin_stacks(void);

BULKHEAD_HIDDEN uintptr_t bulkhead_take_back_stack(uint16_t owner);
BULKHEAD_HIDDEN uintptr_t bulkhead_take_back_stack_or_memory(uint16_t owner);

/* bulkhead_print_leak of an image with a pool: it knows a stack from memory of a heap's. */
BULKHEAD_HIDDEN void bulkhead_print_leak_or_stack(int place, enum bulkhead_leak kind, uintptr_t what);

#endif

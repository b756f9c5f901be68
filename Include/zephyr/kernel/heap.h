/* Heaps: blocks of any size, allocated and freed in constant time. */
#ifndef ZEPHYR_KERNEL_HEAP_H
#define ZEPHYR_KERNEL_HEAP_H

#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

/*
 * A block of a heap: its header, which precedes the memory handed out, and in free blocks the
 * links of its bin. `size` counts the header; its lowest bit says that the block is in use, the next one
 * that the block's last word is the init entry that owns it: its place + 1.
 */
struct bulkhead_heap_block {
	size_t previous_size;  /* of the block below, 0 for the first */
	size_t size;
	struct bulkhead_heap_block *BULKHEAD_NULLABLE next;
	struct bulkhead_heap_block *BULKHEAD_NULLABLE previous;
} BULKHEAD_SWIFT_NAME(HeapBlock);

#define BULKHEAD_HEAP_HEADER (2 * sizeof(size_t))
#define BULKHEAD_HEAP_BINS 32

/* At the start of a heap's memory: free blocks of 2^n up to 2^(n+1) - 1 bytes are in bin n. */
struct bulkhead_heap_bins {
	uint32_t filled;  /* a bit for each bin that is not empty */
	struct bulkhead_heap_block *BULKHEAD_NULLABLE spare;  /* free, and in no bin */
	struct bulkhead_heap_block *BULKHEAD_NULLABLE first[BULKHEAD_HEAP_BINS];
} BULKHEAD_SWIFT_NAME(HeapBins);

/* The memory a heap manages, which also holds its bookkeeping (see Heap.swift). */
struct sys_heap {
	void *BULKHEAD_NULLABLE init_mem;
	size_t init_bytes;
	struct bulkhead_heap_bins *BULKHEAD_NULLABLE heap;  /* NULL until first used */
} BULKHEAD_SWIFT_NAME(HeapRecord);

struct k_heap {
	struct sys_heap heap;
	struct bulkhead_wait_queue waiters;
} BULKHEAD_SWIFT_NAME(KernelHeapRecord);

#define K_HEAP_DEFINE(name, bytes)                                                                 \
	static char __attribute__((aligned(BULKHEAD_HEAP_HEADER), section(".noinit.heaps")))       \
	bulkhead_heap_##name[(((bytes) + BULKHEAD_HEAP_HEADER - 1) &                               \
			      ~(BULKHEAD_HEAP_HEADER - 1)) + BULKHEAD_HEAP_OVERHEAD];              \
	BULKHEAD_OBJECT struct k_heap name = {                                                     \
		.heap = {.init_mem = bulkhead_heap_##name, .init_bytes = sizeof(bulkhead_heap_##name)}}
#define K_HEAP_DEFINE_NOCACHE K_HEAP_DEFINE
/* Bytes of a heap's memory that its bookkeeping takes. */
#define BULKHEAD_HEAP_OVERHEAD                                                                     \
	(((sizeof(struct bulkhead_heap_bins) + BULKHEAD_HEAP_HEADER - 1) &                         \
	  ~(BULKHEAD_HEAP_HEADER - 1)) +                                                           \
	 2 * BULKHEAD_HEAP_HEADER)

/* As much, as a type: a heap that is declared in Swift has it before its bytes. */
struct bulkhead_heap_room {
	uint64_t words[(BULKHEAD_HEAP_OVERHEAD + 7) / 8];
};

void k_heap_init(struct k_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NONNULL mem, size_t bytes);
/* NULL when it does not fit within `timeout`. Interrupts may call it with K_NO_WAIT. */
void *BULKHEAD_NULLABLE k_heap_alloc(struct k_heap *BULKHEAD_NONNULL heap, size_t bytes,
				     k_timeout_t timeout);
void *BULKHEAD_NULLABLE k_heap_calloc(struct k_heap *BULKHEAD_NONNULL heap, size_t num, size_t size,
				      k_timeout_t timeout);
void *BULKHEAD_NULLABLE k_heap_aligned_alloc(struct k_heap *BULKHEAD_NONNULL heap, size_t align,
					     size_t bytes, k_timeout_t timeout);
void *BULKHEAD_NULLABLE k_heap_realloc(struct k_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NULLABLE mem,
				       size_t bytes, k_timeout_t timeout);
/* Any context; NULL is allowed. */
void k_heap_free(struct k_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NULLABLE mem);

/*
 * The system heap, CONFIG_HEAP_MEM_POOL_SIZE bytes; NULL when it is exhausted or has none. A size of
 * 0 gives a block, too, which is to be freed and holds nothing.
 */
void *BULKHEAD_NULLABLE k_malloc(size_t size);
void *BULKHEAD_NULLABLE k_calloc(size_t nmemb, size_t size);
void *BULKHEAD_NULLABLE k_aligned_alloc(size_t align, size_t size);
void *BULKHEAD_NULLABLE k_realloc(void *BULKHEAD_NULLABLE mem, size_t size);
/* Gives back what any of k_malloc and its siblings returned. */
void k_free(void *BULKHEAD_NULLABLE mem);

/* A heap without a lock: the caller keeps others out. */
void sys_heap_init(struct sys_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NONNULL mem, size_t bytes);
void *BULKHEAD_NULLABLE sys_heap_alloc(struct sys_heap *BULKHEAD_NONNULL heap, size_t bytes);
void *BULKHEAD_NULLABLE sys_heap_aligned_alloc(struct sys_heap *BULKHEAD_NONNULL heap, size_t align,
					       size_t bytes);
void *BULKHEAD_NULLABLE sys_heap_realloc(struct sys_heap *BULKHEAD_NONNULL heap,
					 void *BULKHEAD_NULLABLE mem, size_t bytes);
void sys_heap_free(struct sys_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NULLABLE mem);
size_t sys_heap_usable_size(struct sys_heap *BULKHEAD_NONNULL heap, void *BULKHEAD_NONNULL mem);

#endif

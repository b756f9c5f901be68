/* Heaps: blocks of any size, allocated and freed in constant time. */
#ifndef ZEPHYR_KERNEL_HEAP_H
#define ZEPHYR_KERNEL_HEAP_H

#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

/* The memory a heap manages; its own bookkeeping lies at the start of it (see Heap.swift). */
struct sys_heap {
	void *BULKHEAD_NULLABLE init_mem;
	size_t init_bytes;
	void *BULKHEAD_NULLABLE heap;  /* NULL until first used */
} BULKHEAD_SWIFT_NAME(HeapRecord);

struct k_heap {
	struct sys_heap heap;
	struct bulkhead_wait_queue waiters;
} BULKHEAD_SWIFT_NAME(KernelHeapRecord);

#define K_HEAP_DEFINE(name, bytes)                                                                 \
	static char __attribute__((aligned(8), section(".noinit.heaps")))                          \
	bulkhead_heap_##name[(((bytes) + 7) & ~(size_t)7) + BULKHEAD_HEAP_OVERHEAD];               \
	BULKHEAD_OBJECT struct k_heap name = {                                                     \
		.heap = {.init_mem = bulkhead_heap_##name, .init_bytes = sizeof(bulkhead_heap_##name)}}
#define K_HEAP_DEFINE_NOCACHE K_HEAP_DEFINE
/* Bytes of a heap's memory that its bookkeeping takes. */
#define BULKHEAD_HEAP_OVERHEAD (sizeof(void *) * 96)

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

/* The system heap, CONFIG_HEAP_MEM_POOL_SIZE bytes; NULL when it is exhausted or 0. */
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

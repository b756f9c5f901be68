/* Memory slabs: blocks of one size, in constant time. */
#ifndef ZEPHYR_KERNEL_MEM_SLAB_H
#define ZEPHYR_KERNEL_MEM_SLAB_H

#include <bulkhead/wait_queue.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_mem_slab {
	void *BULKHEAD_NULLABLE free;    /* blocks given back, linked through their first word */
	struct bulkhead_wait_queue waiters;
	uint32_t used;
	char *BULKHEAD_NULLABLE fresh;   /* blocks from here to `end` were never handed out */
	char *BULKHEAD_NULLABLE end;
	size_t block_size;
	uint32_t num_blocks;
	char *BULKHEAD_NULLABLE buffer;
} BULKHEAD_SWIFT_NAME(SlabRecord);

/* Because blocks are linked only when they come back, a static slab needs no boot. */
#define BULKHEAD_MEM_SLAB_INITIALIZER(storage, size, count)                                        \
	{                                                                                          \
		.fresh = (storage), .end = (storage) + (size) * (count), .block_size = (size),     \
		.num_blocks = (count), .buffer = (storage),                                        \
	}
#define K_MEM_SLAB_DEFINE(name, size, count, align)                                                \
	char __attribute__((aligned(align), section(".noinit.slabs")))                             \
	bulkhead_slab_##name[(count) * (size)];                                                    \
	BULKHEAD_OBJECT struct k_mem_slab name =                                                   \
		BULKHEAD_MEM_SLAB_INITIALIZER(bulkhead_slab_##name, size, count);                  \
	_Static_assert((size) % sizeof(void *) == 0, "a slab's blocks are whole words")
#define K_MEM_SLAB_DEFINE_STATIC(name, size, count, align)                                         \
	static char __attribute__((aligned(align), section(".noinit.slabs")))                      \
	bulkhead_slab_##name[(count) * (size)];                                                    \
	BULKHEAD_OBJECT static struct k_mem_slab name =                                            \
		BULKHEAD_MEM_SLAB_INITIALIZER(bulkhead_slab_##name, size, count)

/* 0; -EINVAL: buffer or block size is not a multiple of the word. Thread or boot. */
int k_mem_slab_init(struct k_mem_slab *BULKHEAD_NONNULL slab, void *BULKHEAD_NONNULL buffer,
		    size_t block_size, uint32_t num_blocks);
/*
 * 0 and *mem is a block; -ENOMEM: none and K_NO_WAIT; -EAGAIN: timed out (then *mem is NULL).
 * Interrupts may call it with K_NO_WAIT.
 */
int k_mem_slab_alloc(struct k_mem_slab *BULKHEAD_NONNULL slab, void *BULKHEAD_NULLABLE *BULKHEAD_NONNULL mem,
		     k_timeout_t timeout);

/* Gives a block back, to the most urgent waiter if there is one. Any context. */
void bulkhead_mem_slab_free(struct k_mem_slab *BULKHEAD_NONNULL slab, void *BULKHEAD_NONNULL block);

#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
/* Zephyr before 3.4 passes the address of the pointer. */
static inline void k_mem_slab_free(struct k_mem_slab *BULKHEAD_NONNULL slab,
				   void *BULKHEAD_NULLABLE *BULKHEAD_NONNULL mem)
{
	bulkhead_mem_slab_free(slab, *mem);
}
#else
static inline void k_mem_slab_free(struct k_mem_slab *BULKHEAD_NONNULL slab, void *BULKHEAD_NONNULL mem)
{
	bulkhead_mem_slab_free(slab, mem);
}
#endif

static inline uint32_t k_mem_slab_num_used_get(struct k_mem_slab *BULKHEAD_NONNULL slab)
{
	return slab->used;
}

static inline uint32_t k_mem_slab_num_free_get(struct k_mem_slab *BULKHEAD_NONNULL slab)
{
	return slab->num_blocks - slab->used;
}

static inline uint32_t k_mem_slab_max_used_get(struct k_mem_slab *BULKHEAD_NONNULL slab)
{
	return (uint32_t)((size_t)(slab->fresh - slab->buffer) / slab->block_size);
}

#endif

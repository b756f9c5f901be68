/*
 * The heap of a compartment, `heap` in its system.yml: malloc, calloc, realloc, free and strdup of its sources take
 * from memory of its own, and what one compartment uses up is missing to nobody else.
 */
#ifndef BULKHEAD_COMPARTMENT_HEAP_H
#define BULKHEAD_COMPARTMENT_HEAP_H

#include <bulkhead/attributes.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zephyr/sys/mutex.h>

#define BULKHEAD_HEAP_UNIT 8
/* For at most 2^17 units: a list for each power of two. */
#define BULKHEAD_HEAP_LISTS 18

struct bulkhead_compartment_heap {
	/* The gate frees it for a call that ends in the middle: see bulkhead_fail_call. */
	struct sys_mutex lock;
	/* Also for good if whoever changed the heap came to no end: then nothing in here holds any more. */
	volatile bool is_changing;
	bool is_begun;
	uint32_t filled;    /* a bit for each list that has a block */
	uint32_t lists[BULKHEAD_HEAP_LISTS];
	uint32_t units;     /* of the memory */
	uint64_t *memory;
};

/*
 * NULL and errno ENOMEM where there is no room: each block has 8 bytes beside its own. Bounded, but for an
 * allocation that only a block of nearly the same size can serve; a wait while another thread is in here. Thread.
 */
BULKHEAD_HIDDEN void *bulkhead_heap_allocate(struct bulkhead_compartment_heap *heap, size_t size);
/* Where it is if it can be. */
BULKHEAD_HIDDEN void *bulkhead_heap_resize(struct bulkhead_compartment_heap *heap, void *bytes, size_t size);
/* What was not allocated, or is free already, is a fault of the calling thread. */
BULKHEAD_HIDDEN void bulkhead_heap_free(struct bulkhead_compartment_heap *heap, void *bytes);

/* In a source of the compartment: the functions, for itself only. */
#define BULKHEAD_COMPARTMENT_HEAP_DEFINE(bytes)                                                   \
	static uint64_t heap_memory[(bytes) / BULKHEAD_HEAP_UNIT];                                \
	struct bulkhead_compartment_heap bulkhead_heap = {                                        \
		.units = (bytes) / BULKHEAD_HEAP_UNIT,                                            \
		.memory = heap_memory,                                                            \
	};                                                                                        \
	void *malloc(size_t size)                                                                 \
	{                                                                                         \
		return bulkhead_heap_allocate(&bulkhead_heap, size);                              \
	}                                                                                         \
	void free(void *block)                                                                    \
	{                                                                                         \
		bulkhead_heap_free(&bulkhead_heap, block);                                        \
	}                                                                                         \
	void *realloc(void *block, size_t size)                                                   \
	{                                                                                         \
		return bulkhead_heap_resize(&bulkhead_heap, block, size);                         \
	}                                                                                         \
	void *calloc(size_t count, size_t size)                                                   \
	{                                                                                         \
		size_t total;                                                                     \
		void *block = NULL;                                                               \
                                                                                                  \
		if (__builtin_mul_overflow(count, size, &total)) {                                \
			errno = ENOMEM;                                                           \
		} else {                                                                          \
			block = malloc(total);                                                    \
		}                                                                                 \
		return block == NULL ? NULL : memset(block, 0, total);                            \
	}                                                                                         \
	char *strdup(const char *text)                                                            \
	{                                                                                         \
		size_t size = strlen(text) + 1;                                                   \
		char *copy = malloc(size);                                                        \
                                                                                                  \
		return copy == NULL ? NULL : memcpy(copy, text, size);                            \
	}

#endif

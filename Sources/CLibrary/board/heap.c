/*
 * malloc and its siblings on k_malloc. Each block is preceded by its size, which realloc needs; the
 * eight bytes keep the alignment.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zephyr/kernel.h>

struct header {
	uint64_t size;
};

void *malloc(size_t size)
{
	struct header *header = NULL;

	if (size <= SIZE_MAX - sizeof(*header)) {
		header = k_malloc(sizeof(*header) + size);
	}
	if (header == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	header->size = size;
	return header + 1;
}

void free(void *block)
{
	if (block != NULL) {
		k_free((struct header *)block - 1);
	}
}

void *calloc(size_t count, size_t size)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	block = malloc(total);
	return block == NULL ? NULL : memset(block, 0, total);
}

void *realloc(void *block, size_t size)
{
	size_t old_size = block == NULL ? 0 : (size_t)((struct header *)block - 1)->size;
	void *moved = malloc(size);

	if (moved != NULL && block != NULL) {
		memcpy(moved, block, old_size < size ? old_size : size);
		free(block);
	}
	return moved;
}

char *strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	return copy == NULL ? NULL : memcpy(copy, text, size);
}

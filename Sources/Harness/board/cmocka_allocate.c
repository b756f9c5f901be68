/*
 * test_malloc: blocks between two guards, in a list, so that a test that leaks or overruns one fails.
 */
#include "harness.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#undef malloc
#undef free

#define GUARD_SIZE 16
#define GUARD_BYTE 0xef
#define NEW_BYTE 0xba
#define FREED_BYTE 0xcd

struct block {
	struct block *older;
	size_t size;
	SourceLocation place;
	_Alignas(8) unsigned char guard[GUARD_SIZE];
	unsigned char bytes[];
};

static struct block *newest;

const void *harness_newest_block(void)
{
	return newest;
}

void harness_forget_blocks(void)
{
	newest = NULL;
}

size_t harness_release_blocks_since(const void *checkpoint)
{
	size_t count = 0;

	while (newest != NULL && newest != checkpoint) {
		struct block *block = newest;

		if (count++ == 0) {
			harness_note("Blocks allocated...\n");
		}
		harness_note("%s:%d: note: block %p allocated here\n", block->place.file, block->place.line,
		     (void *)block->bytes);
		newest = block->older;
		free(block);
	}
	return count;
}

void *_test_malloc(const size_t size, const char *file, const int line)
{
	struct block *block = malloc(sizeof(*block) + size + GUARD_SIZE);

	if (block == NULL) {
		return NULL;
	}
	*block = (struct block){newest, size, {file, line}, {0}};
	memset(block->guard, GUARD_BYTE, GUARD_SIZE);
	memset(block->bytes, NEW_BYTE, size);
	memset(block->bytes + size, GUARD_BYTE, GUARD_SIZE);
	newest = block;
	return block->bytes;
}

void *_test_calloc(const size_t number_of_elements, const size_t size, const char *file,
		   const int line)
{
	void *bytes = _test_malloc(number_of_elements * size, file, line);

	return bytes == NULL ? NULL : memset(bytes, 0, number_of_elements * size);
}

static bool is_intact(const unsigned char *guard)
{
	for (size_t i = 0; i < GUARD_SIZE; i++) {
		if (guard[i] != GUARD_BYTE) {
			return false;
		}
	}
	return true;
}

void _test_free(void *const ptr, const char *file, const int line)
{
	struct block **link = &newest;
	struct block *block;

	if (ptr == NULL) {
		return;
	}
	while (*link != NULL && (*link)->bytes != ptr) {
		link = &(*link)->older;
	}
	block = *link;
	if (block == NULL) {
		harness_note("%s:%d: error: %p is no block of test_malloc\n", file, line, ptr);
		_fail(file, line);
		return;
	}
	if (!is_intact(block->guard) || !is_intact(block->bytes + block->size)) {
		harness_note("%s:%d: error: Guard block of %p size=%zu is corrupt\n", file, line, ptr,
		     block->size);
		harness_note("%s:%d: note: allocated here at %p\n", block->place.file, block->place.line, ptr);
		_fail(file, line);
		return;
	}
	*link = block->older;
	memset(block->bytes, FREED_BYTE, block->size);
	free(block);
}

void *_test_realloc(void *ptr, const size_t size, const char *file, const int line)
{
	void *moved = size == 0 ? NULL : _test_malloc(size, file, line);

	if (ptr != NULL && (moved != NULL || size == 0)) {
		struct block *block =
			(struct block *)((unsigned char *)ptr - offsetof(struct block, bytes));

		if (moved != NULL) {
			memcpy(moved, ptr, block->size < size ? block->size : size);
		}
		_test_free(ptr, file, line);
	}
	return moved;
}

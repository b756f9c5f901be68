/* A compartment with a heap, which two callers use at a time. */
#include "compartments_under_test.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST 24

static int count_until_full(size_t size)
{
	void *blocks[64];
	int count = 0;

	errno = 0;
	while (count < 64 && (blocks[count] = malloc(size)) != NULL) {
		count++;
	}
	for (int i = 0; i < count; i += 2) {
		free(blocks[i]);
	}
	for (int i = 1; i < count; i += 2) {
		free(blocks[i]);
	}
	return errno == ENOMEM ? count : -1;
}

static int is_whole(const unsigned char *bytes, size_t size, unsigned char value)
{
	while (size-- > 0) {
		if (*bytes++ != value) {
			return 0;
		}
	}
	return 1;
}

/* How many of so many random changes were possible; -1 if a block lost what was in it. */
static int change_at_random(int changes, uint32_t state)
{
	unsigned char *blocks[MOST] = {0};
	size_t sizes[MOST];
	int done = 0;

	for (int i = 0; i < changes; i++) {
		unsigned int place, size;
		unsigned char *moved;

		state = state * 1664525u + 1013904223u;
		place = state >> 24 & 15;
		size = 1 + (state >> 8 & 63);
		if (blocks[place] != NULL && !is_whole(blocks[place], sizes[place], place)) {
			return -1;
		}
		if (blocks[place] != NULL && (state & 0x80000000)) {
			free(blocks[place]);
			blocks[place] = NULL;
			done++;
			continue;
		}
		moved = realloc(blocks[place], size);
		if (moved == NULL) {
			continue;
		}
		if ((uintptr_t)moved % 8 != 0 ||
		    (blocks[place] != NULL &&
		     !is_whole(moved, size < sizes[place] ? size : sizes[place], place))) {
			return -1;
		}
		memset(moved, place, size);
		blocks[place] = moved;
		sizes[place] = size;
		done++;
	}
	for (int i = 0; i < MOST; i++) {
		free(blocks[i]);
	}
	return done;
}

static int resize_in_place(void)
{
	char *low = malloc(16), *next = malloc(16), *far;

	free(next);
	strcpy(low, "as it was");
	far = realloc(low, 40);
	if (far != low || strcmp(far, "as it was") != 0) {
		return 0;
	}
	next = malloc(16);
	far = realloc(low, 80);
	if (far == low || strcmp(far, "as it was") != 0) {
		return 0;
	}
	free(next);
	free(far);
	return 1;
}

static int copies_and_zeros(void)
{
	char *copy = strdup("text");
	unsigned char *zeros = calloc(3, 11);
	int is_right = strcmp(copy, "text") == 0 && is_whole(zeros, 33, 0) && calloc(SIZE_MAX, 2) == NULL;

	free(copy);
	free(zeros);
	free(NULL);
	return is_right;
}

int keeper_run(int what, int argument)
{
	char *block;

	switch (what) {
	case KEEPER_COUNT:
		return count_until_full(argument);
	case KEEPER_RANDOM:
		return change_at_random(argument & 0xffff, argument >> 16);
	case KEEPER_RESIZE:
		return resize_in_place();
	case KEEPER_COPIES:
		return copies_and_zeros();
	case KEEPER_FREE_TWICE:
		block = malloc(24);
		free(block);
		free(block);
		return 0;
	case KEEPER_FREE_FOREIGN:
		free(&what);
		return 0;
	}
	return -1;
}

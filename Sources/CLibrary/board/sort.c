/* qsort and bsearch. Heapsort: its worst case is its usual case, and it needs no memory. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef int (*comparison)(const void *, const void *);

static void swap(char *a, char *b, size_t size)
{
	for (; size > 0; size--, a++, b++) {
		char byte = *a;

		*a = *b;
		*b = byte;
	}
}

/* Lets the item at `index` sink until no child is larger. */
static void sink(char *items, size_t index, size_t count, size_t size, comparison compare)
{
	while (2 * index + 1 < count) {
		size_t child = 2 * index + 1;

		if (child + 1 < count &&
		    compare(items + child * size, items + (child + 1) * size) < 0) {
			child++;
		}
		if (compare(items + index * size, items + child * size) >= 0) {
			return;
		}
		swap(items + index * size, items + child * size, size);
		index = child;
	}
}

void qsort(void *base, size_t count, size_t size, comparison compare)
{
	char *items = base;

	for (size_t index = count / 2; index > 0; index--) {
		sink(items, index - 1, count, size, compare);
	}
	for (size_t last = count; last > 1; last--) {
		swap(items, items + (last - 1) * size, size);
		sink(items, 0, last - 1, size, compare);
	}
}

void *bsearch(const void *key, const void *base, size_t count, size_t size, comparison compare)
{
	const char *items = base;

	while (count > 0) {
		const char *middle = items + count / 2 * size;
		int order = compare(key, middle);

		if (order == 0) {
			return (void *)(uintptr_t)middle;
		}
		if (order > 0) {
			items = middle + size;
			count -= count / 2 + 1;
		} else {
			count /= 2;
		}
	}
	return NULL;
}

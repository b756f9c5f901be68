/*
 * What is behind malloc in a compartment that has `heap` in system.yml: see <bulkhead/compartment_heap.h>. Free blocks
 * lie in lists by their size, each from a power of two up to the next; neighbours become one at once.
 */
#include <bulkhead/compartment_heap.h>
#include <errno.h>
#include <string.h>
#include <zephyr/kernel.h>

/* Sizes and places are numbers of units; a block begins with its header, and that is one unit. */
#define UNIT BULKHEAD_HEAP_UNIT
#define LISTS BULKHEAD_HEAP_LISTS
#define LEAST 2
#define NONE UINT32_MAX

struct block {
	uint32_t before;          /* units of the one before it; 0: it is the first */
	uint32_t units : 31;      /* with the header; 0: no block begins here any more */
	uint32_t is_used : 1;
	uint32_t next, previous;  /* of its list, if it is free */
};
_Static_assert(offsetof(struct block, next) == UNIT, "a header is one unit");

static struct block *block_at(struct bulkhead_compartment_heap *heap, uint32_t place)
{
	return (struct block *)&heap->memory[place];
}

static uint32_t place_of(struct bulkhead_compartment_heap *heap, const struct block *block)
{
	return (uint32_t)((const uint64_t *)block - heap->memory);
}

/* The list of blocks that have so many units, or up to twice that. */
static uint32_t list_for(uint32_t units)
{
	uint32_t list = 0;

	while (units >>= 1) {
		list++;
	}
	return list;
}

static void put_aside(struct bulkhead_compartment_heap *heap, struct block *block)
{
	uint32_t list = list_for(block->units);

	block->is_used = 0;
	block->previous = NONE;
	block->next = heap->filled >> list & 1 ? heap->lists[list] : NONE;
	if (block->next != NONE) {
		block_at(heap, block->next)->previous = place_of(heap, block);
	}
	heap->lists[list] = place_of(heap, block);
	heap->filled |= 1u << list;
}

static void take_out(struct bulkhead_compartment_heap *heap, struct block *block)
{
	uint32_t list = list_for(block->units);

	if (block->next != NONE) {
		block_at(heap, block->next)->previous = block->previous;
	}
	if (block->previous != NONE) {
		block_at(heap, block->previous)->next = block->next;
	} else if (block->next != NONE) {
		heap->lists[list] = block->next;
	} else {
		heap->filled &= ~(1u << list);
	}
}

/* The block behind, NULL at the end. */
static struct block *behind(struct bulkhead_compartment_heap *heap, const struct block *block)
{
	uint32_t place = place_of(heap, block) + block->units;

	return place < heap->units ? block_at(heap, place) : NULL;
}

static void resize(struct bulkhead_compartment_heap *heap, struct block *block, uint32_t units)
{
	struct block *next;

	block->units = units;
	next = behind(heap, block);
	if (next != NULL) {
		next->before = units;
	}
}

/* What is behind it, if that is free, becomes part of it. */
static void join_next(struct bulkhead_compartment_heap *heap, struct block *block)
{
	struct block *next = behind(heap, block);

	if (next != NULL && !next->is_used) {
		uint32_t units = next->units;

		take_out(heap, next);
		next->units = 0;
		resize(heap, block, block->units + units);
	}
}

/* A used block keeps so many units; what is more becomes free. */
static void cut(struct bulkhead_compartment_heap *heap, struct block *block, uint32_t units)
{
	uint32_t more = block->units - units;
	struct block *rest;

	if (more < LEAST) {
		return;
	}
	rest = block_at(heap, place_of(heap, block) + units);
	*rest = (struct block){.before = units};
	block->units = units;
	resize(heap, rest, more);
	join_next(heap, rest);
	put_aside(heap, rest);
}

/* Of a list the first block with so many units; at most `tries` are looked at. */
static struct block *find_in(struct bulkhead_compartment_heap *heap, uint32_t list, uint32_t units,
			     uint32_t tries)
{
	uint32_t place = heap->filled >> list & 1 ? heap->lists[list] : NONE;

	for (; place != NONE && tries > 0; tries--, place = block_at(heap, place)->next) {
		if (block_at(heap, place)->units >= units) {
			return block_at(heap, place);
		}
	}
	return NULL;
}

/* Bounded, but where only a block of the wanted list may do. */
static struct block *find(struct bulkhead_compartment_heap *heap, uint32_t units)
{
	uint32_t own = list_for(units);
	struct block *block = find_in(heap, own, units, 4);

	if (block != NULL) {
		return block;
	}
	for (uint32_t list = own + 1; list < LISTS; list++) {
		if (heap->filled >> list & 1) {
			return block_at(heap, heap->lists[list]);
		}
	}
	return find_in(heap, own, units, heap->units);
}

/* False if nothing can be had from the heap any more. */
static bool begin(struct bulkhead_compartment_heap *heap)
{
	int error;

	/* The kernel has so many records of mutexes that are waited for; one will be free. */
	while ((error = sys_mutex_lock(&heap->lock, K_FOREVER)) == -ENOMEM) {
		k_sleep(K_TICKS(1));
	}
	if (error != 0) {
		return false;
	}
	if (heap->is_changing) {
		sys_mutex_unlock(&heap->lock);
		return false;
	}
	heap->is_changing = true;
	if (!heap->is_begun) {
		*block_at(heap, 0) = (struct block){.units = heap->units};
		put_aside(heap, block_at(heap, 0));
		heap->is_begun = true;
	}
	return true;
}

static void end(struct bulkhead_compartment_heap *heap)
{
	heap->is_changing = false;
	sys_mutex_unlock(&heap->lock);
}

/* The header of a block that malloc has given; a fault of the calling thread if there is none. */
static struct block *given(struct bulkhead_compartment_heap *heap, void *bytes)
{
	uintptr_t offset = (uintptr_t)bytes - (uintptr_t)heap->memory;
	struct block *block = (struct block *)((uint64_t *)bytes - 1);

	if (offset % UNIT != 0 || offset == 0 || offset >= heap->units * UNIT || !block->is_used ||
	    block->units < LEAST || block->units > heap->units - place_of(heap, block) ||
	    (behind(heap, block) != NULL && behind(heap, block)->before != block->units)) {
		end(heap);
		__builtin_trap();
	}
	return block;
}

/* 0 if there is no such heap. */
static uint32_t units_for(struct bulkhead_compartment_heap *heap, size_t size)
{
	uint32_t units;

	if (size > heap->units * UNIT) {
		return 0;
	}
	units = 1 + (uint32_t)((size + UNIT - 1) / UNIT);
	return units < LEAST ? LEAST : units;
}

static void *none(void)
{
	errno = ENOMEM;
	return NULL;
}

static struct block *allocate(struct bulkhead_compartment_heap *heap, uint32_t units)
{
	struct block *block = find(heap, units);

	if (block == NULL) {
		return NULL;
	}
	take_out(heap, block);
	block->is_used = 1;
	cut(heap, block, units);
	return block;
}

static void give_back(struct bulkhead_compartment_heap *heap, struct block *block)
{
	join_next(heap, block);
	if (block->before != 0) {
		struct block *previous = block_at(heap, place_of(heap, block) - block->before);

		if (!previous->is_used) {
			uint32_t units = block->units;

			take_out(heap, previous);
			block->units = 0;
			block->is_used = 0;
			resize(heap, previous, previous->units + units);
			block = previous;
		}
	}
	put_aside(heap, block);
}

void *bulkhead_heap_allocate(struct bulkhead_compartment_heap *heap, size_t size)
{
	uint32_t units = units_for(heap, size);
	struct block *block;

	if (units == 0 || !begin(heap)) {
		return none();
	}
	block = allocate(heap, units);
	end(heap);
	return block == NULL ? none() : (uint64_t *)block + 1;
}

void bulkhead_heap_free(struct bulkhead_compartment_heap *heap, void *bytes)
{
	if (bytes != NULL && begin(heap)) {
		give_back(heap, given(heap, bytes));
		end(heap);
	}
}

/* Where it is if it can be. */
void *bulkhead_heap_resize(struct bulkhead_compartment_heap *heap, void *bytes, size_t size)
{
	uint32_t units = units_for(heap, size);
	struct block *block;
	struct block *moved = NULL;

	if (bytes == NULL) {
		return bulkhead_heap_allocate(heap, size);
	}
	if (units == 0 || !begin(heap)) {
		return none();
	}
	block = given(heap, bytes);
	if (units > block->units) {
		struct block *next = behind(heap, block);

		if (next != NULL && !next->is_used && block->units + next->units >= units) {
			join_next(heap, block);
		}
	}
	if (units <= block->units) {
		cut(heap, block, units);
		moved = block;
	} else {
		moved = allocate(heap, units);
		if (moved != NULL) {
			memcpy((uint64_t *)moved + 1, bytes, (block->units - 1) * UNIT);
			give_back(heap, block);
		}
	}
	end(heap);
	return moved == NULL ? none() : (uint64_t *)moved + 1;
}

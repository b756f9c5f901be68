/*
 * Stacks of threads that are made while the image runs: what is known of each, what is left of their
 * pool, and how an application divides the pool by rules of its own. They are allocated and freed with
 * k_thread_stack_alloc and k_thread_stack_free (<zephyr/kernel.h>); docs/STACKS.md tells the whole.
 */
#ifndef BULKHEAD_STACK_H
#define BULKHEAD_STACK_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread_stack.h>

struct k_thread;

/* What is known of an allocated stack; sizes in bytes. */
struct bulkhead_stack_facts {
	k_thread_stack_t *BULKHEAD_NONNULL stack;  /* the lowest byte, as k_thread_stack_alloc gave it */
	size_t size;        /* what k_thread_create may be told */
	size_t reserved;    /* what the stack takes of the pool */
	size_t wasted;      /* the part of `reserved` that nobody can use */
	/*
	 * The most that threads have had on it since it was allocated, frames of the port included;
	 * BULKHEAD_STACK_UNKNOWN without CONFIG_INIT_STACKS. Of a thread that starts anew it is that one's.
	 */
	size_t high_water;
	struct k_thread *BULKHEAD_NULLABLE thread;  /* who lives on it; NULL: it is dormant */
	const char *BULKHEAD_NULLABLE owner;        /* the init entry it belongs to; NULL: nobody */
};
#define BULKHEAD_STACK_UNKNOWN SIZE_MAX

/* What is known of the pool; bytes but for the last two. total = free + reserved + what fits no stack. */
struct bulkhead_stack_pool_facts {
	size_t total;
	size_t free;      /* not part of a stack, and may be of one */
	size_t reserved;  /* what all stacks take */
	size_t wasted;    /* the part of `reserved` that nobody can use */
	size_t largest;   /* `free` may be in pieces: what k_thread_stack_alloc could give now at most */
	uint32_t count;   /* stacks that are allocated */
	uint32_t limit;   /* CONFIG_STACK_POOL_STACKS */
};

/*
 * Tells what is known of a stack of k_thread_stack_alloc's. 0; -EINVAL: it is none of these. Thread or
 * boot. Cost grows with the threads, with CONFIG_STACK_POOL_STACKS and with what of the stack is unused.
 */
int bulkhead_stack_facts(k_thread_stack_t *BULKHEAD_NONNULL stack,
			 struct bulkhead_stack_facts *BULKHEAD_NONNULL facts);

/* Tells what is known of the pool. 0; -ENOSYS: the image has none. Thread or boot. Cost as above. */
int bulkhead_stack_pool_facts(struct bulkhead_stack_pool_facts *BULKHEAD_NONNULL facts);

/*
 * The stack that follows another in the kernel's list, the first one after NULL; NULL behind the last, and
 * after what is no stack of the pool, or no more. The order means nothing; what is allocated between two
 * calls may be left out. Thread or boot. Cost grows with CONFIG_STACK_POOL_STACKS.
 */
k_thread_stack_t *BULKHEAD_NULLABLE bulkhead_stack_next(k_thread_stack_t *BULKHEAD_NULLABLE stack);

/*
 * k_thread_stack_alloc for a thread that never ends, like the idle thread: what would be wasted is the
 * thread's, too. `size` is enlarged to what there is. NULL as there.
 */
k_thread_stack_t *BULKHEAD_NULLABLE bulkhead_stack_alloc_for_idle(size_t *BULKHEAD_NONNULL size);

/* How another thread reaches a stack. */
enum bulkhead_stack_access {
	BULKHEAD_STACK_READ = 1,
	BULKHEAD_STACK_READ_WRITE = 3,
};

/*
 * Lets `thread`, which has no privileges, reach all of a stack on which another lives; again with another access
 * that holds from then on. It takes one of the regions that `thread` has for partitions, and ends with
 * bulkhead_stack_unshare, or when either of the two ends or begins anew. Threads without privileges share their own
 * stack only; `stack` is its lowest byte, as k_thread_create was told.
 *
 * 0; -EINVAL: nobody lives on the stack, `thread` is no other thread without privileges, no region covers just the
 * stack, or `thread` reaches some of it already; -EPERM: without privileges, and it is another's; -ENOSPC: `thread` has
 * no region left; -ENOMEM: CONFIG_MAX_STACK_SHARES stacks are shared; -ENOTSUP: capabilities confine threads, so that
 * those of one compartment reach each other's stacks and nobody else's. Any context; of those without privileges
 * threads only. Cost grows with the threads.
 */
int bulkhead_stack_share(const void *BULKHEAD_NONNULL stack, struct k_thread *BULKHEAD_NONNULL thread,
			 enum bulkhead_stack_access access);

/*
 * Takes that back, at once, also for a thread that has been interrupted. 0; -EINVAL: it was not shared; -EPERM: as
 * above. Context and cost as above.
 */
int bulkhead_stack_unshare(const void *BULKHEAD_NONNULL stack, struct k_thread *BULKHEAD_NONNULL thread);

/* Who reaches another's stack. */
struct bulkhead_stack_reach {
	const void *BULKHEAD_NONNULL stack;     /* its lowest byte */
	size_t size;                            /* bytes */
	struct k_thread *BULKHEAD_NONNULL owner;   /* who lives on it */
	struct k_thread *BULKHEAD_NONNULL thread;  /* who reaches it, too */
	enum bulkhead_stack_access access;
};

/*
 * Tells of one stack after the other that is shared: `place` is 0 at first. False: there are no more, and nothing is
 * told. Any context, with privileges. Cost grows with CONFIG_MAX_STACK_SHARES.
 */
bool bulkhead_stack_reach_next(uint32_t *BULKHEAD_NONNULL place, struct bulkhead_stack_reach *BULKHEAD_NONNULL reach);

/*
 * An allocator of the application's own (CONFIG_STACK_ALLOCATOR_APPLICATION) is functions of these
 * names. It deals in offsets into the pool; what it knows it keeps elsewhere, because a thread can write
 * to the pool. All are called with interrupts masked: they call nothing of the kernel. The kernel
 * believes none of them: a block outside of the pool, across another, or placed against the rule, is
 * given back at once, and k_thread_stack_alloc gives NULL.
 */

/* How sizes and addresses of blocks are related, so that one region of the protection covers each. */
enum bulkhead_stack_shape {
	BULKHEAD_STACK_MULTIPLES,     /* multiples of the granule */
	BULKHEAD_STACK_POWER_OF_TWO,  /* a power of two, aligned to itself, and no smaller than the granule */
	BULKHEAD_STACK_EIGHTHS,       /* one to eight eighths of such a block; multiples of the granule, too */
};

/* What there is to be divided. */
struct bulkhead_stack_region {
	uint32_t total;    /* bytes */
	uint32_t base;     /* the address of the first one: the rule is about addresses */
	uint32_t granule;  /* bytes, a power of two */
	enum bulkhead_stack_shape shape;
};

/* A piece of it. */
struct bulkhead_stack_block {
	uint32_t offset;    /* bytes from the region's begin */
	uint32_t usable;    /* the bytes at its upper end that the caller has, as many as it asked for or more */
	uint32_t reserved;  /* the bytes that it takes, the `usable` ones included */
};

/* What an allocator knows of its region, bytes; the kernel fills it in before it asks. */
struct bulkhead_stack_figures {
	uint32_t free;     /* first: the total without all blocks */
	uint32_t largest;  /* first: the same */
};

/* Nothing is allocated from now on. Optional; called before the first allocation. */
void bulkhead_stacks_init(const struct bulkhead_stack_region *BULKHEAD_NONNULL region);
/* Takes a block with room for so many bytes. 0, or a negative error number and nothing has changed. */
int bulkhead_stacks_allocate(uint32_t bytes, struct bulkhead_stack_block *BULKHEAD_NONNULL block);
/* Takes a block back. 0, or a negative error number if it did not hand it out. */
int bulkhead_stacks_deallocate(const struct bulkhead_stack_block *BULKHEAD_NONNULL block);
/* As bulkhead_stacks_allocate, but all reserved bytes may be usable. Optional: else that one serves. */
int bulkhead_stacks_allocate_for_idle(uint32_t bytes, struct bulkhead_stack_block *BULKHEAD_NONNULL block);
/* Corrects the figures. Optional. */
void bulkhead_stacks_figures(struct bulkhead_stack_figures *BULKHEAD_NONNULL figures);

#endif

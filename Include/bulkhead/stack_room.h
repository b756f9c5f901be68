/* Room beside the stack of a thread that is declared in Swift, where sizes are type parameters. */
#ifndef BULKHEAD_STACK_ROOM_H
#define BULKHEAD_STACK_ROOM_H

#include <stdint.h>
#include <zephyr/kernel/thread_stack.h>

/* A thread's name, which lies behind its record, and what aligning the stack's ends takes. */
#define BULKHEAD_STACK_ROOM_MARGIN (32 + 2 * BULKHEAD_STACK_ALIGN)

struct bulkhead_kibibyte {
	uint64_t words[128];
};

/* In kibibytes, because Swift knows an array of C's as a tuple of its elements. */
struct bulkhead_stack_room {
	char margin[BULKHEAD_STACK_ROOM_MARGIN];
#if K_THREAD_STACK_RESERVED > 0
	struct bulkhead_kibibyte reserved[K_THREAD_STACK_RESERVED / 1024];
#endif
};

#endif

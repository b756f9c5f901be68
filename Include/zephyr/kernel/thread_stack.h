/* Stacks of threads: where they lie and how large they are. */
#ifndef ZEPHYR_KERNEL_THREAD_STACK_H
#define ZEPHYR_KERNEL_THREAD_STACK_H

#include <bulkhead/attributes.h>
#include <bulkhead/region_note.h>
#include <stddef.h>

/* An element of a stack; only ever used as an array that the macros below define. */
struct k_thread_stack_element {
	char data;
};
typedef struct k_thread_stack_element k_thread_stack_t;

/* On the host, where pages protect them, all stacks are whole pages. */
#if defined(__linux__) && defined(CONFIG_USERSPACE)
#define BULKHEAD_STACK_ALIGN CONFIG_PROTECTION_GRANULE
#else
#define BULKHEAD_STACK_ALIGN 16
#endif

/*
 * Bytes a stack needs besides those its thread may use. On the host a thread also carries the
 * frames of the C library, of a signal and of sanitizers: more than a board's whole stack.
 */
#if defined(__linux__)
#define K_THREAD_STACK_RESERVED (64 * 1024)
#else
#define K_THREAD_STACK_RESERVED 0
#endif
#define K_KERNEL_STACK_RESERVED K_THREAD_STACK_RESERVED

static inline size_t bulkhead_stack_reserved(void)
{
	return K_THREAD_STACK_RESERVED;
}

#define BULKHEAD_STACK_LENGTH(size)                                                                \
	((((size_t)(size) + BULKHEAD_STACK_ALIGN - 1) & ~(size_t)(BULKHEAD_STACK_ALIGN - 1)) +     \
	 K_THREAD_STACK_RESERVED)

/* On the host only a section of this name takes no room in the file. */
#if defined(__linux__)
#define BULKHEAD_STACK_SECTION ".bss.stacks"
#else
#define BULKHEAD_STACK_SECTION ".noinit.stacks"
#endif
#define BULKHEAD_STACK_PLACE(alignment)                                                            \
	__attribute__((section(BULKHEAD_STACK_SECTION), aligned(alignment)))
/* Where the build chooses which stacks lie apart, each has a section of its own. */
#if defined(BULKHEAD_STACK_SECTIONS)
#define BULKHEAD_NAMED_STACK_PLACE(name, alignment)                                                \
	__attribute__((section(BULKHEAD_STACK_SECTION "." #name), aligned(alignment)))
#else
#define BULKHEAD_NAMED_STACK_PLACE(name, alignment) BULKHEAD_STACK_PLACE(alignment)
#endif

/*
 * The stack of a thread that may be without privileges is what one region of the protection covers: on
 * PMSAv7 some eighths of a power of two, aligned to that; at least 256 bytes. In an array each has all of
 * the power of two. Elsewhere multiples of the smallest region.
 */
#if defined(BULKHEAD_EXACT_STACKS)
/* A capability of CC64's format has the stack, and nothing else: at least five bits of its size are exact. */
#define BULKHEAD_STACK_GRANULE(size) ((size_t)1 << (28 - __builtin_clz((unsigned int)(size) | 128)))
#define BULKHEAD_THREAD_STACK_LENGTH(size)                                                         \
	(((size_t)(size) + BULKHEAD_STACK_GRANULE(size) - 1) & ~(BULKHEAD_STACK_GRANULE(size) - 1))
#define BULKHEAD_THREAD_STACK_ALIGN(size) BULKHEAD_STACK_GRANULE(BULKHEAD_THREAD_STACK_LENGTH(size))
#define K_THREAD_STACK_LEN(size)                                                                   \
	((BULKHEAD_THREAD_STACK_LENGTH(size) + BULKHEAD_THREAD_STACK_ALIGN(size) - 1) &            \
	 ~(BULKHEAD_THREAD_STACK_ALIGN(size) - 1))
#elif defined(CONFIG_USERSPACE) && defined(CONFIG_PROTECTION_POWER_OF_TWO)
#define BULKHEAD_STACK_REGION(size)                                                                \
	((size) <= 256 ? (size_t)256 : (size_t)1 << (32 - __builtin_clz((unsigned int)(size) - 1)))
#define BULKHEAD_STACK_EIGHTH(size) (BULKHEAD_STACK_REGION(size) / 8)
#define BULKHEAD_THREAD_STACK_ALIGN(size) BULKHEAD_STACK_REGION(size)
#define BULKHEAD_THREAD_STACK_LENGTH(size)                                                         \
	(((size_t)(size) + BULKHEAD_STACK_EIGHTH(size) - 1) / BULKHEAD_STACK_EIGHTH(size) *        \
	 BULKHEAD_STACK_EIGHTH(size))
#define K_THREAD_STACK_LEN(size) BULKHEAD_STACK_REGION(size)
#elif defined(CONFIG_USERSPACE) && CONFIG_PROTECTION_GRANULE > BULKHEAD_STACK_ALIGN
#define BULKHEAD_THREAD_STACK_ALIGN(size) CONFIG_PROTECTION_GRANULE
#define BULKHEAD_THREAD_STACK_LENGTH(size)                                                         \
	(((size_t)(size) + CONFIG_PROTECTION_GRANULE - 1) & ~(size_t)(CONFIG_PROTECTION_GRANULE - 1))
#define K_THREAD_STACK_LEN(size) BULKHEAD_THREAD_STACK_LENGTH(size)
#else
/* The PMP has a block of a power of two by one entry, if it lies at a multiple of it, and others by two. */
#if defined(CONFIG_USERSPACE) && defined(CONFIG_PROTECTION_PMP)
#define BULKHEAD_THREAD_STACK_ALIGN(size)                                                          \
	((BULKHEAD_STACK_LENGTH(size) & (BULKHEAD_STACK_LENGTH(size) - 1)) == 0 ? BULKHEAD_STACK_LENGTH(size) \
										: BULKHEAD_STACK_ALIGN)
#else
#define BULKHEAD_THREAD_STACK_ALIGN(size) BULKHEAD_STACK_ALIGN
#endif
#define BULKHEAD_THREAD_STACK_LENGTH(size) BULKHEAD_STACK_LENGTH(size)
#define K_THREAD_STACK_LEN(size) BULKHEAD_STACK_LENGTH(size)
#endif
/* Where stacks are closed to threads with privileges, one region covers each of them, too. */
#if defined(CONFIG_CLOSED_STACKS)
#define BULKHEAD_KERNEL_STACK_ALIGN(size) BULKHEAD_THREAD_STACK_ALIGN(size)
#define BULKHEAD_KERNEL_STACK_LENGTH(size) BULKHEAD_THREAD_STACK_LENGTH(size)
#define K_KERNEL_STACK_LEN(size) K_THREAD_STACK_LEN(size)
#else
#define BULKHEAD_KERNEL_STACK_ALIGN(size) BULKHEAD_STACK_ALIGN
#define BULKHEAD_KERNEL_STACK_LENGTH(size) BULKHEAD_STACK_LENGTH(size)
#define K_KERNEL_STACK_LEN(size) BULKHEAD_STACK_LENGTH(size)
#endif

/*
 * A stack that threads without privileges may be granted: what the kernel knows of it. Without `retain`: only an
 * image that asks for one has them (bulkhead_stack_right).
 */
#if defined(CONFIG_USERSPACE)
struct bulkhead_known_stack {
	const k_thread_stack_t *BULKHEAD_NONNULL stack;
	size_t size;   /* of one */
	size_t count;
	uint32_t *BULKHEAD_NONNULL users;  /* of each, a bit for each thread without privileges */
};
/* A compartment may use its own; where that is said is not its to write (CompartmentObject). */
#if defined(BULKHEAD_COMPARTMENT_NUMBER) && BULKHEAD_COMPARTMENT_NUMBER <= 16
#define BULKHEAD_STACK_USERS(number) = {[0 ...(number) - 1] = 1u << (32 - BULKHEAD_COMPARTMENT_NUMBER)}
#else
#define BULKHEAD_STACK_USERS(number)
#endif
#define BULKHEAD_KNOWN_STACK(name, bytes, number)                                                  \
	; static uint32_t bulkhead_users_of_##name[number] BULKHEAD_STACK_USERS(number);           \
	static const struct bulkhead_known_stack bulkhead_known_stack_##name __attribute__((       \
		used, section("bulkhead_known_stacks"), aligned(sizeof(void *)))) = {              \
		.stack = (const k_thread_stack_t *)(name), .size = (bytes), .count = (number),     \
		.users = bulkhead_users_of_##name}
#else
#define BULKHEAD_KNOWN_STACK(name, bytes, number)
#endif

#define K_THREAD_STACK_DECLARE(name, size) extern k_thread_stack_t name[BULKHEAD_THREAD_STACK_LENGTH(size)]
#define K_THREAD_STACK_EXTERN(name) extern k_thread_stack_t name[]
#define K_THREAD_STACK_ARRAY_DECLARE(name, count, size)                                            \
	extern k_thread_stack_t name[count][K_THREAD_STACK_LEN(size)]
#define K_THREAD_STACK_DEFINE(name, size)                                                          \
	BULKHEAD_NAMED_STACK_PLACE(name, BULKHEAD_THREAD_STACK_ALIGN(size))                        \
	k_thread_stack_t name[BULKHEAD_THREAD_STACK_LENGTH(size)] BULKHEAD_REGION_NOTE(stack, name, size) \
	BULKHEAD_KNOWN_STACK(name, BULKHEAD_THREAD_STACK_LENGTH(size), 1)
#define K_THREAD_STACK_ARRAY_DEFINE(name, count, size)                                             \
	BULKHEAD_STACK_PLACE(BULKHEAD_THREAD_STACK_ALIGN(size))                                    \
	k_thread_stack_t name[count][K_THREAD_STACK_LEN(size)] BULKHEAD_REGION_NOTE(stack, name, size) \
	BULKHEAD_REGION_NOTE(elements, name, count)                                                \
	BULKHEAD_KNOWN_STACK(name, K_THREAD_STACK_LEN(size), count)
#define K_THREAD_STACK_MEMBER(name, size)                                                          \
	k_thread_stack_t name[BULKHEAD_THREAD_STACK_LENGTH(size)]                                  \
		__attribute__((aligned(BULKHEAD_THREAD_STACK_ALIGN(size))))

/* The bytes a thread may use of a stack that one of the macros above defined. */
#define K_THREAD_STACK_SIZEOF(stack) (sizeof(stack) - K_THREAD_STACK_RESERVED)
#define K_THREAD_STACK_BUFFER(stack) ((char *)(stack) + K_THREAD_STACK_RESERVED)

/* Stacks of threads that have privileges. */
#define K_KERNEL_STACK_DECLARE(name, size) extern k_thread_stack_t name[BULKHEAD_KERNEL_STACK_LENGTH(size)]
#define K_KERNEL_STACK_EXTERN K_THREAD_STACK_EXTERN
#define K_KERNEL_STACK_DEFINE(name, size)                                                          \
	BULKHEAD_STACK_PLACE(BULKHEAD_KERNEL_STACK_ALIGN(size))                                    \
	k_thread_stack_t name[BULKHEAD_KERNEL_STACK_LENGTH(size)]
#define K_KERNEL_STACK_ARRAY_DEFINE(name, count, size)                                             \
	BULKHEAD_STACK_PLACE(BULKHEAD_KERNEL_STACK_ALIGN(size))                                    \
	k_thread_stack_t name[count][K_KERNEL_STACK_LEN(size)]
#define K_KERNEL_STACK_MEMBER(name, size)                                                          \
	k_thread_stack_t name[BULKHEAD_KERNEL_STACK_LENGTH(size)]                                  \
		__attribute__((aligned(BULKHEAD_KERNEL_STACK_ALIGN(size))))
#define K_KERNEL_STACK_SIZEOF K_THREAD_STACK_SIZEOF
#define K_KERNEL_STACK_BUFFER K_THREAD_STACK_BUFFER

/*
 * A stack for a thread of k_thread_create's, whose `stack_size` is then `size` bytes; `flags` are 0. From the
 * pool of CONFIG_DYNAMIC_THREAD; <bulkhead/stack.h> tells what is left of it. NULL: there is no room, the
 * image has no pool, or `size` is more than it could ever give. Thread or boot. Cost depends on the allocator;
 * interrupts are masked meanwhile. With CONFIG_INIT_STACKS the stack is filled, interrupts on.
 */
k_thread_stack_t *BULKHEAD_NULLABLE k_thread_stack_alloc(size_t size, int flags);
/*
 * Takes it back. 0; -EBUSY: a thread lives on it; -EINVAL: it is none that k_thread_stack_alloc gave, or is
 * free already; -ENOSYS: the image has no pool. Thread or boot. Cost grows with the threads.
 */
int k_thread_stack_free(k_thread_stack_t *BULKHEAD_NONNULL stack);

#endif

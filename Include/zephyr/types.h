/* Fixed-width and size types, under the header name that Zephyr code includes. */
#ifndef ZEPHYR_TYPES_H
#define ZEPHYR_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
#include <sys/types.h>
#elif !defined(BULKHEAD_SSIZE_T)
#define BULKHEAD_SSIZE_T
typedef intptr_t ssize_t;
typedef intptr_t off_t;
#endif

/* The type with the largest fundamental alignment, of which allocators speak. */
typedef union {
	long long thelonglong;
	long double thelongdouble;
	uintmax_t theuintmax_t;
	size_t thesize_t;
	uintptr_t theuintptr_t;
	void *thepvoid;
	void (*thepfunc)(void);
} z_max_align_t;

#endif

/* Numbers from text, sorting, the heap, the end of the image. */
#ifndef BULKHEAD_LIBC_STDLIB_H
#define BULKHEAD_LIBC_STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 0x7fffffff

typedef struct {
	int quot, rem;
} div_t;
typedef struct {
	long quot, rem;
} ldiv_t;
typedef struct {
	long long quot, rem;
} lldiv_t;

int abs(int number);
long labs(long number);
long long llabs(long long number);
div_t div(int numerator, int denominator);
ldiv_t ldiv(long numerator, long denominator);
lldiv_t lldiv(long long numerator, long long denominator);

int atoi(const char *text);
long atol(const char *text);
long long atoll(const char *text);
/* Out of range: the nearest value and errno ERANGE; no digits or a wrong base: 0 and errno EINVAL. */
long strtol(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
long long strtoll(const char *restrict text, char **restrict end, int base);
unsigned long long strtoull(const char *restrict text, char **restrict end, int base);

/* One sequence for all threads. */
int rand(void);
int rand_r(unsigned int *seed);
void srand(unsigned int seed);

/* Sorts in place (heapsort): no recursion, no heap, at most 2 n log2 n comparisons. */
void qsort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *items, size_t count, size_t size,
	      int (*compare)(const void *, const void *));

/*
 * The heap of k_malloc, CONFIG_HEAP_MEM_POOL_SIZE bytes, 8 bytes of each block for its size. NULL and
 * errno ENOMEM where there is no room.
 */
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

/* Ends the image with this status. */
void exit(int status) __attribute__((noreturn));
void _exit(int status) __attribute__((noreturn));
/* A fatal error of the calling thread. */
void abort(void) __attribute__((noreturn));

/* There is no environment. */
char *getenv(const char *name);

#endif

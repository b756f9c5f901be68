/* Small helpers that any C file wants: sizes, rounding, ranges, containers, hexadecimal text. */
#ifndef ZEPHYR_SYS_UTIL_H
#define ZEPHYR_SYS_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/sys/util_macro.h>
#include <zephyr/toolchain.h>
#include <zephyr/types.h>

#define BITS_PER_BYTE 8
#define NIBBLES_PER_BYTE 2
#define BITS_PER_NIBBLE 4
#define BITS_PER_LONG (__SIZEOF_LONG__ * BITS_PER_BYTE)
#define BITS_PER_LONG_LONG (__SIZEOF_LONG_LONG__ * BITS_PER_BYTE)

/* Pointers as numbers and back. */
#define POINTER_TO_UINT(pointer) ((uintptr_t)(pointer))
#define UINT_TO_POINTER(number) ((void *)(uintptr_t)(number))
#define POINTER_TO_INT(pointer) ((intptr_t)(pointer))
#define INT_TO_POINTER(number) ((void *)(intptr_t)(number))

/* Ones from bit `low` to bit `high`, both included. */
#define GENMASK(high, low) \
	(((~0UL) - (1UL << (low)) + 1) & (~0UL >> (BITS_PER_LONG - 1 - (high))))
#define GENMASK64(high, low) \
	(((~0ULL) - (1ULL << (low)) + 1) & (~0ULL >> (BITS_PER_LONG_LONG - 1 - (high))))
/* Fields of a register, named by their mask. */
#define LSB_GET(value) ((value) & -(value))
#define FIELD_GET(mask, value) (((value) & (mask)) / LSB_GET(mask))
#define FIELD_PREP(mask, value) (((value) * LSB_GET(mask)) & (mask))

#define KB(n) ((n) << 10)
#define MB(n) (KB(n) << 10)
#define GB(n) (MB(n) << 10)
#define KHZ(n) ((n) * 1000)
#define MHZ(n) (KHZ(n) * 1000)

/* 0, or a build error if the constant condition is false. */
#define ZERO_OR_COMPILE_ERROR(condition) ((int)sizeof(char[1 - 2 * !(condition)]) - 1)

#define SAME_TYPE(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#if defined(__cplusplus)
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#else
/* Refuses a pointer: 0 for an array, a build error for anything else. */
#define IS_ARRAY(array) ZERO_OR_COMPILE_ERROR(!SAME_TYPE(array, &(array)[0]))
#define ARRAY_SIZE(array) ((size_t)(IS_ARRAY(array) + sizeof(array) / sizeof((array)[0])))
#endif
#define ARRAY_INDEX(array, element) ((size_t)((element) - (array)))
#define IS_ARRAY_ELEMENT(array, element) \
	((element) && POINTER_TO_UINT(array) <= POINTER_TO_UINT(element) && \
	 POINTER_TO_UINT(element) < POINTER_TO_UINT(&(array)[ARRAY_SIZE(array)]) && \
	 (POINTER_TO_UINT(element) - POINTER_TO_UINT(array)) % sizeof((array)[0]) == 0)
#define IS_ARRAY_INDEX_VALID(array, index) ((index) < ARRAY_SIZE(array))
#define PART_OF_ARRAY(array, pointer) \
	((pointer) && POINTER_TO_UINT(array) <= POINTER_TO_UINT(pointer) && \
	 POINTER_TO_UINT(pointer) < POINTER_TO_UINT(&(array)[ARRAY_SIZE(array)]))
#define ARRAY_FOR_EACH(array, index) for (size_t index = 0; (index) < ARRAY_SIZE(array); ++(index))
#define ARRAY_FOR_EACH_PTR(array, pointer) \
	for (__typeof__(*(array)) *pointer = (array); \
	     (size_t)((pointer) - (array)) < ARRAY_SIZE(array); ++(pointer))

#define SIZEOF_FIELD(type, member) sizeof(((type *)0)->member)
/* The structure of which `pointer` is the member `field`; Zephyr 2.x's looks at no type. */
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
#define CONTAINER_OF(pointer, type, field) \
	((type *)(uintptr_t)((const char *)(pointer) - offsetof(type, field)))
#else
#define CONTAINER_OF(pointer, type, field) \
	__extension__({ \
		_Static_assert(SAME_TYPE(*(pointer), ((type *)0)->field) || \
			       SAME_TYPE(*(pointer), void), "the pointer is not of the field's type"); \
		(type *)(uintptr_t)((const char *)(pointer) - offsetof(type, field)); \
	})
#endif
#define FLEXIBLE_ARRAY_DECLARE(type, name) \
	struct { \
		struct { \
		} z_empty_##name; \
		type name[]; \
	}

/* Rounding to a multiple of `align`, any positive number. */
#define ROUND_UP(x, align) \
	((((unsigned long)(x) + ((unsigned long)(align) - 1)) / (unsigned long)(align)) * \
	 (unsigned long)(align))
#define ROUND_DOWN(x, align) \
	(((unsigned long)(x) / (unsigned long)(align)) * (unsigned long)(align))
#define WB_UP(x) ROUND_UP(x, sizeof(void *))
#define WB_DN(x) ROUND_DOWN(x, sizeof(void *))
#define IS_ALIGNED(pointer, align) (POINTER_TO_UINT(pointer) % (align) == 0)
/* Quotient rounded up, or to the nearest (away from zero when in the middle). */
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_CLOSEST(n, d) \
	((((n) < 0) ^ ((d) < 0)) ? ((n) - ((d) / 2)) / (d) : ((n) + ((d) / 2)) / (d))
#define ceiling_fraction(n, d) DIV_ROUND_UP(n, d)

#ifndef MAX
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef MIN
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef CLAMP
#define CLAMP(value, low, high) (((value) <= (low)) ? (low) : MIN(value, high))
#endif
#define IN_RANGE(value, low, high) ((value) >= (low) && (value) <= (high))
/* As above, each argument evaluated once; not for constant expressions. */
#define Z_MAX(a, b) \
	__extension__({ \
		__typeof__(a) z_max_a = (a); \
		__typeof__(b) z_max_b = (b); \
		z_max_a > z_max_b ? z_max_a : z_max_b; \
	})
#define Z_MIN(a, b) \
	__extension__({ \
		__typeof__(a) z_min_a = (a); \
		__typeof__(b) z_min_b = (b); \
		z_min_a < z_min_b ? z_min_a : z_min_b; \
	})
#define Z_CLAMP(value, low, high) Z_MIN(Z_MAX(value, low), high)

/* Whether exactly one bit is set. */
#define IS_POWER_OF_TWO(x) (((x) != 0) && (((x) & ((x) - 1)) == 0))

static inline bool is_power_of_two(unsigned int x)
{
	return IS_POWER_OF_TWO(x);
}

static inline int64_t arithmetic_shift_right(int64_t value, uint8_t shift)
{
	return value >> shift;
}

/* Extends the number whose sign is in bit `index` (from 0). */
static inline int32_t sign_extend(uint32_t value, uint8_t index)
{
	uint8_t shift = (uint8_t)(31 - index);

	return (int32_t)(value << shift) >> shift;
}

static inline int64_t sign_extend_64(uint64_t value, uint8_t index)
{
	uint8_t shift = (uint8_t)(63 - index);

	return (int64_t)(value << shift) >> shift;
}

/* log2 rounded down (-1 for 0) and up. */
#define LOG2(x) ((int)((x) < 1 ? -1 : 63 - __builtin_clzll((unsigned long long)(x))))
#define LOG2CEIL(x) ((x) <= 1 ? 0 : LOG2((x) - 1) + 1)
#define NHPOT(x) ((x) < 1 ? 1 : 1ULL << LOG2CEIL(x))

static inline uint8_t bcd2bin(uint8_t bcd)
{
	return (uint8_t)(10 * (bcd >> 4) + (bcd & 0x0f));
}

static inline uint8_t bin2bcd(uint8_t bin)
{
	return (uint8_t)(((bin / 10) << 4) | (bin % 10));
}

/*
 * One hexadecimal digit: character to value and back (lower case). 0, or -EINVAL where there is no
 * such digit. In Sources/CLibrary/common/hex.c, as the four below.
 */
int char2hex(char c, uint8_t *x);
int hex2char(uint8_t x, char *c);
/* Bytes to text. Returns the characters written before the final zero, 0 if they do not fit. */
size_t bin2hex(const uint8_t *buf, size_t buflen, char *hex, size_t hexlen);
/* Text to bytes; an odd first digit is a byte. Returns the bytes written, 0 on a wrong digit or no room. */
size_t hex2bin(const char *hex, size_t hexlen, uint8_t *buf, size_t buflen);
/* Decimal text of a byte, zero-terminated where it fits; returns the digits written. */
uint8_t u8_to_dec(char *buf, uint8_t buflen, uint8_t value);
/* Copies byte by byte, in order; swaps the contents of two buffers that do not overlap. */
void bytecpy(void *dst, const void *src, size_t size);
void byteswp(void *a, void *b, size_t size);

/*
 * Runs `delay` until the expression is true or about `timeout_us` microseconds have passed; the
 * value says whether it became true. Needs <zephyr/kernel.h> where it is used.
 */
#define WAIT_FOR(expression, timeout_us, delay) \
	__extension__({ \
		uint32_t z_wait_cycles = k_us_to_cyc_ceil32(timeout_us); \
		uint32_t z_wait_start = k_cycle_get_32(); \
		bool z_wait_true; \
		while (!(z_wait_true = (expression)) && \
		       k_cycle_get_32() - z_wait_start < z_wait_cycles) { \
			delay; \
		} \
		z_wait_true || (expression); \
	})

#endif

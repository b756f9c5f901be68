/*
 * What clang expects of a run-time library on Armv7-M and Armv8-M: 64-bit division, and the memory
 * functions by the names of the Run-time ABI for the Arm Architecture (section 4.3.4). A quotient
 * comes in r0 and r1, its remainder in r2 and r3 (section 4.2).
 */
#if defined(__arm__)
#include "wide_division.h"

#include <stddef.h>
#include <string.h>

/* Called by the assembly below, which wants the four words in registers: a pointer for the last two. */
__attribute__((used)) static uint64_t unsigned_division(uint64_t numerator, uint64_t denominator,
							 uint64_t *remainder)
{
	struct wide_quotient result = bulkhead_wide_divide(numerator, denominator);

	*remainder = result.remainder;
	return result.quotient;
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

__attribute__((used)) static uint64_t signed_division(int64_t numerator, int64_t denominator,
						       uint64_t *remainder)
{
	struct wide_quotient result = bulkhead_wide_divide(magnitude(numerator), magnitude(denominator));

	*remainder = numerator < 0 ? -result.remainder : result.remainder;
	return (numerator < 0) != (denominator < 0) ? -result.quotient : result.quotient;
}

/*
 * in: r0-r1 numerator, r2-r3 denominator; out: r0-r1 quotient, r2-r3 remainder; lost: r12.
 * The stack keeps its 8-byte alignment. Interrupts as they are.
 */
#define DIVISION(name, function) \
	void name(void); \
	__attribute__((naked)) void name(void) \
	{ \
		__asm__ volatile("push {r4, lr}\n" \
				 "sub sp, #16\n" \
				 "add r4, sp, #8\n" \
				 "str r4, [sp]\n" \
				 "bl %c0\n" \
				 "ldrd r2, r3, [sp, #8]\n" \
				 "add sp, #16\n" \
				 "pop {r4, pc}\n" \
				 : \
				 : "i"(function)); \
	}

DIVISION(__aeabi_uldivmod, unsigned_division)
DIVISION(__aeabi_ldivmod, signed_division)

/* The variants promise alignment 4 or 8, which the common functions find out in two instructions. */
#define MEMORY_NAMES(suffix) \
	void __aeabi_memcpy##suffix(void *destination, const void *source, size_t count); \
	void __aeabi_memmove##suffix(void *destination, const void *source, size_t count); \
	void __aeabi_memset##suffix(void *destination, size_t count, int byte); \
	void __aeabi_memclr##suffix(void *destination, size_t count); \
	void __aeabi_memcpy##suffix(void *destination, const void *source, size_t count) \
	{ \
		memcpy(destination, source, count); \
	} \
	void __aeabi_memmove##suffix(void *destination, const void *source, size_t count) \
	{ \
		memmove(destination, source, count); \
	} \
	void __aeabi_memset##suffix(void *destination, size_t count, int byte) \
	{ \
		memset(destination, byte, count); \
	} \
	void __aeabi_memclr##suffix(void *destination, size_t count) \
	{ \
		memset(destination, 0, count); \
	}

MEMORY_NAMES()
MEMORY_NAMES(4)
MEMORY_NAMES(8)

#endif

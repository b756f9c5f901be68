/*
 * What clang expects of a run-time library on rv32imac: 64-bit division. Shifts and multiplication are
 * here too, for code that was compiled for size.
 */
#if defined(__riscv) && __riscv_xlen == 32
#include "wide_division.h"

uint64_t __udivdi3(uint64_t numerator, uint64_t denominator);
uint64_t __umoddi3(uint64_t numerator, uint64_t denominator);
int64_t __divdi3(int64_t numerator, int64_t denominator);
int64_t __moddi3(int64_t numerator, int64_t denominator);
int64_t __muldi3(int64_t left, int64_t right);
int64_t __ashldi3(int64_t value, int count);
int64_t __lshrdi3(int64_t value, int count);
int64_t __ashrdi3(int64_t value, int count);

uint64_t __udivdi3(uint64_t numerator, uint64_t denominator)
{
	return bulkhead_wide_divide(numerator, denominator).quotient;
}

uint64_t __umoddi3(uint64_t numerator, uint64_t denominator)
{
	return bulkhead_wide_divide(numerator, denominator).remainder;
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

int64_t __divdi3(int64_t numerator, int64_t denominator)
{
	uint64_t quotient = bulkhead_wide_divide(magnitude(numerator), magnitude(denominator)).quotient;

	return (int64_t)((numerator < 0) != (denominator < 0) ? -quotient : quotient);
}

int64_t __moddi3(int64_t numerator, int64_t denominator)
{
	uint64_t remainder = bulkhead_wide_divide(magnitude(numerator), magnitude(denominator)).remainder;

	return (int64_t)(numerator < 0 ? -remainder : remainder);
}

/* A 64-bit number by its words: the compiler must not see the operation that it would call us for. */
union words {
	int64_t value;
	struct {
		uint32_t low, high;
	};
};

int64_t __muldi3(int64_t left, int64_t right)
{
	union words a = {left};
	union words b = {right};
	union words product = {0};

	product.low = a.low * b.low;
	__asm__("mulhu %0, %1, %2" : "=r"(product.high) : "r"(a.low), "r"(b.low));
	product.high += a.high * b.low + a.low * b.high;
	return product.value;
}

int64_t __ashldi3(int64_t value, int count)
{
	union words number = {value};

	if (count >= 32) {
		number.high = number.low << (count - 32);
		number.low = 0;
	} else if (count > 0) {
		number.high = number.high << count | number.low >> (32 - count);
		number.low <<= count;
	}
	return number.value;
}

int64_t __lshrdi3(int64_t value, int count)
{
	union words number = {value};

	if (count >= 32) {
		number.low = number.high >> (count - 32);
		number.high = 0;
	} else if (count > 0) {
		number.low = number.low >> count | number.high << (32 - count);
		number.high >>= count;
	}
	return number.value;
}

int64_t __ashrdi3(int64_t value, int count)
{
	union words number = {value};

	if (count >= 32) {
		number.low = (uint32_t)((int32_t)number.high >> (count - 32));
		number.high = (uint32_t)((int32_t)number.high >> 31);
	} else if (count > 0) {
		number.low = number.low >> count | number.high << (32 - count);
		number.high = (uint32_t)((int32_t)number.high >> count);
	}
	return number.value;
}

#endif

/*
 * IEEE 754 arithmetic in integers, for processors without a floating point unit (and for double where
 * the unit knows only float). Both formats go through one wide form. Rounding is to nearest, ties to
 * even; there are no exception flags; every NaN that comes out is the same quiet one.
 */
#ifndef BULKHEAD_SOFT_FLOAT_H
#define BULKHEAD_SOFT_FLOAT_H

#include <stdbool.h>
#include <stdint.h>

enum real_kind {
	REAL_ZERO,
	REAL_FINITE,
	REAL_INFINITE,
	REAL_NAN,
};

/* mantissa * 2^(exponent - 63), where a finite number's mantissa has its top bit set. */
struct real {
	uint64_t mantissa;
	int exponent;
	enum real_kind kind;
	bool negative;
};

/* How a comparison of two numbers ended. */
enum real_order {
	REAL_LESS,
	REAL_EQUAL,
	REAL_GREATER,
	REAL_UNORDERED, /* one is a NaN */
};

#define SOFT __attribute__((visibility("hidden")))

SOFT struct real bulkhead_real_of_float(float number);
SOFT struct real bulkhead_real_of_double(double number);
SOFT struct real bulkhead_real_of_integer(uint64_t magnitude, bool negative);
SOFT float bulkhead_real_to_float(struct real number);
SOFT double bulkhead_real_to_double(struct real number);
/* Towards zero; numbers out of range become the nearest of `bits` bits, a NaN 0. */
SOFT int64_t bulkhead_real_to_signed(struct real number, int bits);
SOFT uint64_t bulkhead_real_to_unsigned(struct real number, int bits);

SOFT struct real bulkhead_real_add(struct real a, struct real b);
SOFT struct real bulkhead_real_subtract(struct real a, struct real b);
SOFT struct real bulkhead_real_multiply(struct real a, struct real b);
SOFT struct real bulkhead_real_divide(struct real a, struct real b);
SOFT enum real_order bulkhead_real_compare(struct real a, struct real b);

#endif

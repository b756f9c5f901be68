/*
 * The four operations and the comparison of soft_float.h. A mantissa of 64 bits is more than either
 * format keeps; what falls off its end is remembered in its last bit, which is enough to round.
 */
#include "soft_float.h"

static const struct real nan = {.kind = REAL_NAN};

static uint64_t shifted_right(uint64_t mantissa, int places)
{
	if (places == 0) {
		return mantissa;
	}
	if (places > 63) {
		return mantissa != 0;
	}
	return mantissa >> places | ((mantissa << (64 - places)) != 0);
}

static struct real normalized(uint64_t mantissa, int exponent, bool negative)
{
	int shift;

	if (mantissa == 0) {
		return (struct real){.kind = REAL_ZERO, .negative = negative};
	}
	shift = __builtin_clzll(mantissa);
	return (struct real){mantissa << shift, exponent - shift, REAL_FINITE, negative};
}

static bool is_smaller(struct real a, struct real b)
{
	return a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa < b.mantissa);
}

struct real bulkhead_real_add(struct real a, struct real b)
{
	uint64_t large, small;

	if (a.kind == REAL_NAN || b.kind == REAL_NAN) {
		return nan;
	}
	if (a.kind == REAL_INFINITE) {
		return b.kind == REAL_INFINITE && a.negative != b.negative ? nan : a;
	}
	if (b.kind == REAL_INFINITE) {
		return b;
	}
	if (a.kind == REAL_ZERO && b.kind == REAL_ZERO) {
		return (struct real){.negative = a.negative && b.negative};
	}
	if (a.kind == REAL_ZERO || b.kind == REAL_ZERO) {
		return a.kind == REAL_ZERO ? b : a;
	}
	if (is_smaller(a, b)) {
		struct real larger = b;

		b = a;
		a = larger;
	}
	/* One place of room for the carry. */
	large = shifted_right(a.mantissa, 1);
	small = shifted_right(b.mantissa, 1 + (a.exponent - b.exponent));
	if (a.negative == b.negative) {
		return normalized(large + small, a.exponent + 1, a.negative);
	}
	return normalized(large - small, a.exponent + 1, a.negative && large != small);
}

struct real bulkhead_real_subtract(struct real a, struct real b)
{
	b.negative = !b.negative;
	return bulkhead_real_add(a, b);
}

/* The upper half of a product of 128 bits; its last bit also says whether the lower half is not 0. */
static uint64_t upper_product(uint64_t a, uint64_t b)
{
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
	uint64_t middle_1 = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
	uint64_t middle_2 = (a & UINT32_MAX) * (b >> 32) + (middle_1 & UINT32_MAX);
	uint64_t high = (a >> 32) * (b >> 32) + (middle_1 >> 32) + (middle_2 >> 32);

	return high | (((low & UINT32_MAX) | (middle_2 & UINT32_MAX)) != 0);
}

struct real bulkhead_real_multiply(struct real a, struct real b)
{
	bool negative = a.negative != b.negative;

	if (a.kind == REAL_NAN || b.kind == REAL_NAN) {
		return nan;
	}
	if (a.kind == REAL_INFINITE || b.kind == REAL_INFINITE) {
		return a.kind == REAL_ZERO || b.kind == REAL_ZERO
			       ? nan
			       : (struct real){.kind = REAL_INFINITE, .negative = negative};
	}
	if (a.kind == REAL_ZERO || b.kind == REAL_ZERO) {
		return (struct real){.negative = negative};
	}
	return normalized(upper_product(a.mantissa, b.mantissa), a.exponent + b.exponent + 1, negative);
}

/* Bit by bit: 62 quotient bits, more than a double keeps, and whether there is a remainder. */
static uint64_t mantissa_quotient(uint64_t a, uint64_t b)
{
	uint64_t rest = a >> 1;
	uint64_t quotient = 0;

	/* Both halved: the remainder keeps below 2^63 and can be doubled. The bits lost are 0. */
	b >>= 1;
	for (int i = 0; i < 62; i++) {
		quotient <<= 1;
		if (rest >= b) {
			rest -= b;
			quotient |= 1;
		}
		rest <<= 1;
	}
	return quotient << 1 | (rest != 0);
}

struct real bulkhead_real_divide(struct real a, struct real b)
{
	bool negative = a.negative != b.negative;

	if (a.kind == REAL_NAN || b.kind == REAL_NAN ||
	    (a.kind == b.kind && (a.kind == REAL_ZERO || a.kind == REAL_INFINITE))) {
		return nan;
	}
	if (a.kind == REAL_INFINITE || b.kind == REAL_ZERO) {
		return (struct real){.kind = REAL_INFINITE, .negative = negative};
	}
	if (a.kind == REAL_ZERO || b.kind == REAL_INFINITE) {
		return (struct real){.negative = negative};
	}
	return normalized(mantissa_quotient(a.mantissa, b.mantissa), a.exponent - b.exponent + 1,
			  negative);
}

enum real_order bulkhead_real_compare(struct real a, struct real b)
{
	enum real_order order;

	if (a.kind == REAL_NAN || b.kind == REAL_NAN) {
		return REAL_UNORDERED;
	}
	if (a.kind == REAL_ZERO && b.kind == REAL_ZERO) {
		return REAL_EQUAL;
	}
	/* A zero has the sign of whatever it is compared with. */
	if (a.kind == REAL_ZERO) {
		a.negative = b.negative;
	} else if (b.kind == REAL_ZERO) {
		b.negative = a.negative;
	}
	if (a.negative != b.negative) {
		return a.negative ? REAL_LESS : REAL_GREATER;
	}
	if (a.kind != b.kind) {
		order = a.kind < b.kind ? REAL_LESS : REAL_GREATER;
	} else if (a.kind == REAL_FINITE && is_smaller(a, b)) {
		order = REAL_LESS;
	} else if (a.kind == REAL_FINITE && is_smaller(b, a)) {
		order = REAL_GREATER;
	} else {
		return REAL_EQUAL;
	}
	return a.negative ? (order == REAL_LESS ? REAL_GREATER : REAL_LESS) : order;
}

/*
 * Long division in digits of 16 bits (Knuth, The Art of Computer Programming, volume 2, section
 * 4.3.1, algorithm D, for a divisor of two digits).
 */
#include "wide_division.h"

/* (high, low) / divisor, where high < divisor and the divisor's top bit is set. */
static uint32_t divide_digits(uint32_t high, uint32_t low, uint32_t divisor, uint32_t *remainder)
{
	const uint32_t upper = divisor >> 16;
	const uint32_t lower = divisor & 0xffff;
	uint32_t rest = high;
	uint32_t quotient = 0;

	for (int shift = 16; shift >= 0; shift -= 16) {
		uint32_t next = (low >> shift) & 0xffff;
		uint32_t digit = rest / upper;
		uint32_t left = rest - digit * upper;

		/* The estimate is at most two too large; it is right once `left` outgrows 16 bits. */
		while (digit > 0xffff || digit * lower > (left << 16 | next)) {
			digit--;
			left += upper;
			if (left > 0xffff) {
				break;
			}
		}
		rest = (rest << 16 | next) - digit * divisor;
		quotient = quotient << 16 | digit;
	}
	*remainder = rest;
	return quotient;
}

/* A divisor of one word: one plain division, then digits for the rest. */
static struct wide_quotient divide_by_word(uint64_t numerator, uint32_t divisor)
{
	uint32_t high = (uint32_t)(numerator >> 32);
	uint32_t low = (uint32_t)numerator;
	uint32_t quotient_high = high / divisor;
	uint32_t rest = high % divisor;
	uint32_t quotient_low;

	if (rest == 0) {
		quotient_low = low / divisor;
		rest = low % divisor;
	} else {
		int shift = __builtin_clz(divisor);
		uint32_t normal_high = shift == 0 ? rest : rest << shift | low >> (32 - shift);

		quotient_low = divide_digits(normal_high, low << shift, divisor << shift, &rest);
		rest >>= shift;
	}
	return (struct wide_quotient){(uint64_t)quotient_high << 32 | quotient_low, rest};
}

struct wide_quotient bulkhead_wide_divide(uint64_t numerator, uint64_t denominator)
{
	uint32_t high = (uint32_t)(denominator >> 32);
	struct wide_quotient result;
	uint32_t rest;
	int shift;

	if (high == 0) {
		if (denominator == 0) {
			return (struct wide_quotient){0, numerator};
		}
		if (numerator >> 32 == 0) {
			uint32_t word = (uint32_t)numerator;
			uint32_t divisor = (uint32_t)denominator;

			return (struct wide_quotient){word / divisor, word % divisor};
		}
		return divide_by_word(numerator, (uint32_t)denominator);
	}
	if (numerator < denominator) {
		return (struct wide_quotient){0, numerator};
	}
	/*
	 * The quotient fits a word. Dividing half the numerator by the divisor's upper 32 bits and
	 * scaling back gives it, or one more.
	 */
	shift = __builtin_clz(high);
	result.quotient = divide_digits((uint32_t)(numerator >> 33), (uint32_t)(numerator >> 1),
					(uint32_t)(denominator << shift >> 32), &rest) >>
			  (31 - shift);
	if (result.quotient != 0) {
		result.quotient--;
	}
	result.remainder = numerator - result.quotient * denominator;
	if (result.remainder >= denominator) {
		result.quotient++;
		result.remainder -= denominator;
	}
	return result;
}

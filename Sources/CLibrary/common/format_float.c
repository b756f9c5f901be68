/*
 * %f without floating point arithmetic: a double is an integer times a power of two, so the digits
 * of its whole part are an integer's and those of its fraction come from multiplying a 128-bit
 * fixed-point number by ten. Exact to 30 decimal places, and rounded as IEEE 754
 * asks (ties to even). What is larger or longer is format_exponent.c's.
 */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

#define MANTISSA_BITS 52

struct fixed_point {
	uint64_t whole;
	uint64_t high, low; /* the fraction, in units of 2^-64 and 2^-128 */
	bool inexact; /* bits below 2^-128 were lost */
};

/* The number, of 53 bits, times 2^exponent, which is below 2^64. */
static struct fixed_point fixed_point(uint64_t number, int exponent)
{
	struct fixed_point value = {0};
	int places = -exponent;

	if (places <= 0) {
		value.whole = number << exponent;
	} else if (places < 64) {
		value.whole = number >> places;
		value.high = number << (64 - places);
	} else if (places == 64) {
		value.high = number;
	} else if (places < 128) {
		value.high = number >> (places - 64);
		value.low = number << (128 - places);
	} else if (places == 128) {
		value.low = number;
	} else if (places < 192) {
		value.low = number >> (places - 128);
		value.inexact = (number << (192 - places)) != 0;
	} else {
		value.inexact = number != 0;
	}
	return value;
}

/* Ten times the word plus what was carried in; the digit that no longer fits is carried out. */
static unsigned times_ten(uint64_t *word, unsigned carry)
{
	uint64_t low = (*word & UINT32_MAX) * 10 + carry;
	uint64_t high = (*word >> 32) * 10 + (low >> 32);

	*word = (high << 32) | (low & UINT32_MAX);
	return (unsigned)(high >> 32);
}

static char next_digit(struct fixed_point *value)
{
	return (char)('0' + times_ten(&value->high, times_ten(&value->low, 0)));
}

static bool rounds_up(const struct fixed_point *rest, bool odd)
{
	const uint64_t half = (uint64_t)1 << 63;

	return rest->high > half ||
	       (rest->high == half && (rest->low != 0 || rest->inexact || odd));
}

int bulkhead_format_float(struct sink *sink, const struct conversion *conversion,
			  unsigned long long bits)
{
	char text[22 + BULKHEAD_FLOAT_MOST_DIGITS];
	char *const point = text + 21;
	char *first = point;
	char *last = point;
	bool negative = (bits >> 63) != 0;
	const char *sign = negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
	int exponent = (int)((bits >> MANTISSA_BITS) & 0x7ff);
	int precision = conversion->precision < 0 ? 6 : conversion->precision;
	struct fixed_point value;
	bool carry;

	if (exponent == 0) {
		exponent = 1;
	} else {
		mantissa |= (uint64_t)1 << MANTISSA_BITS;
	}
	value = fixed_point(mantissa, exponent - 1023 - MANTISSA_BITS);

	if (precision > 0 || conversion->alternate) {
		*last++ = '.';
	}
	for (int i = 0; i < precision; i++) {
		*last++ = next_digit(&value);
	}
	carry = rounds_up(&value, ((precision > 0 ? (unsigned)last[-1] : (unsigned)value.whole) & 1) != 0);
	for (char *digit = last - 1; carry && digit > point; digit--) {
		carry = *digit == '9';
		*digit = carry ? '0' : (char)(*digit + 1);
	}
	value.whole += carry;
	do {
		*--first = (char)('0' + value.whole % 10);
		value.whole /= 10;
	} while (value.whole != 0);
	return bulkhead_format_field(sink, conversion, sign, 0, first, (int)(last - first));
}

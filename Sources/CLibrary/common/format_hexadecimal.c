/* %a: a double's own digits, of base 16, with the power of two they are scaled by. */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

#define MANTISSA_BITS 52
#define FRACTION_DIGITS 13
#define BIAS 1023

/* Writes "p+N"; returns its length. */
static int scale_text(char *text, int scale, bool upper)
{
	unsigned value = (unsigned)(scale < 0 ? -scale : scale);
	int length = 2;

	text[0] = upper ? 'P' : 'p';
	text[1] = scale < 0 ? '-' : '+';
	for (unsigned weight = 1000; weight > 0; weight /= 10) {
		if (value >= weight || weight == 1) {
			text[length++] = (char)('0' + value / weight % 10);
		}
	}
	return length;
}

/* Keeps `digits` digits of the fraction, rounded to nearest, ties to even. */
static uint64_t rounded(uint64_t mantissa, int digits)
{
	uint64_t unit = (uint64_t)1 << 4 * (FRACTION_DIGITS - digits);
	uint64_t rest = mantissa & (unit - 1);

	mantissa -= rest;
	if (rest > unit / 2 || (rest == unit / 2 && rest != 0 && (mantissa & unit) != 0)) {
		mantissa += unit;
	}
	return mantissa;
}

/* As many as there are before zeros only. */
static int digits_needed(uint64_t mantissa)
{
	int digits = FRACTION_DIGITS;

	while (digits > 0 && (mantissa >> 4 * (FRACTION_DIGITS - digits) & 15) == 0) {
		digits--;
	}
	return digits;
}

/* Writes "1.8"; returns its length. */
static int mantissa_text(char *text, uint64_t mantissa, int digits, bool has_point, bool upper)
{
	const char *letters = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int length = 0;

	text[length++] = letters[mantissa >> MANTISSA_BITS];
	if (has_point) {
		text[length++] = '.';
	}
	for (int i = 1; i <= digits; i++) {
		text[length++] = letters[mantissa >> 4 * (FRACTION_DIGITS - i) & 15];
	}
	return length;
}

int bulkhead_format_hexadecimal(struct sink *sink, const struct conversion *conversion,
				unsigned long long bits)
{
	bool upper = conversion->kind == 'A';
	const char *sign = bits >> 63 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
	int exponent = (int)((bits >> MANTISSA_BITS) & 0x7ff);
	int precision = conversion->precision < 0 ? digits_needed(mantissa) : conversion->precision;
	int digits = precision < FRACTION_DIGITS ? precision : FRACTION_DIGITS;
	char text[2 + FRACTION_DIGITS];
	char scale[6];

	if (exponent != 0) {
		mantissa |= (uint64_t)1 << MANTISSA_BITS;
	} else {
		exponent = mantissa != 0 ? 1 : BIAS;
	}
	mantissa = rounded(mantissa, digits);

	int length = mantissa_text(text, mantissa, digits, precision > 0 || conversion->alternate, upper);
	int scale_length = scale_text(scale, exponent - BIAS, upper);
	int total = (sign[0] != '\0') + 2 + length + precision - digits + scale_length;
	int padding = conversion->width > total ? conversion->width - total : 0;

	bulkhead_format_pad(sink, ' ', conversion->left || conversion->zero ? 0 : padding);
	sink->put(sink, sign, sign[0] != '\0');
	sink->put(sink, upper ? "0X" : "0x", 2);
	bulkhead_format_pad(sink, '0', conversion->zero && !conversion->left ? padding : 0);
	sink->put(sink, text, (size_t)length);
	bulkhead_format_pad(sink, '0', precision - digits);
	sink->put(sink, scale, (size_t)scale_length);
	bulkhead_format_pad(sink, ' ', conversion->left ? padding : 0);
	return total + padding;
}

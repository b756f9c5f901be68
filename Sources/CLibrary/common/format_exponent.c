/*
 * %e and %g, and %f of what is too large for format_float.c, without floating point arithmetic. A
 * double is an integer times a power of two; here it becomes a decimal number of base 10^9, exactly,
 * is rounded once (to nearest, ties to even), and its digits are written one by one. About 600 bytes
 * of stack.
 */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

#define MANTISSA_BITS 52
#define BIAS 1023
#define BASE 1000000000u
#define BASE_DIGITS 9
/* The smallest double takes 1074 halvings, nine in a step that may need one more limb. */
#define LIMBS 124
/* Where the units stand: the largest double has 34 limbs before them. */
#define UNITS_OF_LARGE 35
#define UNITS_OF_SMALL 1

/* limb[i] counts 10^(9 * (units - i)); limbs outside first ... end - 1 are zero. */
struct decimal {
	uint32_t limb[LIMBS];
	int units;
	int first;
	int end;
};

/* Doubles the number `times` times, at most 29. */
static void shift_up(struct decimal *number, int times)
{
	uint32_t carry = 0;

	for (int i = number->end - 1; i >= number->first; i--) {
		uint64_t value = ((uint64_t)number->limb[i] << times) + carry;

		carry = (uint32_t)(value / BASE);
		number->limb[i] = (uint32_t)(value - (uint64_t)carry * BASE);
	}
	if (carry != 0) {
		number->limb[--number->first] = carry;
	}
}

/* Halves the number `times` times, at most 9. */
static void shift_down(struct decimal *number, int times)
{
	uint32_t carry = 0;

	for (int i = number->first; i < number->end; i++) {
		uint32_t rest = number->limb[i] & ((1u << times) - 1);

		number->limb[i] = (number->limb[i] >> times) + carry;
		carry = (BASE >> times) * rest;
	}
	if (carry != 0) {
		number->limb[number->end++] = carry;
	}
	while (number->first < number->end - 1 && number->limb[number->first] == 0) {
		number->first++;
	}
}

static void make_decimal(struct decimal *number, uint64_t mantissa, int exponent)
{
	number->units = exponent >= 0 ? UNITS_OF_LARGE : UNITS_OF_SMALL;
	number->first = number->units - 1;
	number->end = number->units + 1;
	number->limb[number->first] = (uint32_t)(mantissa / BASE);
	number->limb[number->units] = (uint32_t)(mantissa % BASE);
	for (int left = exponent; left > 0; left -= 29) {
		shift_up(number, left < 29 ? left : 29);
	}
	for (int left = -exponent; left > 0; left -= 9) {
		shift_down(number, left < 9 ? left : 9);
	}
}

/* The limb that holds the digit of 10^place, and that digit's weight in it. */
static int limb_of(const struct decimal *number, int place, uint32_t *weight)
{
	int above = place >= 0 ? place / BASE_DIGITS : -((-place + BASE_DIGITS - 1) / BASE_DIGITS);

	*weight = 1;
	for (int i = place - above * BASE_DIGITS; i > 0; i--) {
		*weight *= 10;
	}
	return number->units - above;
}

static unsigned digit(const struct decimal *number, int place)
{
	uint32_t weight;
	int i = limb_of(number, place, &weight);

	return i < number->first || i >= number->end ? 0 : number->limb[i] / weight % 10;
}

/* The place of the first digit that is not 0; 0 for zero. */
static int highest_place(const struct decimal *number)
{
	int place;

	for (int i = number->first; i < number->end; i++) {
		if (number->limb[i] != 0) {
			place = (number->units - i) * BASE_DIGITS + BASE_DIGITS - 1;
			while (digit(number, place) == 0) {
				place--;
			}
			return place;
		}
	}
	return 0;
}

/* Rounds to a multiple of 10^place; the digits below it are left and not to be looked at. */
static void round_at(struct decimal *number, int place)
{
	uint32_t weight;
	int i = limb_of(number, place - 1, &weight);
	bool beyond = false;
	unsigned next;

	if (i < number->first || i >= number->end) {
		return;
	}
	next = number->limb[i] / weight % 10;
	beyond = number->limb[i] % weight != 0;
	for (int j = i + 1; j < number->end; j++) {
		beyond = beyond || number->limb[j] != 0;
	}
	if (next < 5 || (next == 5 && !beyond && digit(number, place) % 2 == 0)) {
		return;
	}
	i = limb_of(number, place, &weight);
	while (number->first > i) {
		number->limb[--number->first] = 0;
	}
	number->limb[i] += weight;
	for (; number->limb[i] >= BASE; i--) {
		number->limb[i] -= BASE;
		if (i == number->first) {
			number->limb[--number->first] = 0;
		}
		number->limb[i - 1]++;
	}
}

/* What is written: digits from one place down to another, a point after `point`, an exponent. */
struct layout {
	int from, to;
	int point;
	bool has_point;
	bool has_exponent;
	int exponent;
};

static int exponent_text(char *text, const struct layout *layout, bool upper)
{
	unsigned value = (unsigned)(layout->exponent < 0 ? -layout->exponent : layout->exponent);
	int length = 2;

	text[0] = upper ? 'E' : 'e';
	text[1] = layout->exponent < 0 ? '-' : '+';
	if (value >= 100) {
		text[length++] = (char)('0' + value / 100);
	}
	text[length++] = (char)('0' + value / 10 % 10);
	text[length++] = (char)('0' + value % 10);
	return length;
}

static int write_number(struct sink *sink, const struct conversion *conversion, const char *sign,
			const struct decimal *number, const struct layout *layout)
{
	bool upper = conversion->kind >= 'A' && conversion->kind <= 'Z';
	char tail[5];
	int tail_length = layout->has_exponent ? exponent_text(tail, layout, upper) : 0;
	int length = (sign[0] != '\0') + layout->from - layout->to + 1 + layout->has_point + tail_length;
	int padding = conversion->width > length ? conversion->width - length : 0;

	bulkhead_format_pad(sink, ' ', conversion->left || conversion->zero ? 0 : padding);
	sink->put(sink, sign, sign[0] != '\0');
	bulkhead_format_pad(sink, '0', conversion->zero && !conversion->left ? padding : 0);
	for (int place = layout->from; place >= layout->to; place--) {
		char byte = (char)('0' + digit(number, place));

		sink->put(sink, &byte, 1);
		if (place == layout->point && layout->has_point) {
			sink->put(sink, ".", 1);
		}
	}
	sink->put(sink, tail, (size_t)tail_length);
	bulkhead_format_pad(sink, ' ', conversion->left ? padding : 0);
	return length + padding;
}

/* Rounds to `digits` digits and gives the place of the first of them. */
static int round_to_digits(struct decimal *number, int digits)
{
	round_at(number, highest_place(number) - digits + 1);
	return highest_place(number);
}

static struct layout exponent_layout(int top, int precision)
{
	return (struct layout){
		.from = top, .to = top - precision, .point = top, .has_exponent = true, .exponent = top};
}

static struct layout plain_layout(int top, int precision)
{
	return (struct layout){.from = top > 0 ? top : 0, .to = -precision};
}

static struct layout shorter_layout(struct decimal *number, int digits, bool keeps_zeros)
{
	int top = round_to_digits(number, digits);
	struct layout layout = top < -4 || top >= digits ? exponent_layout(top, digits - 1)
							  : plain_layout(top, digits - 1 - top);

	while (!keeps_zeros && layout.to < layout.point && digit(number, layout.to) == 0) {
		layout.to++;
	}
	return layout;
}

int bulkhead_format_exponent(struct sink *sink, const struct conversion *conversion,
			     unsigned long long bits)
{
	struct decimal number;
	struct layout layout;
	bool negative = (bits >> 63) != 0;
	const char *sign = negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
	int exponent = (int)((bits >> MANTISSA_BITS) & 0x7ff);
	int precision = conversion->precision < 0 ? 6 : conversion->precision;
	char kind = conversion->kind | 0x20;

	if (exponent == 0) {
		exponent = 1;
	} else {
		mantissa |= (uint64_t)1 << MANTISSA_BITS;
	}
	make_decimal(&number, mantissa, exponent - BIAS - MANTISSA_BITS);
	if (kind == 'e') {
		layout = exponent_layout(round_to_digits(&number, precision + 1), precision);
	} else if (kind == 'g') {
		layout = shorter_layout(&number, precision > 0 ? precision : 1, conversion->alternate);
	} else {
		round_at(&number, -precision);
		layout = plain_layout(highest_place(&number), precision);
	}
	layout.has_point = conversion->alternate || layout.to < layout.point;
	return write_number(sink, conversion, sign, &number, &layout);
}

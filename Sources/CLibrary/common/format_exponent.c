/*
 * %e and %g, and %f of what is too large for format_float.c, without floating point arithmetic. A
 * double is an integer times a power of two; its decimal digits are made one by one, exactly, from the
 * first to the last: once to see where they begin and how they round (to nearest, ties to even), and
 * once to write them. About 270 bytes of stack.
 */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

#define MANTISSA_BITS 52
#define BIAS 1023
#define BASE 1000000000u
#define BASE_DIGITS 9
/* The largest double has 35 limbs of base 10^9, the smallest a fraction of 34 words. */
#define WORDS 35

/* The digits of a number, from the first on; without end, the last ones are 0. */
struct digits {
	/* Limbs of the whole part, or words of the fraction; the last is the most significant. */
	uint32_t word[WORDS];
	/* How many of them are left; below `low`, words of the fraction are 0. */
	int count, low;
	bool is_fraction;
	/* The whole part of a number with a fraction, which is below 10^18, in two limbs. */
	uint32_t whole[2];
	/* What is left of the current limb, and the weight of the digit before. */
	uint32_t limb, weight;
	/* The place of the next digit: 0 for the units, negative behind the point. */
	int place;
};

/*
 * Doubles a number of limbs `times` times, at most twice, for 4 * BASE is below 2^32; adds the rest. Returns
 * how many limbs it has then.
 */
static int shift_up(uint32_t *limb, int count, int times, uint32_t rest)
{
	for (int i = 0; i < count; i++) {
		uint32_t value = (limb[i] << times) + rest;

		rest = value / BASE;
		limb[i] = value - rest * BASE;
	}
	if (rest != 0) {
		limb[count++] = rest;
	}
	return count;
}

/* Makes limbs of a number below 2^54; returns how many. */
static int make_limbs(uint32_t *limb, uint64_t number)
{
	int count = 0;

	for (int bit = MANTISSA_BITS; bit >= 0; bit -= 2) {
		count = shift_up(limb, count, 2, (uint32_t)(number >> bit) & 3);
	}
	return count;
}

static void begin_whole(struct digits *digits, uint64_t mantissa, int exponent)
{
	digits->is_fraction = false;
	digits->count = make_limbs(digits->word, mantissa);
	for (int left = exponent; left > 0; left -= 2) {
		digits->count = shift_up(digits->word, digits->count, left < 2 ? left : 2, 0);
	}
	digits->place = digits->count * BASE_DIGITS - 1;
}

/* Words at the end that are 0 stay so. */
static void skip_zeros(struct digits *digits)
{
	while (digits->low < digits->count && digits->word[digits->low] == 0) {
		digits->low++;
	}
}

/* The number is mantissa / 2^places. */
static void begin_fraction(struct digits *digits, uint64_t mantissa, int places)
{
	uint64_t whole = places < 64 ? mantissa >> places : 0;
	uint64_t part = places < 64 ? mantissa & (((uint64_t)1 << places) - 1) : mantissa;
	int shift = -places & 31;

	digits->is_fraction = true;
	digits->count = (places + 31) / 32;
	for (int i = 0; i < digits->count; i++) {
		digits->word[i] = 0;
	}
	for (int i = 0; i < digits->count && part != 0; i++) {
		digits->word[i] = (uint32_t)(part << shift);
		part = part >> 1 >> (31 - shift);
		shift = 0;
	}
	digits->low = 0;
	skip_zeros(digits);
	digits->whole[0] = digits->whole[1] = 0;
	make_limbs(digits->whole, whole);
	digits->place = 2 * BASE_DIGITS - 1;
}

/* The next nine digits of a fraction: what exceeds 1 when it is multiplied. */
static uint32_t next_of_fraction(struct digits *digits)
{
	uint32_t carry = 0;

	for (int i = digits->low; i < digits->count; i++) {
		uint64_t value = (uint64_t)digits->word[i] * BASE + carry;

		digits->word[i] = (uint32_t)value;
		carry = (uint32_t)(value >> 32);
	}
	skip_zeros(digits);
	return carry;
}

static void begin(struct digits *digits, uint64_t mantissa, int exponent)
{
	digits->weight = 1;
	if (exponent >= 0) {
		begin_whole(digits, mantissa, exponent);
	} else {
		begin_fraction(digits, mantissa, -exponent);
	}
}

static uint32_t next_limb(struct digits *digits)
{
	if (!digits->is_fraction) {
		return digits->count > 0 ? digits->word[--digits->count] : 0;
	}
	return digits->place > 0 ? digits->whole[digits->place / BASE_DIGITS] : next_of_fraction(digits);
}

static unsigned next_digit(struct digits *digits)
{
	unsigned digit;

	if (digits->weight == 1) {
		digits->weight = BASE;
		digits->limb = next_limb(digits);
	}
	digits->weight /= 10;
	digit = digits->limb / digits->weight;
	digits->limb -= digit * digits->weight;
	digits->place--;
	return digit;
}

/* Whether all digits that are left are 0. */
static bool is_at_end(const struct digits *digits)
{
	uint32_t rest = digits->limb;

	if (!digits->is_fraction) {
		for (int i = 0; i < digits->count; i++) {
			rest |= digits->word[i];
		}
		return rest == 0;
	}
	for (int place = 0; place < 2; place++) {
		rest |= digits->place >= place * BASE_DIGITS + BASE_DIGITS - 1 ? digits->whole[place] : 0;
	}
	return rest == 0 && digits->low == digits->count;
}

/* A number as it is to be written: rounded to a multiple of 10^end. */
struct rounded {
	uint64_t mantissa;
	int exponent;
	/* The places of the first digit that is not 0, 0 for zero, and of the last one. */
	int top, last;
	int end;
	/* Where one is added, the digits behind it being 0; below `end`: nowhere. */
	int bump;
};

/*
 * Rounds a number to the digits that count: `count` of them, or for 0 those down to the place `end`. All
 * digits are looked at once, down to the first that does not count.
 */
static void round_number(struct digits *digits, struct rounded *number, int count)
{
	bool has_begun = number->mantissa == 0;
	unsigned last = 0, digit;

	begin(digits, number->mantissa, number->exponent);
	number->top = 0;
	number->bump = number->last = digits->place + 1;
	if (has_begun && count > 0) {
		number->end = 1 - count;
	}
	while (!(has_begun || count == 0) || digits->place >= number->end) {
		digit = next_digit(digits);
		if (digit != 0 && !has_begun) {
			has_begun = true;
			number->top = digits->place + 1;
			number->end = count > 0 ? number->top - count + 1 : number->end;
		}
		if (digit != 0) {
			number->last = digits->place + 1;
		}
		if (digit != 9) {
			number->bump = digits->place + 1;
		}
		last = digit;
	}
	digit = next_digit(digits);
	if (digit < 5 || (digit == 5 && last % 2 == 0 && is_at_end(digits))) {
		number->bump = number->end - 1;
		return;
	}
	number->last = number->bump;
	if (number->bump > number->top || !has_begun) {
		number->top = number->bump;
	}
}

/* What is written: digits from one place down to another, and perhaps the exponent, which is `from`. */
struct layout {
	int from, to;
	bool has_point, has_exponent;
};

static void write_digits(struct sink *sink, struct digits *digits, const struct rounded *number,
			 const struct layout *layout)
{
	int point = layout->has_exponent ? layout->from : 0;

	begin(digits, number->mantissa, number->exponent);
	while (digits->place > layout->from) {
		next_digit(digits);
	}
	for (int place = layout->from; place >= layout->to; place--) {
		char byte = (char)('0' + (place > digits->place ? 0 : next_digit(digits)));

		if (number->bump >= number->end && place <= number->bump) {
			byte = place == number->bump ? byte + 1 : '0';
		}
		sink->put(sink, &byte, 1);
		if (place == point && layout->has_point) {
			sink->put(sink, ".", 1);
		}
	}
}

static int exponent_length(const struct layout *layout)
{
	return !layout->has_exponent ? 0 : layout->from >= 100 || layout->from <= -100 ? 5 : 4;
}

static void write_exponent(struct sink *sink, const struct layout *layout, bool upper)
{
	unsigned value = (unsigned)(layout->from < 0 ? -layout->from : layout->from);
	char text[5] = {upper ? 'E' : 'e', layout->from < 0 ? '-' : '+'};
	int length = 2;

	if (value >= 100) {
		text[length++] = (char)('0' + value / 100);
	}
	text[length++] = (char)('0' + value / 10 % 10);
	text[length++] = (char)('0' + value % 10);
	sink->put(sink, text, (size_t)length);
}

static struct layout exponent_layout(int top, int precision)
{
	return (struct layout){.from = top, .to = top - precision, .has_exponent = true};
}

static struct layout plain_layout(int top, int precision)
{
	return (struct layout){.from = top > 0 ? top : 0, .to = -precision};
}

static struct layout shorter_layout(const struct rounded *number, int digits, bool keeps_zeros)
{
	int top = number->top;
	struct layout layout = top < -4 || top >= digits ? exponent_layout(top, digits - 1)
							  : plain_layout(top, digits - 1 - top);
	int point = layout.has_exponent ? top : 0;

	if (!keeps_zeros && layout.to < point) {
		int last = number->mantissa == 0 || number->last > point ? point : number->last;

		layout.to = last > layout.to ? last : layout.to;
	}
	return layout;
}

/* Rounds the number for a conversion. */
static struct layout lay_out(struct digits *digits, struct rounded *number,
			     const struct conversion *conversion)
{
	int precision = conversion->precision < 0 ? 6 : conversion->precision;
	char kind = conversion->kind | 0x20;
	struct layout layout;

	if (kind == 'e') {
		round_number(digits, number, precision + 1);
		layout = exponent_layout(number->top, precision);
	} else if (kind == 'g') {
		precision = precision > 0 ? precision : 1;
		round_number(digits, number, precision);
		layout = shorter_layout(number, precision, conversion->alternate);
	} else {
		number->end = -precision;
		round_number(digits, number, 0);
		layout = plain_layout(number->top, precision);
	}
	layout.has_point =
		conversion->alternate || layout.to < (layout.has_exponent ? layout.from : 0);
	return layout;
}

int bulkhead_format_exponent(struct sink *sink, const struct conversion *conversion,
			     unsigned long long bits)
{
	struct digits digits;
	struct rounded number = {.mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1),
				 .exponent = (int)((bits >> MANTISSA_BITS) & 0x7ff)};
	struct layout layout;
	const char *sign = (bits >> 63) != 0 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	int length, padding;

	if (number.exponent == 0) {
		number.exponent = 1;
	} else {
		number.mantissa |= (uint64_t)1 << MANTISSA_BITS;
	}
	number.exponent -= BIAS + MANTISSA_BITS;
	layout = lay_out(&digits, &number, conversion);
	length = (sign[0] != '\0') + layout.from - layout.to + 1 + layout.has_point
		 + exponent_length(&layout);
	padding = conversion->width > length ? conversion->width - length : 0;
	bulkhead_format_pad(sink, ' ', conversion->left || conversion->zero ? 0 : padding);
	sink->put(sink, sign, sign[0] != '\0');
	bulkhead_format_pad(sink, '0', conversion->zero && !conversion->left ? padding : 0);
	write_digits(sink, &digits, &number, &layout);
	if (layout.has_exponent) {
		write_exponent(sink, &layout, conversion->kind < 'a');
	}
	bulkhead_format_pad(sink, ' ', conversion->left ? padding : 0);
	return length + padding;
}

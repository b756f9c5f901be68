/* Between the bits of float and double and the wide form of soft_float.h. */
#include "soft_float.h"

#define TOP ((uint64_t)1 << 63)

struct format {
	int mantissa_bits; /* with the leading one */
	int exponent_bits;
};

static const struct format float_format = {24, 8};
static const struct format double_format = {53, 11};

static struct real unpack(uint64_t bits, const struct format *format)
{
	int stored_bits = format->mantissa_bits - 1;
	int largest = (1 << format->exponent_bits) - 1;
	int bias = largest >> 1;
	uint64_t stored = bits & (((uint64_t)1 << stored_bits) - 1);
	int exponent = (int)(bits >> stored_bits) & largest;
	struct real number = {.negative = (bits >> (stored_bits + format->exponent_bits) & 1) != 0};

	if (exponent == largest) {
		number.kind = stored == 0 ? REAL_INFINITE : REAL_NAN;
	} else if (exponent != 0) {
		number.kind = REAL_FINITE;
		number.mantissa = TOP | stored << (63 - stored_bits);
		number.exponent = exponent - bias;
	} else if (stored != 0) {
		int shift = __builtin_clzll(stored);

		number.kind = REAL_FINITE;
		number.mantissa = stored << shift;
		number.exponent = 64 - stored_bits - bias - shift;
	}
	return number;
}

static uint64_t pack(struct real number, const struct format *format)
{
	int stored_bits = format->mantissa_bits - 1;
	int largest = (1 << format->exponent_bits) - 1;
	int exponent = number.exponent + (largest >> 1);
	int dropped = 64 - format->mantissa_bits;
	uint64_t sign = (uint64_t)number.negative << (stored_bits + format->exponent_bits);
	uint64_t infinity = (uint64_t)largest << stored_bits;
	uint64_t mantissa = number.mantissa;
	uint64_t half, rest;

	switch (number.kind) {
	case REAL_ZERO:
		return sign;
	case REAL_INFINITE:
		return sign | infinity;
	case REAL_NAN:
		return infinity | (uint64_t)1 << (stored_bits - 1);
	case REAL_FINITE:
		break;
	}
	if (exponent >= largest) {
		return sign | infinity;
	}
	if (exponent <= 0) {
		/* Below the normal numbers the exponent stays and the mantissa gets shorter. */
		dropped += 1 - exponent;
		exponent = 0;
	}
	if (dropped > 64) {
		return sign;
	}
	half = (uint64_t)1 << (dropped - 1);
	rest = dropped == 64 ? mantissa : mantissa & ((half << 1) - 1);
	mantissa = dropped == 64 ? 0 : mantissa >> dropped;
	if (rest > half || (rest == half && (mantissa & 1) != 0)) {
		mantissa++;
	}
	/* The leading one adds to the exponent's field, as does a carry: up to infinity. */
	if (exponent > 0) {
		exponent--;
	}
	return sign | (((uint64_t)exponent << stored_bits) + mantissa);
}

struct real bulkhead_real_of_float(float number)
{
	union {
		float number;
		uint32_t bits;
	} both = {number};

	return unpack(both.bits, &float_format);
}

struct real bulkhead_real_of_double(double number)
{
	union {
		double number;
		uint64_t bits;
	} both = {number};

	return unpack(both.bits, &double_format);
}

float bulkhead_real_to_float(struct real number)
{
	union {
		uint32_t bits;
		float number;
	} both = {(uint32_t)pack(number, &float_format)};

	return both.number;
}

double bulkhead_real_to_double(struct real number)
{
	union {
		uint64_t bits;
		double number;
	} both = {pack(number, &double_format)};

	return both.number;
}

struct real bulkhead_real_of_integer(uint64_t magnitude, bool negative)
{
	struct real number = {.negative = negative};

	if (magnitude != 0) {
		int shift = __builtin_clzll(magnitude);

		number.kind = REAL_FINITE;
		number.mantissa = magnitude << shift;
		number.exponent = 63 - shift;
	}
	return number;
}

/* The whole part, or `most` if it is larger. */
static uint64_t whole_part(struct real number, uint64_t most)
{
	uint64_t whole;

	if (number.kind == REAL_INFINITE) {
		return most;
	}
	if (number.kind != REAL_FINITE || number.exponent < 0) {
		return 0;
	}
	if (number.exponent > 63) {
		return most;
	}
	whole = number.mantissa >> (63 - number.exponent);
	return whole < most ? whole : most;
}

int64_t bulkhead_real_to_signed(struct real number, int bits)
{
	uint64_t most = ((uint64_t)1 << (bits - 1)) - !number.negative;
	uint64_t whole = whole_part(number, most);

	return (int64_t)(number.negative ? -whole : whole);
}

uint64_t bulkhead_real_to_unsigned(struct real number, int bits)
{
	return number.negative ? 0 : whole_part(number, UINT64_MAX >> (64 - bits));
}

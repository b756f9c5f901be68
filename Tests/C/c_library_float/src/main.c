/*
 * Floating point as C code sees it: in hardware on the host, by run-time functions on boards without
 * a unit for it. Results are compared bit by bit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

static uint64_t bits_of_double(double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static uint32_t bits_of_float(float number)
{
	uint32_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static double double_of(uint64_t bits)
{
	double number;

	memcpy(&number, &bits, sizeof(number));
	return number;
}

#define ASSERT_DOUBLE(number, bits) assert_true(bits_of_double(number) == UINT64_C(bits))
#define ASSERT_FLOAT(number, bits) assert_int_equal(bits_of_float(number), bits)

/* Volatile: the compiler must not compute at build time. */
static volatile double one = 1, three = 3, ten = 10, tenth = 0.1, zero = 0;
static volatile float one_f = 1, three_f = 3, tenth_f = 0.1f;

static void doubles_are_rounded_to_nearest_even(void **state)
{
	volatile double third = one / three;
	volatile double two_53 = 9007199254740992.0;

	(void)state;
	ASSERT_DOUBLE(third, 0x3fd5555555555555);
	ASSERT_DOUBLE(tenth + tenth + tenth, 0x3fd3333333333334);
	ASSERT_DOUBLE(third * three, 0x3ff0000000000000);
	ASSERT_DOUBLE(tenth * tenth, 0x3f847ae147ae147c);
	ASSERT_DOUBLE(two_53 + one, 0x4340000000000000);
	ASSERT_DOUBLE(two_53 + three, 0x4340000000000002);
	ASSERT_DOUBLE(one - tenth, 0x3feccccccccccccd);
	ASSERT_DOUBLE(ten / three, 0x400aaaaaaaaaaaab);
}

static void floats_are_rounded_to_nearest_even(void **state)
{
	volatile float third = one_f / three_f;

	(void)state;
	ASSERT_FLOAT(third, 0x3eaaaaab);
	ASSERT_FLOAT(tenth_f + tenth_f + tenth_f, 0x3e99999a);
	ASSERT_FLOAT(third * three_f, 0x3f800000);
	ASSERT_FLOAT(one_f - tenth_f, 0x3f666666);
	ASSERT_FLOAT((float)tenth, 0x3dcccccd);
	ASSERT_DOUBLE((double)tenth_f, 0x3fb99999a0000000);
}

static void limits_become_infinite_or_subnormal(void **state)
{
	volatile double largest = double_of(0x7fefffffffffffff);
	volatile double smallest = double_of(0x0010000000000000);
	volatile double infinity = one / zero;

	(void)state;
	ASSERT_DOUBLE(infinity, 0x7ff0000000000000);
	ASSERT_DOUBLE(largest * ten, 0x7ff0000000000000);
	ASSERT_DOUBLE(smallest / ten, 0x000199999999999a);
	ASSERT_DOUBLE(smallest / ten * ten, 0x0010000000000004);
	ASSERT_DOUBLE(-one / infinity, 0x8000000000000000);
	ASSERT_DOUBLE(one - one, 0);
}

static void comparisons_know_zeros_and_nans(void **state)
{
	volatile double minus_zero = -zero;
	volatile double nan = zero / zero;

	(void)state;
	assert_true(minus_zero == zero && !(minus_zero < zero));
	assert_true(one < three && three > one && one <= one && one >= one && one != three);
	assert_true(-three < -one && -one < zero && zero < tenth);
	assert_false(nan == nan || nan < one || nan > one || nan <= one || nan >= one);
	assert_true(nan != nan);
	assert_true(one_f < three_f && -three_f < -one_f && !(three_f <= one_f));
}

static void integers_convert_both_ways(void **state)
{
	volatile int32_t negative = -123456789;
	volatile uint32_t large = 4000000000u;
	volatile int64_t wide = -1234567890123456789;
	volatile uint64_t widest = UINT64_MAX;
	volatile double mixed = -2.75;

	(void)state;
	assert_int_equal((int32_t)(double)negative, negative);
	assert_int_equal((uint32_t)(double)large, large);
	ASSERT_DOUBLE((double)wide, 0xc3b12210f47de981);
	ASSERT_DOUBLE((double)widest, 0x43f0000000000000);
	ASSERT_FLOAT((float)negative, 0xcceb79a3);
	ASSERT_FLOAT((float)widest, 0x5f800000);
	assert_int_equal((int)mixed, -2);
	assert_int_equal((int64_t)(mixed * 4000000000.0), -11000000000);
	assert_true((uint64_t)(ten * 1000000000000000000.0) == UINT64_C(10000000000000000000));
	assert_int_equal((int)three_f, 3);
}

static void assertions_of_floats_hold_within_epsilon(void **state)
{
	(void)state;
	assert_float_equal(tenth_f * three_f, 0.3f, 0.00001f);
	assert_float_not_equal(tenth_f, 0.2f, 0.01f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_are_rounded_to_nearest_even),
		cmocka_unit_test(floats_are_rounded_to_nearest_even),
		cmocka_unit_test(limits_become_infinite_or_subnormal),
		cmocka_unit_test(comparisons_know_zeros_and_nans),
		cmocka_unit_test(integers_convert_both_ways),
		cmocka_unit_test(assertions_of_floats_hold_within_epsilon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

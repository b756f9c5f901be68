/* cmocka's assertions, fail, skip and mock_assert. */
#include "harness.h"

#include <cmocka.h>
#include <string.h>

int global_expecting_assert;
jmp_buf global_expect_assert_env;
const char *global_last_failed_assert;

void _fail(const char *const file, const int line)
{
	harness_note_failure(file, line);
	harness_end_phase();
}

static void require(bool holds, const char *file, int line)
{
	if (!holds) {
		_fail(file, line);
	}
}

void mock_assert(const int result, const char *const expression, const char *const file,
		 const int line)
{
	if (result != 0) {
		return;
	}
	if (global_expecting_assert != 0) {
		global_last_failed_assert = expression;
		longjmp(global_expect_assert_env, 1);
	}
	harness_note("ASSERT: %s\n", expression);
	_fail(file, line);
}

void _assert_true(const LargestIntegralType result, const char *const expression,
		  const char *const file, const int line)
{
	if (result == 0) {
		harness_note("%s\n", expression);
		_fail(file, line);
	}
}

void _assert_return_code(const LargestIntegralType result, size_t rlen,
			 const LargestIntegralType error, const char *const expression,
			 const char *const file, const int line)
{
	/* The type of `result` is gone; its size tells how far up it may be, as in cmocka. */
	LargestIntegralType end = rlen == 1   ? UINT8_MAX
				  : rlen == 2 ? INT16_MAX
				  : rlen == 4 ? INT32_MAX
					      : INT64_MAX;

	if (result < end) {
		return;
	}
	if (error > 0) {
		harness_note("%s < 0, errno(%llu): %s\n", expression, (unsigned long long)error,
		     strerror((int)error));
	} else {
		harness_note("%s < 0\n", expression);
	}
	_fail(file, line);
}

void _assert_int_equal(const LargestIntegralType a, const LargestIntegralType b,
		       const char *const file, const int line)
{
	require(harness_compare_values(a, b, true), file, line);
}

void _assert_int_not_equal(const LargestIntegralType a, const LargestIntegralType b,
			   const char *const file, const int line)
{
	require(harness_compare_values(a, b, false), file, line);
}

static bool floats_are_equal(float a, float b, float epsilon)
{
	float distance = a > b ? a - b : b - a;
	float size_a = a < 0 ? -a : a;
	float size_b = b < 0 ? -b : b;
	float larger = size_a > size_b ? size_a : size_b;

	return distance <= epsilon || distance <= larger * epsilon;
}

void _assert_float_equal(const float a, const float b, const float epsilon, const char *const file,
			 const int line)
{
	if (!floats_are_equal(a, b, epsilon)) {
		harness_note("%f != %f\n", (double)a, (double)b);
		_fail(file, line);
	}
}

void _assert_float_not_equal(const float a, const float b, const float epsilon,
			     const char *const file, const int line)
{
	if (floats_are_equal(a, b, epsilon)) {
		harness_note("%f == %f\n", (double)a, (double)b);
		_fail(file, line);
	}
}

void _assert_string_equal(const char *const a, const char *const b, const char *const file,
			  const int line)
{
	require(harness_compare_strings(a, b, true), file, line);
}

void _assert_string_not_equal(const char *const a, const char *const b, const char *file,
			      const int line)
{
	require(harness_compare_strings(a, b, false), file, line);
}

void _assert_memory_equal(const void *const a, const void *const b, const size_t size,
			  const char *const file, const int line)
{
	require(harness_compare_memory(a, b, size, true), file, line);
}

void _assert_memory_not_equal(const void *const a, const void *const b, const size_t size,
			      const char *const file, const int line)
{
	require(harness_compare_memory(a, b, size, false), file, line);
}

void _assert_in_range(const LargestIntegralType value, const LargestIntegralType minimum,
		      const LargestIntegralType maximum, const char *const file, const int line)
{
	require(harness_compare_range(value, minimum, maximum, true), file, line);
}

void _assert_not_in_range(const LargestIntegralType value, const LargestIntegralType minimum,
			  const LargestIntegralType maximum, const char *const file, const int line)
{
	require(harness_compare_range(value, minimum, maximum, false), file, line);
}

void _assert_in_set(const LargestIntegralType value, const LargestIntegralType values[],
		    const size_t number_of_values, const char *const file, const int line)
{
	require(harness_compare_set(value, values, number_of_values, true), file, line);
}

void _assert_not_in_set(const LargestIntegralType value, const LargestIntegralType values[],
			const size_t number_of_values, const char *const file, const int line)
{
	require(harness_compare_set(value, values, number_of_values, false), file, line);
}

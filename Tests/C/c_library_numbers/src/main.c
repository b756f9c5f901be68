/* Numbers from text, sorting, 64-bit arithmetic and setjmp: stdlib.h and what the compiler calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void integers_are_read_in_their_base(void **state)
{
	const char *text = "  -0x1Fz";
	char *end;

	(void)state;
	assert_int_equal(strtol(text, &end, 0), -31);
	assert_ptr_equal(end, text + 7);
	assert_int_equal(strtol("0755", NULL, 0), 493);
	assert_int_equal(strtol("+12", NULL, 10), 12);
	assert_int_equal(strtol("zz", NULL, 36), 1295);
	assert_int_equal(strtoul("ffffffff", NULL, 16), 0xffffffff);
	assert_int_equal(strtoll("-9223372036854775808", NULL, 10), INT64_MIN);
	assert_true(strtoull("18446744073709551615", NULL, 10) == UINT64_MAX);
	assert_int_equal(atoi("42 apples"), 42);
}

static void text_without_digits_is_zero_and_unread(void **state)
{
	const char *text = "  -x";
	char *end;

	(void)state;
	assert_int_equal(strtol(text, &end, 10), 0);
	assert_ptr_equal(end, text);
	text = "0x";
	assert_int_equal(strtol(text, &end, 16), 0);
	assert_ptr_equal(end, text + 1);
}

static void numbers_out_of_range_are_the_nearest(void **state)
{
	(void)state;
	errno = 0;
	assert_true(strtol("99999999999999999999", NULL, 10) == LONG_MAX);
	assert_int_equal(errno, ERANGE);
	errno = 0;
	assert_true(strtol("-99999999999999999999", NULL, 10) == LONG_MIN);
	assert_int_equal(errno, ERANGE);
	errno = 0;
	assert_true(strtoull("18446744073709551616", NULL, 10) == UINT64_MAX);
	assert_int_equal(errno, ERANGE);
	errno = 0;
	assert_true(strtoull("-1", NULL, 10) == UINT64_MAX);
	assert_int_equal(errno, 0);
}

static int ascending(const void *a, const void *b)
{
	int left = *(const int *)a;
	int right = *(const int *)b;

	return (left > right) - (left < right);
}

static void sorted_items_are_in_order_and_found(void **state)
{
	int numbers[50];

	(void)state;
	for (int count = 0; count <= 50; count++) {
		int key = 17 % (count > 0 ? count : 1);

		for (int i = 0; i < count; i++) {
			numbers[i] = i * 37 % (count > 0 ? count : 1);
		}
		qsort(numbers, (size_t)count, sizeof(numbers[0]), ascending);
		for (int i = 1; i < count; i++) {
			assert_true(numbers[i - 1] <= numbers[i]);
		}
		if (count > 0 && count != 37) {
			int *found = bsearch(&key, numbers, (size_t)count, sizeof(numbers[0]), ascending);

			assert_non_null(found);
			assert_int_equal(*found, key);
		}
		key = 1000;
		assert_null(bsearch(&key, numbers, (size_t)count, sizeof(numbers[0]), ascending));
	}
}

/* Volatile operands: the compiler has to call the run-time function. */
static void wide_division_agrees_with_multiplication(void **state)
{
	static const uint64_t samples[] = {
		1, 2, 3, 10, 0xffff, 0x10000, 0xffffffff, 0x100000000, 0x100000001, 0x123456789abcdef,
		0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001, 0xfffffffffffffffe,
		0xffffffffffffffff, 0xffffffff00000000, 0x00010000ffff0000, 1000000007, 25000000,
	};
	const size_t count = sizeof(samples) / sizeof(samples[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			volatile uint64_t numerator = samples[i];
			volatile uint64_t denominator = samples[j];
			uint64_t quotient = numerator / denominator;
			uint64_t remainder = numerator % denominator;

			assert_true(remainder < denominator);
			assert_true(quotient * denominator + remainder == numerator);
			/* No carry out of the product: the quotient is not too large by 2^64 / d. */
			assert_true(quotient <= numerator);
		}
	}
}

static void signed_division_rounds_towards_zero(void **state)
{
	volatile int64_t seven = 7000000000;
	volatile int64_t two = 2000000000;

	(void)state;
	assert_true(seven / two == 3 && seven % two == 1000000000);
	assert_true(-seven / two == -3 && -seven % two == -1000000000);
	assert_true(seven / -two == -3 && seven % -two == 1000000000);
	assert_true(-seven / -two == 3 && -seven % -two == -1000000000);
	assert_int_equal(lldiv(-seven, two).quot, -3);
	assert_int_equal(div(-7, 2).rem, -1);
}

static void wide_shifts_and_products_carry(void **state)
{
	volatile uint64_t number = 0x123456789abcdef0;
	volatile int64_t negative = INT64_MIN;

	(void)state;
	for (volatile int count = 0; count < 64; count++) {
		uint64_t left = number;
		uint64_t right = number;
		int64_t arithmetic = negative;

		for (int i = 0; i < count; i++) {
			left += left;
			right = right >> 1;
			arithmetic /= 2;
		}
		assert_true(number << count == left);
		assert_true(number >> count == right);
		assert_true(negative >> count == arithmetic);
	}
	assert_true(number * 0x100000001 == number + (number << 32));
}

static void random_numbers_repeat_with_their_seed(void **state)
{
	int first[4];

	(void)state;
	srand(3);
	for (int i = 0; i < 4; i++) {
		first[i] = rand();
		assert_in_range(first[i], 0, RAND_MAX);
	}
	srand(3);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(rand(), first[i]);
	}
	assert_int_not_equal(first[0], first[1]);
}

static jmp_buf back;

static __attribute__((noinline)) void jump(int depth, int value)
{
	volatile char frame[32];

	frame[0] = (char)depth;
	if (depth > 0) {
		jump(depth - 1, value);
		frame[1] = frame[0];
	}
	longjmp(back, value);
}

static void longjmp_returns_from_setjmp_with_its_value(void **state)
{
	volatile int visits = 0;
	volatile uint64_t kept = 0x1122334455667788;
	int value = setjmp(back);

	(void)state;
	visits++;
	if (visits == 1) {
		assert_int_equal(value, 0);
		jump(5, 7);
	} else if (visits == 2) {
		assert_int_equal(value, 7);
		jump(2, 0);
	} else {
		assert_int_equal(value, 1);
	}
	assert_int_equal(visits, 3);
	assert_true(kept == 0x1122334455667788);
}

static void errors_have_texts(void **state)
{
	(void)state;
	assert_non_null(strerror(EINVAL));
	assert_string_not_equal(strerror(EINVAL), strerror(ENOMEM));
	assert_non_null(strerror(9999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_read_in_their_base),
		cmocka_unit_test(text_without_digits_is_zero_and_unread),
		cmocka_unit_test(numbers_out_of_range_are_the_nearest),
		cmocka_unit_test(sorted_items_are_in_order_and_found),
		cmocka_unit_test(wide_division_agrees_with_multiplication),
		cmocka_unit_test(signed_division_rounds_towards_zero),
		cmocka_unit_test(wide_shifts_and_products_carry),
		cmocka_unit_test(random_numbers_repeat_with_their_seed),
		cmocka_unit_test(longjmp_returns_from_setjmp_with_its_value),
		cmocka_unit_test(errors_have_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

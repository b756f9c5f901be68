/*
 * printf's language, through snprintf (on the host the system's) and snprintk (everywhere Bulkhead's):
 * both must write the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <zephyr/sys/printk.h>

#define SIZE 80

static void check(const char *file, int line, const char *expected, const char *format, ...)
{
	char text[SIZE];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, SIZE, format, arguments);
	va_end(arguments);
	_assert_string_equal(text, expected, file, line);
	_assert_int_equal((unsigned long long)length, strlen(expected), file, line);

	va_start(arguments, format);
	length = vsnprintk(text, SIZE, format, arguments);
	va_end(arguments);
	_assert_string_equal(text, expected, file, line);
	_assert_int_equal((unsigned long long)length, strlen(expected), file, line);
}

#define CHECK(...) check(__FILE__, __LINE__, __VA_ARGS__)

static void integers_are_written_in_their_base(void **state)
{
	(void)state;
	CHECK("0 -1 2147483647 -2147483648", "%d %i %d %d", 0, -1, INT_MAX, INT_MIN);
	CHECK("4294967295 ffffffff FFFFFFFF 37777777777", "%u %x %X %o", UINT_MAX, UINT_MAX, UINT_MAX,
	      UINT_MAX);
	CHECK("-9223372036854775808 18446744073709551615", "%lld %llu", LLONG_MIN, ULLONG_MAX);
	CHECK("123456789abcdef 1777777777777777777777", "%llx %llo", 0x123456789abcdefULL, ULLONG_MAX);
	CHECK("10000000000", "%" PRIu64, UINT64_C(10000000000));
}

static void lengths_narrow_their_argument(void **state)
{
	(void)state;
	CHECK("-1 255 -1 65535", "%hhd %hhu %hd %hu", 255, 511, 65535, 131071);
	CHECK("7 -7 8 9", "%zu %td %jd %lu", (size_t)7, (ptrdiff_t)-7, (intmax_t)8, 9ul);
}

static void width_precision_and_flags_combine(void **state)
{
	(void)state;
	CHECK("[   42][42   ][00042][+42][ 42]", "[%5d][%-5d][%05d][%+d][% d]", 42, 42, 42, 42, 42);
	CHECK("[  007][007  ][-0042]", "[%5.3d][%-5.3d][%.4d]", 7, 7, -42);
	CHECK("[0x2a][0X2A][052][0][0]", "[%#x][%#X][%#o][%#x][%#o]", 42, 42, 42, 0, 0);
	CHECK("[  0x2a][0x002a][0x2a  ]", "[%#6x][%#06x][%-#6x]", 42, 42, 42);
	CHECK("[][   ][0]", "[%.0d][%3.0d][%#.0o]", 0, 0, 0);
	CHECK("[   42][42   ][00042]", "[%*d][%*d][%.*d]", 5, 42, -5, 42, 5, 42);
	CHECK("[42]", "[%.*d]", -3, 42);
}

static void text_is_cut_and_filled(void **state)
{
	(void)state;
	CHECK("[text][  text][text  ][te][    te]", "[%s][%6s][%-6s][%.2s][%6.2s]", "text", "text", "text",
	      "text", "text");
	CHECK("[(null)]", "[%s]", (char *)NULL);
	CHECK("[c][  c][c  ]", "[%c][%3c][%-3c]", 'c', 'c', 'c');
	CHECK("100%", "%d%%", 100);
}

static void an_unterminated_text_is_read_only_to_its_precision(void **state)
{
	const char text[3] = {'a', 'b', 'c'};

	(void)state;
	CHECK("abc", "%.3s", text);
}

static void pointers_are_hexadecimal(void **state)
{
	(void)state;
	CHECK("0x1234 (nil)", "%p %p", (void *)0x1234, (void *)NULL);
	CHECK("[    0x12][0x12    ]", "[%8p][%-8p]", (void *)0x12, (void *)0x12);
}

static void fractions_are_exact_and_rounded_to_even(void **state)
{
	/* Constants as bits: a board without an FPU needs no arithmetic for them. */
	static const union {
		uint64_t bits;
		double number;
	} one_third = {0x3fd5555555555555}, half = {0x3fe0000000000000}, minus_2_5 = {0xc004000000000000},
	  tenth = {0x3fb999999999999a}, large = {0x43dfffffffffffff}, zero = {0},
	  nearly_one = {0x3fefffffffffffff};

	(void)state;
	CHECK("0.333333 0.50 -2.500000", "%f %.2f %f", one_third.number, half.number, minus_2_5.number);
	CHECK("0 -2 1", "%.0f %.0f %.0f", half.number, minus_2_5.number, nearly_one.number);
	CHECK("0.100000000000000005551115123126", "%.30f", tenth.number);
	CHECK("9223372036854774784.0", "%.1f", large.number);
	CHECK("[   0.50][0.50   ][+0.5][0000.50]", "[%7.2f][%-7.2f][%+.1f][%07.2f]", half.number,
	      half.number, half.number, half.number);
	CHECK("0.000000", "%f", zero.number);
}

/* A double by its bits, for a board without a floating-point unit. */
static double real(uint64_t bits)
{
	union {
		uint64_t bits;
		double number;
	} both = {bits};

	return both.number;
}

#define THIRD real(0x3fd5555555555555)
#define LARGEST real(0x7fefffffffffffff)
#define SMALLEST real(1)
#define MINUS_2_5 real(0xc004000000000000)
#define ZERO real(0)
/* 9.5 and 999999.5, halfway between two results of few digits. */
#define NINE_AND_A_HALF real(0x4023000000000000)
#define NEARLY_A_MILLION real(0x412e847f00000000)
/* 644450 and 644550, halfway too; a large one of many nines; one with few bits. */
#define HALFWAY_DOWN real(0x4123aac400000000)
#define HALFWAY_UP real(0x4123ab8c00000000)
#define NINES real(0x44b52d02b61dd1bf)
#define SUBNORMAL real(0x2e055c9a3f6c)

static void exponents_scale_what_is_written(void **state)
{
	(void)state;
	CHECK("3.333333e-01 -2.50E+00 0.000000e+00", "%e %.2E %e", THIRD, MINUS_2_5, ZERO);
	CHECK("1.797693e+308 4.940656e-324", "%e %e", LARGEST, SMALLEST);
	CHECK("1e+01 -2.e+00", "%.0e %#.0e", NINE_AND_A_HALF, MINUS_2_5);
	CHECK("[  3.3e-01][3.3e-01  ][+03.3e-01]", "[%9.1e][%-9.1e][%+09.1e]", THIRD, THIRD, THIRD);
	CHECK("3.333333333333333148296162562473909929394722e-01", "%.42e", THIRD);
	CHECK("6.444e+05 6.446e+05 1.00000e+23", "%.3e %.3e %.5e", HALFWAY_DOWN, HALFWAY_UP, NINES);
	CHECK("9.9999995000000006324224000e+22 2.5000000000000170656141678e-310", "%.25e %.25e", NINES,
	      SUBNORMAL);
}

static void the_shorter_of_two_forms_is_chosen(void **state)
{
	(void)state;
	CHECK("0.333333 -2.5 0 9.5", "%g %g %g %g", THIRD, MINUS_2_5, ZERO, NINE_AND_A_HALF);
	CHECK("1e+06 1E+06 999999.5", "%g %G %.7g", NEARLY_A_MILLION, NEARLY_A_MILLION, NEARLY_A_MILLION);
	CHECK("1.79769e+308 4.94066e-324", "%g %g", LARGEST, SMALLEST);
	CHECK("-2.50000 0.00000 -2.", "%#g %#g %#.1g", MINUS_2_5, ZERO, MINUS_2_5);
	CHECK("[   0.333][00.33333]", "[%8.3g][%08.5g]", THIRD, THIRD);
}

static void what_is_large_or_long_is_exact_too(void **state)
{
	(void)state;
	CHECK("18446744073709551616", "%.0f", real(0x43f0000000000000));
	CHECK("[-1000000000000000013287555072.00]", "[%.2f]", real(0xc589d971e4fe8402));
	CHECK("0.33333333333333331482961625624739099293947219848633", "%.50f", THIRD);
	CHECK("0.0000000000000000000000000000000", "%.31f", SMALLEST);
}

static void a_doubles_own_digits_are_hexadecimal(void **state)
{
	(void)state;
	CHECK("0x1.5555555555555p-2 -0X1.4P+1 0x0p+0", "%a %A %a", THIRD, MINUS_2_5, ZERO);
	CHECK("0x1.fffffffffffffp+1023 0x0.0000000000001p-1022", "%a %a", LARGEST, SMALLEST);
	CHECK("0x1.5p-2 0x1p+3 0x1.300p+3", "%.1a %.0a %.3a", THIRD, NINE_AND_A_HALF, NINE_AND_A_HALF);
	CHECK("[ -0x1.4p+1][-0x01.4p+1][-0x1.4p+1 ]", "[%10a][%010a][%-10a]", MINUS_2_5, MINUS_2_5,
	      MINUS_2_5);
}

static void what_is_no_number_has_a_name(void **state)
{
	double infinite = real(0xfff0000000000000), none = real(0x7ff8000000000000);

	(void)state;
	CHECK("-inf nan -INF NAN", "%f %e %G %A", infinite, none, infinite, none);
	CHECK("[  -inf][nan   ]", "[%06f][%-6g]", infinite, none);
}

static void a_short_buffer_gets_what_fits(void **state)
{
	char text[4] = "###";

	(void)state;
	assert_int_equal(snprintk(text, 4, "%d", 12345), 5);
	assert_string_equal(text, "123");
	assert_int_equal(snprintk(text, 1, "%s", "abc"), 3);
	assert_string_equal(text, "");
	text[0] = '#';
	assert_int_equal(snprintk(text, 0, "%s", "abc"), 3);
	assert_int_equal(text[0], '#');
	assert_int_equal(snprintf(NULL, 0, "%d", 100), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_written_in_their_base),
		cmocka_unit_test(lengths_narrow_their_argument),
		cmocka_unit_test(width_precision_and_flags_combine),
		cmocka_unit_test(text_is_cut_and_filled),
		cmocka_unit_test(an_unterminated_text_is_read_only_to_its_precision),
		cmocka_unit_test(pointers_are_hexadecimal),
		cmocka_unit_test(fractions_are_exact_and_rounded_to_even),
		cmocka_unit_test(exponents_scale_what_is_written),
		cmocka_unit_test(the_shorter_of_two_forms_is_chosen),
		cmocka_unit_test(what_is_large_or_long_is_exact_too),
		cmocka_unit_test(a_doubles_own_digits_are_hexadecimal),
		cmocka_unit_test(what_is_no_number_has_a_name),
		cmocka_unit_test(a_short_buffer_gets_what_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

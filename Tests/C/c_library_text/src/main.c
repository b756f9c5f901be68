/* string.h, strings.h and ctype.h: on boards Bulkhead's, on the host the system's, same expectations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

static void lengths_stop_at_zero_and_at_the_limit(void **state)
{
	(void)state;
	assert_int_equal(strlen(""), 0);
	assert_int_equal(strlen("four"), 4);
	assert_int_equal(strnlen("four", 3), 3);
	assert_int_equal(strnlen("four", 9), 4);
}

static void copies_end_in_zero_or_are_filled(void **state)
{
	char text[8];

	(void)state;
	assert_ptr_equal(strcpy(text, "seven77"), text);
	assert_string_equal(text, "seven77");
	strncpy(text, "ab", 5);
	assert_memory_equal(text, "ab\0\0\0" "77", 8);
	strncpy(text, "abcdefgh", 3);
	assert_memory_equal(text, "abc\0\0" "77", 8);
}

static void joins_append(void **state)
{
	char text[16] = "one";

	(void)state;
	assert_string_equal(strcat(text, "two"), "onetwo");
	assert_string_equal(strncat(text, "threefour", 5), "onetwothree");
	assert_string_equal(strncat(text, "", 5), "onetwothree");
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void comparison_is_of_unsigned_bytes(void **state)
{
	(void)state;
	assert_int_equal(strcmp("same", "same"), 0);
	assert_int_equal(sign(strcmp("a", "b")), -1);
	assert_int_equal(sign(strcmp("ab", "a")), 1);
	assert_int_equal(sign(strcmp("\xff", "a")), 1);
	assert_int_equal(strncmp("abx", "aby", 2), 0);
	assert_int_equal(sign(strncmp("abx", "aby", 3)), -1);
	assert_int_equal(strncmp("a\0x", "a\0y", 3), 0);
	assert_int_equal(strncmp("x", "y", 0), 0);
}

static void comparison_without_case_knows_ascii_letters(void **state)
{
	(void)state;
	assert_int_equal(strcasecmp("HeLLo", "hEllO"), 0);
	assert_int_equal(sign(strcasecmp("a", "B")), -1);
	assert_int_equal(sign(strcasecmp("[", "{")), -1);
	assert_int_equal(strncasecmp("ABx", "aby", 2), 0);
}

static void characters_are_found_from_both_ends(void **state)
{
	const char *text = "abcabc";

	(void)state;
	assert_ptr_equal(strchr(text, 'b'), text + 1);
	assert_ptr_equal(strrchr(text, 'b'), text + 4);
	assert_ptr_equal(strchr(text, '\0'), text + 6);
	assert_ptr_equal(strrchr(text, '\0'), text + 6);
	assert_null(strchr(text, 'x'));
	assert_null(strrchr(text, 'x'));
}

static void parts_are_found(void **state)
{
	const char *text = "aabaabaaa";

	(void)state;
	assert_ptr_equal(strstr(text, "aaa"), text + 6);
	assert_ptr_equal(strstr(text, "abaaba"), text + 1);
	assert_ptr_equal(strstr(text, ""), text);
	assert_null(strstr(text, "bb"));
	assert_null(strstr("ab", "abc"));
}

static void sets_of_characters_span(void **state)
{
	const char *text = "112 apples";

	(void)state;
	assert_int_equal(strspn(text, "0123456789"), 3);
	assert_int_equal(strcspn(text, "pq"), 5);
	assert_int_equal(strcspn(text, ""), 10);
	assert_ptr_equal(strpbrk(text, "pa"), text + 4);
	assert_null(strpbrk(text, "xyz"));
}

static void tokens_skip_runs_of_separators(void **state)
{
	char text[] = ",,one,two;,three,";
	char *rest;

	(void)state;
	assert_string_equal(strtok_r(text, ",;", &rest), "one");
	assert_string_equal(strtok_r(NULL, ",;", &rest), "two");
	assert_string_equal(strtok_r(NULL, ",;", &rest), "three");
	assert_null(strtok_r(NULL, ",;", &rest));
	assert_null(strtok_r(NULL, ",;", &rest));
}

static void classes_partition_ascii(void **state)
{
	(void)state;
	for (int c = 0; c < 128; c++) {
		assert_int_equal(!!isalnum(c), !!isalpha(c) + !!isdigit(c));
		assert_int_equal(!!isprint(c), !iscntrl(c));
		assert_int_equal(!!isprint(c), !!isgraph(c) + (c == ' '));
		assert_int_equal(!!isgraph(c), !!isalnum(c) + !!ispunct(c));
		assert_int_equal(!!isalpha(c), !!isupper(c) + !!islower(c));
		assert_int_equal(tolower(toupper(c)), tolower(c));
	}
	assert_true(isspace('\v') && isspace(' ') && !isspace('x'));
	assert_true(isxdigit('f') && isxdigit('A') && isxdigit('0') && !isxdigit('g'));
	assert_int_equal(toupper('z'), 'Z');
	assert_int_equal(tolower('@'), '@');
	assert_false(isalpha(-1) || isprint(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_stop_at_zero_and_at_the_limit),
		cmocka_unit_test(copies_end_in_zero_or_are_filled),
		cmocka_unit_test(joins_append),
		cmocka_unit_test(comparison_is_of_unsigned_bytes),
		cmocka_unit_test(comparison_without_case_knows_ascii_letters),
		cmocka_unit_test(characters_are_found_from_both_ends),
		cmocka_unit_test(parts_are_found),
		cmocka_unit_test(sets_of_characters_span),
		cmocka_unit_test(tokens_skip_runs_of_separators),
		cmocka_unit_test(classes_partition_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

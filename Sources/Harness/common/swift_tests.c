/* Tests in Swift: collected while a folder's main.swift runs, then run as one group of cmocka's. */
#include <bulkhead/swift_testing.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define MOST_TESTS 128

static struct CMUnitTest tests[MOST_TESTS];
static size_t count;

static void run_body(void **state)
{
	((void (*)(void))(uintptr_t)*state)();
}

void bulkhead_declare_test(const char *name, void (*body)(void))
{
	if (count < MOST_TESTS) {
		tests[count] = (struct CMUnitTest){
			.name = name,
			.test_func = run_body,
			.initial_state = (void *)(uintptr_t)body,
		};
	}
	count++;
}

int bulkhead_run_declared_tests(void)
{
	size_t declared = count;

	count = 0;
	if (declared > MOST_TESTS) {
		print_error("[  ERROR   ] %zu tests in a folder; %d is the most\n", declared, MOST_TESTS);
		return (int)declared;
	}
	return _cmocka_run_group_tests("tests", tests, declared, NULL, NULL);
}

void bulkhead_fail_test(const char *text, const char *file, int line)
{
	_assert_true(0, text, file, line);
}

static int write_number(char *text, size_t size, const struct bulkhead_comparison *comparison,
			uint64_t number)
{
	const char *format = comparison->is_signed ? "%lld%s" : "%llu%s";

	return snprintf(text, size, format, (unsigned long long)number, comparison->unit);
}

void bulkhead_fail_comparison(struct bulkhead_comparison comparison, const char *file, int line)
{
	char value[32];
	char lowest[32];
	char highest[32];
	char text[128];

	write_number(value, sizeof(value), &comparison, comparison.value);
	write_number(lowest, sizeof(lowest), &comparison, comparison.lowest);
	write_number(highest, sizeof(highest), &comparison, comparison.highest);
	if (comparison.lowest == comparison.highest) {
		snprintf(text, sizeof(text), "%s is not %s", value, lowest);
	} else {
		snprintf(text, sizeof(text), "%s is not in %s...%s", value, lowest, highest);
	}
	bulkhead_fail_test(text, file, line);
}

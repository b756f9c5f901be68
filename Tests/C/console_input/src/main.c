/*
 * The console's input, byte by byte through its driver's interrupt. What is typed stands in a line of
 * its own, which the tool answers with that text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <bulkhead/image.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

static int next_byte(void)
{
	return bulkhead_console_api(bulkhead_image.console)->read(bulkhead_image.console);
}

static void ask_for(const char *text)
{
	printf("[  INPUT   ] %s\n", text);
	fflush(stdout);
}

/* Waits for a line without looking at the clock: it passes at another pace than who types. */
static void take_line(char *line, size_t size)
{
	size_t length = 0;

	while (true) {
		int byte = next_byte();

		if (byte == '\n') {
			break;
		}
		if (byte >= 0 && length < size - 1) {
			line[length++] = (char)byte;
		}
	}
	line[length] = '\0';
}

static void without_input_there_is_no_byte(void **state)
{
	ARG_UNUSED(state);
	assert_int_equal(next_byte(), -1);
}

static void what_is_typed_comes_in_its_order(void **state)
{
	char line[40];

	ARG_UNUSED(state);
	ask_for("19 bytes, {~}");
	take_line(line, sizeof(line));
	assert_string_equal(line, "19 bytes, {~}");
	assert_int_equal(next_byte(), -1);
}

static void a_second_line_waits_for_its_reader(void **state)
{
	char line[40];

	ARG_UNUSED(state);
	ask_for("one");
	ask_for("two");
	take_line(line, sizeof(line));
	assert_string_equal(line, "one");
	take_line(line, sizeof(line));
	assert_string_equal(line, "two");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_input_there_is_no_byte),
		cmocka_unit_test(what_is_typed_comes_in_its_order),
		cmocka_unit_test(a_second_line_waits_for_its_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

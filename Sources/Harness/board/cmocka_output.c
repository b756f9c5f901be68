/* What tests and the runner print, and what is noted about a failure until the test has ended. */
#include "harness.h"

#include <cmocka.h>
#include <stdio.h>

#define NOTES_SIZE CONFIG_CMOCKA_NOTES_SIZE

static char notes[NOTES_SIZE];
static size_t notes_length;

void harness_note(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(notes + notes_length, NOTES_SIZE - notes_length, format, arguments);
	va_end(arguments);
	notes_length += (size_t)length;
	if (notes_length > NOTES_SIZE - 1) {
		notes_length = NOTES_SIZE - 1;
	}
}

void harness_note_failure(const char *file, int line)
{
	harness_note("[   LINE   ] --- %s:%d: error: Failure!", file, line);
}

const char *harness_noted(void)
{
	return notes;
}

void harness_forget_notes(void)
{
	notes[0] = '\0';
	notes_length = 0;
}

void vprint_message(const char *const format, va_list args)
{
	vprintf(format, args);
}

void vprint_error(const char *const format, va_list args)
{
	vfprintf(stderr, format, args);
}

void print_message(const char *const format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprint_message(format, arguments);
	va_end(arguments);
}

void print_error(const char *const format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprint_error(format, arguments);
	va_end(arguments);
}

void cmocka_set_message_output(enum cm_message_output output)
{
	(void)output;
}

/*
 * Values that mocks return and parameters they check. Expectations come from a fixed pool, in the
 * order they were made; a test that needs more fails and says so.
 */
#include "harness.h"

#include <cmocka.h>
#include <string.h>

#define POOL_SIZE CONFIG_CMOCKA_EXPECTATIONS
#define COPY_SIZE 1024

enum kind {
	RETURN,
	CUSTOM,
	ANY,
	VALUE,
	NOT_VALUE,
	STRING,
	NOT_STRING,
	MEMORY,
	NOT_MEMORY,
	RANGE,
	NOT_RANGE,
	SET,
	NOT_SET,
};

struct expectation {
	const char *function;
	const char *parameter; /* NULL for a value to return */
	SourceLocation place;
	int count; /* uses left; below 0 without end: WILL_RETURN_ALWAYS until the first use */
	enum kind kind;
	LargestIntegralType value; /* to return, to compare with, or the range's lower end */
	LargestIntegralType upper;
	CheckParameterValue check;
	const void *data; /* of a string, memory or set */
	size_t size;
};

static struct expectation pool[POOL_SIZE];
static size_t used;
static LargestIntegralType copies[COPY_SIZE / sizeof(LargestIntegralType)];
static size_t copied;
/* Where the last value came from that this phase used up, for the note about a missing one. */
static SourceLocation last_returned, last_checked;

void harness_forget_expectations(void)
{
	used = 0;
	copied = 0;
	last_returned.file = NULL;
	last_checked.file = NULL;
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void expect(struct expectation expectation)
{
	if (used == POOL_SIZE) {
		harness_note("more than %d expectations\n", POOL_SIZE);
		_fail(expectation.place.file, expectation.place.line);
		return;
	}
	pool[used++] = expectation;
}

/* A copy that lasts for the phase. */
static const void *copy(const void *data, size_t size, SourceLocation place)
{
	size_t units = (size + sizeof(copies[0]) - 1) / sizeof(copies[0]);
	void *target = &copies[copied];

	if (units > sizeof(copies) / sizeof(copies[0]) - copied) {
		harness_note("more than %d bytes in expectations\n", COPY_SIZE);
		_fail(place.file, place.line);
		return data;
	}
	copied += units;
	return memcpy(target, data, size);
}

/* The oldest expectation for this mock; it has been used once when the caller gets it. */
static bool next_for(const char *function, const char *parameter, struct expectation *found)
{
	for (size_t i = 0; i < used; i++) {
		struct expectation *each = &pool[i];

		if (!is_same(each->function, function) || !is_same(each->parameter, parameter)) {
			continue;
		}
		*found = *each;
		if (each->count == WILL_RETURN_ALWAYS) {
			each->count = WILL_RETURN_ONCE;
		} else if (each->count > 0 && --each->count == 0) {
			memmove(each, each + 1, (used - i - 1) * sizeof(*each));
			used--;
		}
		return true;
	}
	return false;
}

void _will_return(const char *const function_name, const char *const file, const int line,
		  const LargestIntegralType value, const int count)
{
	expect((struct expectation){.function = function_name,
				    .place = {file, line},
				    .count = count,
				    .kind = RETURN,
				    .value = value});
}

LargestIntegralType _mock(const char *const function, const char *const file, const int line)
{
	struct expectation found;

	if (next_for(function, NULL, &found)) {
		last_returned = found.place;
		return found.value;
	}
	harness_note("No entries for symbol %s.\n", function);
	harness_note("%s:%d: error: Could not get value to mock function %s\n", file, line, function);
	if (last_returned.file != NULL) {
		harness_note("%s:%d: note: Previously returned mock value was declared here\n",
		     last_returned.file, last_returned.line);
	} else {
		harness_note("There were no previously returned mock values for this test.\n");
	}
	harness_end_phase();
	return 0;
}

static bool is_as_expected(const struct expectation *expected, LargestIntegralType value)
{
	const void *pointer = (const void *)(uintptr_t)value;

	switch (expected->kind) {
	case CUSTOM:
		return expected->check(value, expected->value) != 0;
	case VALUE:
	case NOT_VALUE:
		return harness_compare_values(value, expected->value, expected->kind == VALUE);
	case STRING:
	case NOT_STRING:
		return harness_compare_strings(pointer, expected->data, expected->kind == STRING);
	case MEMORY:
	case NOT_MEMORY:
		return harness_compare_memory(pointer, expected->data, expected->size,
				      expected->kind == MEMORY);
	case RANGE:
	case NOT_RANGE:
		return harness_compare_range(value, expected->value, expected->upper,
				     expected->kind == RANGE);
	case SET:
	case NOT_SET:
		return harness_compare_set(value, expected->data, expected->size, expected->kind == SET);
	default:
		return true;
	}
}

void _check_expected(const char *const function_name, const char *const parameter_name,
		     const char *file, const int line, const LargestIntegralType value)
{
	struct expectation found;

	if (!next_for(function_name, parameter_name, &found)) {
		harness_note("No entries for symbol %s.\n", function_name);
		harness_note("%s:%d: error: Could not get value to check parameter %s of function %s\n", file,
		     line, parameter_name, function_name);
		if (last_checked.file != NULL) {
			harness_note("%s:%d: note: Previously declared parameter value was declared here\n",
			     last_checked.file, last_checked.line);
		} else {
			harness_note("There were no previously declared parameter values for this test.\n");
		}
		harness_end_phase();
		return;
	}
	last_checked = found.place;
	if (!is_as_expected(&found, value)) {
		harness_note("%s:%d: error: Check of parameter %s, function %s failed\n", file, line,
		     parameter_name, function_name);
		harness_note("%s:%d: note: Expected parameter declared here\n", found.place.file,
		     found.place.line);
		_fail(file, line);
	}
}

/* Leftovers are told per mock, in the order of their first expectation. */
static bool note_leftovers(bool of_parameters)
{
	bool any = false;

	for (size_t i = 0; i < used; i++) {
		const char *function = pool[i].function;
		const char *parameter = pool[i].parameter;

		if (function == NULL || (parameter != NULL) != of_parameters ||
		    pool[i].count == WILL_RETURN_ONCE) {
			continue;
		}
		if (of_parameters) {
			harness_note("%s: '%s' parameter still has values that haven't been checked.\n", function,
			     parameter);
		} else {
			harness_note("%s() has remaining non-returned values.\n", function);
		}
		for (size_t j = i; j < used; j++) {
			if (is_same(pool[j].function, function) &&
			    is_same(pool[j].parameter, parameter) &&
			    pool[j].count != WILL_RETURN_ONCE) {
				harness_note("%s:%d: note: remaining item was declared here\n",
				     pool[j].place.file, pool[j].place.line);
				pool[j].function = NULL;
			}
		}
		any = true;
	}
	return any;
}

bool harness_note_leftover_values(void)
{
	bool values = note_leftovers(false);

	return note_leftovers(true) || values;
}

void _expect_check(const char *const function, const char *const parameter, const char *const file,
		   const int line, const CheckParameterValue check_function,
		   const LargestIntegralType check_data, CheckParameterEvent *const event,
		   const int count)
{
	(void)event;
	expect((struct expectation){function, parameter, {file, line}, count, CUSTOM, check_data, 0,
				    check_function, NULL, 0});
}

void _expect_any(const char *const function, const char *const parameter, const char *const file,
		 const int line, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, ANY, 0, 0, NULL, NULL, 0});
}

void _expect_value(const char *const function, const char *const parameter, const char *const file,
		   const int line, const LargestIntegralType value, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, VALUE, value, 0, NULL,
				    NULL, 0});
}

void _expect_not_value(const char *const function, const char *const parameter,
		       const char *const file, const int line, const LargestIntegralType value,
		       const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, NOT_VALUE, value, 0, NULL,
				    NULL, 0});
}

void _expect_string(const char *const function, const char *const parameter, const char *const file,
		    const int line, const char *string, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, STRING, 0, 0, NULL, string,
				    0});
}

void _expect_not_string(const char *const function, const char *const parameter,
			const char *const file, const int line, const char *string, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, NOT_STRING, 0, 0, NULL,
				    string, 0});
}

void _expect_memory(const char *const function, const char *const parameter, const char *const file,
		    const int line, const void *const memory, const size_t size, const int count)
{
	SourceLocation place = {file, line};

	expect((struct expectation){function, parameter, place, count, MEMORY, 0, 0, NULL,
				    copy(memory, size, place), size});
}

void _expect_not_memory(const char *const function, const char *const parameter,
			const char *const file, const int line, const void *const memory,
			const size_t size, const int count)
{
	SourceLocation place = {file, line};

	expect((struct expectation){function, parameter, place, count, NOT_MEMORY, 0, 0, NULL,
				    copy(memory, size, place), size});
}

void _expect_in_range(const char *const function, const char *const parameter,
		      const char *const file, const int line, const LargestIntegralType minimum,
		      const LargestIntegralType maximum, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, RANGE, minimum, maximum,
				    NULL, NULL, 0});
}

void _expect_not_in_range(const char *const function, const char *const parameter,
			  const char *const file, const int line, const LargestIntegralType minimum,
			  const LargestIntegralType maximum, const int count)
{
	expect((struct expectation){function, parameter, {file, line}, count, NOT_RANGE, minimum,
				    maximum, NULL, NULL, 0});
}

void _expect_in_set(const char *const function, const char *const parameter, const char *const file,
		    const int line, const LargestIntegralType values[], const size_t number_of_values,
		    const int count)
{
	SourceLocation place = {file, line};

	expect((struct expectation){function, parameter, place, count, SET, 0, 0, NULL,
				    copy(values, number_of_values * sizeof(values[0]), place),
				    number_of_values});
}

void _expect_not_in_set(const char *const function, const char *const parameter,
			const char *const file, const int line, const LargestIntegralType values[],
			const size_t number_of_values, const int count)
{
	SourceLocation place = {file, line};

	expect((struct expectation){function, parameter, place, count, NOT_SET, 0, 0, NULL,
				    copy(values, number_of_values * sizeof(values[0]), place),
				    number_of_values});
}

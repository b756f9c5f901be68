/* Calls that are expected in a given order: expect_function_call and function_called. */
#include "harness.h"

#include <cmocka.h>
#include <string.h>

#define POOL_SIZE CONFIG_CMOCKA_EXPECTED_CALLS
#define ANY_NUMBER -1 /* at least one; then it becomes IGNORED */
#define IGNORED -2

struct call {
	const char *function;
	SourceLocation place;
	int count;
};

static struct call pool[POOL_SIZE];
static size_t used;

void harness_forget_calls(void)
{
	used = 0;
}

void _expect_function_call(const char *const function_name, const char *const file, const int line,
			   const int count)
{
	if (used == POOL_SIZE) {
		harness_note("more than %d expected calls\n", POOL_SIZE);
		_fail(file, line);
		return;
	}
	pool[used++] = (struct call){function_name, {file, line}, count};
}

static void use(struct call *call)
{
	if (call->count != IGNORED && --call->count == 0) {
		memmove(call, call + 1, (size_t)(pool + used - call - 1) * sizeof(*call));
		used--;
	}
}

void _function_called(const char *const function, const char *const file, const int line)
{
	size_t at = 0;

	/* Calls that may come at any time do not hide the one that is due. */
	while (at < used && pool[at].count == IGNORED && strcmp(pool[at].function, function) != 0) {
		at++;
	}
	if (at == used) {
		harness_note("%s:%d: error: No mock calls expected but called() was invoked in %s\n", file, line,
		     function);
		harness_end_phase();
		return;
	}
	if (strcmp(pool[at].function, function) == 0) {
		use(&pool[at]);
	} else {
		harness_note("%s:%d: error: Expected call to %s but received called() in %s\n", file, line,
		     pool[at].function, function);
		harness_end_phase();
	}
}

bool harness_note_leftover_calls(void)
{
	bool any = false;

	for (size_t i = 0; i < used; i++) {
		if (pool[i].count != IGNORED) {
			harness_note("%s function was expected to be called but was not.\n", pool[i].function);
			harness_note("%s:%d: note: remaining item was declared here\n", pool[i].place.file,
			     pool[i].place.line);
			any = true;
		}
	}
	return any;
}

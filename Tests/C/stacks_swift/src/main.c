/* A pool of stacks that a type of the application's in Swift divides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../stacks/src/stack_tests.h"

static void stacks_are_taken_from_above(void **state)
{
	k_thread_stack_t *first = allocated(HALF), *second = allocated(HALF);

	(void)state;
	assert_true(second < first);
	assert_int_equal(k_thread_stack_free(first), 0);
	assert_ptr_equal(allocated(HALF), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(stacks_are_taken_from_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

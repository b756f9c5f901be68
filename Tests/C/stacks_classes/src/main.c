/* A pool of stacks of a few sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../stacks/src/stack_tests.h"

static void a_stack_comes_from_the_smallest_class_that_has_one(void **state)
{
	size_t first, reserved;
	k_thread_stack_t *stacks[LIMIT];

	(void)state;
	stacks[0] = allocated(64);
	first = reserved = of(stacks[0]).reserved;
	for (int i = 1; i < LIMIT; i++) {
		size_t own = of(stacks[i] = allocated(64)).reserved;

		assert_true(own == reserved || own == 2 * reserved);
		reserved = own;
	}
	assert_int_equal(reserved, 4 * first);
	assert_int_equal(k_thread_stack_free(stacks[0]), 0);
	assert_null(k_thread_stack_alloc(first + 1, 0));
	assert_ptr_equal(k_thread_stack_alloc(64, 0), stacks[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(a_stack_comes_from_the_smallest_class_that_has_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

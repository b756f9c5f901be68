/* A pool of stacks of one size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../stacks/src/stack_tests.h"

static void there_are_as_many_as_configured(void **state)
{
	k_thread_stack_t *stacks[LIMIT];

	(void)state;
	assert_int_equal(exhaust(WHOLE, stacks), CONFIG_DYNAMIC_THREAD_POOL_SIZE);
	assert_int_equal(pool().free, 0);
}

static void a_small_stack_wastes_the_rest_of_its_slot(void **state)
{
	struct bulkhead_stack_facts facts = of(allocated(WHOLE - 64));

	(void)state;
	assert_int_equal(facts.size, WHOLE - 64);
	assert_in_range(facts.wasted, 64, 64 + page() - 1);
}

static void a_larger_stack_is_never_had(void **state)
{
	(void)state;
	assert_null(k_thread_stack_alloc(pool().largest + 1, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(there_are_as_many_as_configured),
		cmocka_unit_test(a_small_stack_wastes_the_rest_of_its_slot),
		cmocka_unit_test(a_larger_stack_is_never_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

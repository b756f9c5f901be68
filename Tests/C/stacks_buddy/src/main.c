/* A pool of stacks that are powers of two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../stacks/src/stack_tests.h"

static void every_stack_takes_a_power_of_two_aligned_to_itself(void **state)
{
	(void)state;
	for (size_t size = 100; size < WHOLE; size += 100) {
		k_thread_stack_t *stack = allocated(size);
		struct bulkhead_stack_facts facts = of(stack);
		uintptr_t top = (uintptr_t)stack + facts.size + K_THREAD_STACK_RESERVED;

		assert_int_equal(facts.reserved & (facts.reserved - 1), 0);
		assert_int_equal(top % facts.reserved, 0);
		assert_int_equal(k_thread_stack_free(stack), 0);
	}
}

static void neighbours_join_again(void **state)
{
	k_thread_stack_t *stacks[LIMIT];
	size_t largest = pool().largest;
	int count = exhaust(64, stacks);

	(void)state;
	assert_int_equal(count, LIMIT);
	for (int i = 0; i < count; i++) {
		assert_int_equal(k_thread_stack_free(stacks[i * 3 % count]), 0);
	}
	assert_int_equal(pool().largest, largest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(every_stack_takes_a_power_of_two_aligned_to_itself),
		cmocka_unit_test(neighbours_join_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

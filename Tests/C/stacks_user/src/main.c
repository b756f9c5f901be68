/* A pool of stacks in an image whose threads may be without privileges: each is one region's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <bulkhead/stack.h>
#include <zephyr/kernel.h>

static struct k_thread threads[3];

static void sleep_briefly(void *a, void *b, void *c)
{
	k_msleep(5);
}

static void threads_without_privileges_live_on_stacks_of_the_pool(void **state)
{
	static const size_t sizes[] = {640, 1024, 1280};
	k_thread_stack_t *stacks[ARRAY_SIZE(sizes)];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		stacks[i] = k_thread_stack_alloc(sizes[i], 0);
		assert_non_null(stacks[i]);
		k_thread_create(&threads[i], stacks[i], sizes[i], sleep_briefly, NULL, NULL, NULL, 5,
				K_USER, K_NO_WAIT);
		assert_int_equal(k_thread_stack_free(stacks[i]), -EBUSY);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(k_thread_join(&threads[i], K_FOREVER), 0);
		assert_int_equal(k_thread_stack_free(stacks[i]), 0);
	}
}

#if defined(CONFIG_PROTECTION_POWER_OF_TWO)
static void a_stack_takes_no_more_than_a_region_must(void **state)
{
	struct bulkhead_stack_facts facts;

	(void)state;
	assert_int_equal(bulkhead_stack_facts(k_thread_stack_alloc(600, 0), &facts), 0);
	assert_int_equal(facts.reserved, 640);	/* eighths of a power of two */
	assert_int_equal(facts.wasted, 32);
}
#else
static void a_stack_takes_no_more_than_a_region_must(void **state)
{
	struct bulkhead_stack_facts facts;

	(void)state;
	assert_int_equal(bulkhead_stack_facts(k_thread_stack_alloc(600, 0), &facts), 0);
	assert_int_equal(facts.reserved, ROUND_UP(600 + K_THREAD_STACK_RESERVED, MAX(CONFIG_PROTECTION_GRANULE, 16)));
	assert_int_equal(facts.wasted, facts.reserved - ROUND_UP(600, 16) - K_THREAD_STACK_RESERVED);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_without_privileges_live_on_stacks_of_the_pool),
		cmocka_unit_test(a_stack_takes_no_more_than_a_region_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

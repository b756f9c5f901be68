/* <bulkhead/stack.h> and k_thread_stack_alloc: the pool of stacks, divided by first fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stack_tests.h"

static void stacks_of_any_size_waste_nothing_but_alignment(void **state)
{
	struct bulkhead_stack_facts facts;

	(void)state;
	assert_int_equal(bulkhead_stack_facts(allocated(520), &facts), 0);
	assert_int_equal(facts.size, 528);
	assert_in_range(facts.wasted, 0, page() - 1);
}

static void room_in_pieces_is_not_one_stack(void **state)
{
	struct bulkhead_stack_pool_facts facts;
	k_thread_stack_t *first, *second;

	(void)state;
	first = allocated(WHOLE);
	second = allocated(WHOLE);
	assert_int_equal(k_thread_stack_free(first), 0);
	assert_int_equal(bulkhead_stack_pool_facts(&facts), 0);
	assert_in_range(facts.largest, 1, facts.free - WHOLE);
	assert_int_equal(k_thread_stack_free(second), 0);
	assert_int_equal(bulkhead_stack_pool_facts(&facts), 0);
	assert_int_equal(facts.free, facts.total);
}

static k_thread_stack_t *own;

static int up(const struct device *device)
{
	own = k_thread_stack_alloc(WHOLE, 0);
	return own == NULL ? -ENOMEM : 0;
}

static int down(const struct device *device)
{
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(device, "device", up, down, NULL, NULL, NULL, POST_KERNEL, 0, NULL);

static int bring_up_anew(void **state)
{
	device_deinit(DEVICE_GET(device));
	assert_int_equal(pool().count, 0);
	return device_init(DEVICE_GET(device));
}

static void a_stack_of_a_device_goes_back_with_it(void **state)
{
	(void)state;
	assert_string_equal(of(own).owner, "device");
	allocated(HALF);
	device_deinit(DEVICE_GET(device));
	assert_int_equal(k_thread_stack_free(own), -EINVAL);
	assert_int_equal(pool().count, 1);
}

static void a_stack_on_which_another_thread_lives_is_left_to_it(void **state)
{
	(void)state;
	start(0, own, WHOLE, wait_for_ever, NULL, -1, K_NO_WAIT);
	device_deinit(DEVICE_GET(device));
	assert_null(of(own).owner);
	assert_int_equal(k_thread_stack_free(own), -EBUSY);
	k_sem_give(&never);
	assert_int_equal(k_thread_stack_free(own), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(stacks_of_any_size_waste_nothing_but_alignment),
		cmocka_unit_test(room_in_pieces_is_not_one_stack),
		cmocka_unit_test_setup(a_stack_of_a_device_goes_back_with_it, bring_up_anew),
		cmocka_unit_test_setup(a_stack_on_which_another_thread_lives_is_left_to_it, bring_up_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Calls between compartments, with protection and without: what goes in, what comes out, and who waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <zephyr/kernel.h>

#include "compartments_under_test.h"
#include "tests.h"

K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1536);
struct k_thread threads[3];
int results[3];
static int order[4], steps;
int fatal_errors;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason, (void)esf;
	fatal_errors++;
}

int begin(void **state)
{
	(void)state;
	memset(results, 0, sizeof(results));
	steps = 0;
	fatal_errors = 0;
	return 0;
}

void start(int index, k_thread_entry_t entry, int argument, int priority)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(intptr_t)index, (void *)(intptr_t)argument, NULL, priority, 0, K_NO_WAIT);
}

static void a_call_has_arguments_and_a_result(void **state)
{
	int before = store_count();

	assert_int_equal(store_add(1, 2, 3, 4), 4321);
	assert_int_equal(store_add(-1, 0, 0, 0), -1);
	assert_int_equal(store_count(), before + 2);
}

static void a_compartment_calls_another(void **state)
{
	assert_int_equal(shop_add(5, 6, 7, 8), 8765);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(shop_add(i, 0, 0, 0), i);
	}
}

static void buffers_of_privileged_callers_go_in_and_out(void **state)
{
	unsigned char bytes[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	int number = -4;

	assert_int_equal(store_sum(bytes, sizeof(bytes)), 45);
	assert_int_equal(store_sum(NULL, 0), 0);
	assert_int_equal(store_fill(bytes, 8, 0x55), 0);
	assert_int_equal(bytes[6], 0x55);
	/* What it does not write begins as 0, unless the buffer is passed as it is. */
	assert_int_equal(bytes[7], IS_ENABLED(CONFIG_USERSPACE) ? 0 : 8);
	assert_int_equal(bytes[8], 9);
	assert_int_equal(store_double(&number), 0);
	assert_int_equal(number, -8);
}

static void calls_can_be_recursive_as_deep_as_there_are_places(void **state)
{
	assert_int_equal(shop_run(SHOP_RECURSE, 0), 100);
	assert_int_equal(shop_run(SHOP_RECURSE, 1), 202);
	assert_int_equal(shop_run(SHOP_RECURSE, 2), 102);
	assert_int_equal(shop_run(SHOP_RECURSE, 3), 204);
	/* The fifth finds no place: the thread itself has all. */
	assert_in_range(-shop_run(SHOP_RECURSE, 4), EDEADLK - 4, EDEADLK);
	assert_int_equal(shop_run(SHOP_RECURSE, 3), 204);
}

static void a_compartment_that_did_not_come_up_takes_no_calls(void **state)
{
	assert_int_equal(broken_ask(), -ENODEV);
}

static void a_thread_of_a_compartment_works_in_it(void **state)
{
	assert_int_equal(worker_total(), 1006);
}

static void sleeper(void *index, void *milliseconds, void *p3)
{
	results[(intptr_t)index] = store_sleep((int)(intptr_t)milliseconds);
	order[steps++ & 3] = (int)(intptr_t)index;
}

static void who_finds_no_place_waits(void **state)
{
	int64_t begin = k_uptime_get();

	start(0, sleeper, 20, 2);
	k_msleep(1);
	assert_int_equal(store_add(9, 0, 0, 0), 9);
	assert_in_range(k_uptime_get() - begin, 19, 23);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
	assert_int_equal(results[0], 20);
}

static void a_wait_ends_with_its_time(void **state)
{
	start(0, sleeper, 50, 2);
	k_msleep(1);
	assert_int_equal(shop_run(SHOP_SLEEP, 1), -EAGAIN);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
	assert_int_equal(shop_run(SHOP_SLEEP, 1), 1);
}

static void the_most_urgent_waiter_is_next(void **state)
{
	start(0, sleeper, 20, 2);
	k_msleep(1);
	start(1, sleeper, 1, 5);
	start(2, sleeper, 1, 4);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_SECONDS(1)), 0);
	}
	assert_int_equal(order[0], 0);
	assert_int_equal(order[1], 2);
	assert_int_equal(order[2], 1);
}

static void a_waiter_lends_its_priority_to_who_is_inside(void **state)
{
	start(0, sleeper, 20, 9);
	k_msleep(1);
	assert_int_equal(k_thread_priority_get(&threads[0]), 9);
	start(1, sleeper, 1, 4);
	k_msleep(1);
	assert_int_equal(k_thread_priority_get(&threads[0]), 4);
	/* The end of the wait is the end of the loan. */
	k_thread_abort(&threads[1]);
	assert_int_equal(k_thread_priority_get(&threads[0]), 9);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
}

static void a_thread_that_is_ended_gives_its_place_back(void **state)
{
	start(0, sleeper, 100000, 2);
	k_msleep(1);
	k_thread_abort(&threads[0]);
	assert_int_equal(store_add(3, 0, 0, 0), 3);
	/* Also to who waits for it. */
	start(0, sleeper, 100000, 2);
	start(1, sleeper, 7, 2);
	k_msleep(1);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_join(&threads[1], K_MSEC(100)), 0);
	assert_int_equal(results[1], 7);
	/* And who is ended while it waits leaves no trace. */
	start(0, sleeper, 5, 2);
	start(1, sleeper, 5, 2);
	k_msleep(1);
	k_thread_abort(&threads[1]);
	assert_int_equal(k_thread_join(&threads[0], K_MSEC(100)), 0);
	assert_int_equal(store_add(4, 0, 0, 0), 4);
}

static void waits_inside(void *index, void *milliseconds, void *p3)
{
	results[(intptr_t)index] = pair_wait((int)(intptr_t)milliseconds);
}

static void as_many_as_are_declared_are_inside_at_a_time(void **state)
{
	start(0, waits_inside, 20, 2);
	k_msleep(1);
	/* Its semaphore is its own: the second caller gives what the first waits for. */
	assert_int_equal(shop_run(SHOP_GIVE, 0), 0);
	assert_int_equal(k_thread_join(&threads[0], K_MSEC(2)), 0);
	assert_int_equal(results[0], 0);
	start(0, waits_inside, 20, 2);
	start(1, waits_inside, 20, 2);
	start(2, waits_inside, 5, 2);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_SECONDS(1)), 0);
		assert_int_equal(results[i], -EAGAIN);
	}
}

static void a_compartment_has_its_heap(void **state)
{
	int blocks = keeper_run(KEEPER_COUNT, 56);

	assert_int_equal(blocks, 1024 / 64);
	assert_int_equal(keeper_run(KEEPER_COUNT, 56), blocks);
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024 - 8), 1);
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024), 0);
	assert_int_equal(keeper_run(KEEPER_RESIZE, 0), 1);
	assert_int_equal(keeper_run(KEEPER_COPIES, 0), 1);
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024 - 8), 1);
}

static void changes(void *index, void *seed, void *p3)
{
	(void)p3;
	results[(int)(intptr_t)index] = keeper_run(KEEPER_RANDOM, 4000 + ((int)(intptr_t)seed << 16));
}

static void two_callers_change_the_heap_at_a_time(void **state)
{
	k_sched_time_slice_set(1, 1);
	for (int i = 0; i < 2; i++) {
		start(i, changes, 7 + i, 1);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_FOREVER), 0);
		assert_in_range(results[i], 1000, 4000);
	}
	k_sched_time_slice_set(0, 0);
	/* All that is free is one block again. */
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024 - 8), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_call_has_arguments_and_a_result, begin),
		cmocka_unit_test_setup(a_compartment_calls_another, begin),
		cmocka_unit_test_setup(a_thread_of_a_compartment_works_in_it, begin),
		cmocka_unit_test_setup(buffers_of_privileged_callers_go_in_and_out, begin),
		cmocka_unit_test_setup(calls_can_be_recursive_as_deep_as_there_are_places, begin),
		cmocka_unit_test_setup(a_compartment_that_did_not_come_up_takes_no_calls, begin),
		cmocka_unit_test_setup(who_finds_no_place_waits, begin),
		cmocka_unit_test_setup(a_wait_ends_with_its_time, begin),
		cmocka_unit_test_setup(the_most_urgent_waiter_is_next, begin),
		cmocka_unit_test_setup(a_waiter_lends_its_priority_to_who_is_inside, begin),
		cmocka_unit_test_setup(a_thread_that_is_ended_gives_its_place_back, begin),
		cmocka_unit_test_setup(a_compartment_has_its_heap, begin),
		cmocka_unit_test_setup(two_callers_change_the_heap_at_a_time, begin),
		cmocka_unit_test_setup(as_many_as_are_declared_are_inside_at_a_time, begin),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	return failed + run_other_tests();
}

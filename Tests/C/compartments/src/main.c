/* Calls between compartments: what goes in, what comes out, who waits, and what a fault leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <zephyr/kernel.h>

#include "compartments_under_test.h"

#if defined(CONFIG_PROTECTION_CHERI)
/* Nobody has another's stubs. This is a function of one compartment, as its exports call it. */
int bulkhead_export_store_store_add(int a, int b);
#define FOREIGN_STUB bulkhead_export_store_store_add
/* The end of a call, of which each has its own. */
int bulkhead_return_through_gate_of_shop(int a, int b);
#define RETURN_STUB bulkhead_return_through_gate_of_shop
#else
/* The build's stub for another importer. */
int bulkhead_call_worker_store_add(int a, int b);
#define FOREIGN_STUB bulkhead_call_worker_store_add
/* The end of a call, which may be jumped to at any time. */
int bulkhead_return_through_gate(int a, int b);
#define RETURN_STUB bulkhead_return_through_gate
#endif

K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1536);
static struct k_thread threads[3];
static int results[3];
static int order[4], steps;
static int fatal_errors;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason, (void)esf;
	fatal_errors++;
}

static int begin(void **state)
{
	(void)state;
	memset(results, 0, sizeof(results));
	steps = 0;
	fatal_errors = 0;
	return 0;
}

static void start(int index, k_thread_entry_t entry, int argument, int priority)
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
	assert_int_equal(bytes[7], 0);
	assert_int_equal(bytes[8], 9);
	assert_int_equal(store_double(&number), 0);
	assert_int_equal(number, -8);
}

#if defined(CONFIG_CLOSED_STACKS)
extern k_thread_stack_t store_caller_0[];
static volatile int reads;

static void reads_of_a_call(void *offset, void *b, void *c)
{
	(void)b, (void)c;
	reads++;
	*(volatile char *)&store_caller_0[(uintptr_t)offset];
	reads++;
}

/* From their first byte on, also just behind a call. */
static void the_stacks_of_calls_are_closed_to_threads_with_privileges(void **state)
{
	const size_t offsets[] = {0, 511};

	assert_int_equal(store_count(), store_count());
	for (int i = 0; i < 2; i++) {
		fatal_errors = reads = 0;
		k_thread_create(&threads[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), reads_of_a_call,
				(void *)offsets[i], NULL, NULL, 0, 0, K_NO_WAIT);
		assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
		assert_int_equal(reads, 1);
		assert_int_equal(fatal_errors, 1);
	}
}
#endif

static void a_buffer_that_no_region_covers_is_copied(void **state)
{
	assert_int_equal(shop_run(SHOP_COPIED, 0), 1);
}

static void a_buffer_that_a_region_covers_is_lent(void **state)
{
	/* Where DDC is one range, all is copied. */
	assert_int_equal(shop_run(SHOP_LENT, 0), !IS_ENABLED(CONFIG_PROTECTION_CHERI));
	/* And out of reach again. */
	assert_int_equal(shop_run(SHOP_OWN_VARIABLE, 0), -EFAULT * 1000 + 7);
}

/* A thread of shop sleeps in a call, to which it has lent a buffer. */
static void what_the_caller_loses_the_callee_loses_too(void **state)
{
	static struct k_mem_domain nothing;

	if (IS_ENABLED(CONFIG_PROTECTION_CHERI)) {
		skip();
	}
	k_tid_t lender = (k_tid_t)(uintptr_t)shop_lend();

	assert_non_null(lender);
	assert_int_equal(shop_held(0), 1);
	k_mem_domain_init(&nothing, 0, NULL);
	assert_int_equal(k_mem_domain_add_thread(&nothing, lender), 0);
	assert_int_equal(k_thread_join(lender, K_MSEC(50)), 0);
	assert_int_equal(shop_held(1), 0);
	/* The fault was its call's, not its own. */
	assert_int_equal(fatal_errors, 0);
}

static void a_buffer_larger_than_the_room_for_copies_is_refused(void **state)
{
	static unsigned char bytes[132 + 1];

	assert_int_equal(store_sum(bytes + 1, 131), -ENOMEM);
	assert_int_equal(store_sum(bytes + 1, 127), 0);
	assert_int_equal(store_sum(bytes + 1, (size_t)-1), -ENOMEM);
}

static void a_claim_to_memory_of_others_ends_the_call_that_makes_it(void **state)
{
	assert_int_equal(shop_run(SHOP_SUM_OF_FOREIGN, (int)(uintptr_t)results), -EFAULT);
	assert_int_equal(shop_run(SHOP_SUM_OF_FOREIGN, 0x20), -EFAULT);
	assert_int_equal(shop_add(1, 0, 0, 0), 1);
	assert_int_equal(fatal_errors, 0);
}

static void memory_of_the_caller_is_out_of_reach(void **state)
{
	assert_int_equal(store_write_word((unsigned int *)results), -EFAULT);
	assert_int_equal(results[0], 0);
	assert_int_equal(shop_run(SHOP_OWN_VARIABLE, 0), -EFAULT * 1000 + 7);
}

static void a_fault_is_the_callers_error(void **state)
{
	assert_int_equal(store_fail(0), -EFAULT);
	assert_int_equal(store_fail(1), -EFAULT);
	assert_int_equal(store_overflow(), -EFAULT);
	assert_int_equal(shop_run(SHOP_FAIL_INSIDE, 0), -EFAULT);
	assert_int_equal(store_add(1, 1, 1, 1), 1111);
	/* The inner call fails, and the outer goes on with all that it had in registers. */
	assert_int_equal(shop_run(SHOP_PRESERVED, 3), -EFAULT);
	assert_int_equal(fatal_errors, 0);
}

static void a_gate_that_was_not_imported_is_refused(void **state)
{
	assert_int_equal(shop_jump((void *)FOREIGN_STUB), -EFAULT);
	assert_int_equal(shop_add(2, 0, 0, 0), 2);
}

static void nothing_but_the_result_comes_out(void **state)
{
	assert_int_equal(shop_look_behind(0), 0);
	assert_int_equal(shop_look_behind(1), 0);
}

/* It is the end of the call that makes it, whatever else it thinks it is. */
static void a_return_goes_to_the_caller(void **state)
{
	assert_int_equal(shop_jump((void *)RETURN_STUB), 1);
	assert_int_equal(shop_add(2, 0, 0, 0), 2);
}

/* It reaches what the compartment does that made it, and uses its objects; not what the caller does, who is in there. */
static void a_thread_that_a_compartment_makes_is_the_compartments(void **state)
{
	assert_int_equal(maker_make(0), 101);
	assert_int_equal(fatal_errors, 0);
	assert_int_equal(shop_run(SHOP_MAKE, 0), 101);
	assert_int_equal(fatal_errors, 1);
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

static void a_block_that_is_none_is_a_fault_and_the_heap_goes_on(void **state)
{
	assert_int_equal(keeper_run(KEEPER_FREE_TWICE, 0), -EFAULT);
	assert_int_equal(keeper_run(KEEPER_FREE_FOREIGN, 0), -EFAULT);
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024 - 8), 1);
}

static void who_spoils_a_heap_spoils_its_own_and_nobody_waits_for_it(void **state)
{
	assert_int_equal(spoiler_spoil(), -EFAULT);
	assert_int_equal(spoiler_ask(), -ENOMEM);
	assert_int_equal(spoiler_ask(), -ENOMEM);
	assert_int_equal(keeper_run(KEEPER_COUNT, 1024 - 8), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_the_caller_loses_the_callee_loses_too, begin),
		cmocka_unit_test_setup(a_call_has_arguments_and_a_result, begin),
		cmocka_unit_test_setup(a_compartment_calls_another, begin),
		cmocka_unit_test_setup(a_thread_of_a_compartment_works_in_it, begin),
		cmocka_unit_test_setup(buffers_of_privileged_callers_go_in_and_out, begin),
#if defined(CONFIG_CLOSED_STACKS)
		cmocka_unit_test_setup(the_stacks_of_calls_are_closed_to_threads_with_privileges, begin),
#endif
		cmocka_unit_test_setup(a_buffer_that_no_region_covers_is_copied, begin),
		cmocka_unit_test_setup(a_buffer_that_a_region_covers_is_lent, begin),
		cmocka_unit_test_setup(a_buffer_larger_than_the_room_for_copies_is_refused, begin),
		cmocka_unit_test_setup(a_claim_to_memory_of_others_ends_the_call_that_makes_it, begin),
		cmocka_unit_test_setup(memory_of_the_caller_is_out_of_reach, begin),
		cmocka_unit_test_setup(a_fault_is_the_callers_error, begin),
		cmocka_unit_test_setup(a_gate_that_was_not_imported_is_refused, begin),
		cmocka_unit_test_setup(nothing_but_the_result_comes_out, begin),
		cmocka_unit_test_setup(a_return_goes_to_the_caller, begin),
		cmocka_unit_test_setup(a_thread_that_a_compartment_makes_is_the_compartments, begin),
		cmocka_unit_test_setup(calls_can_be_recursive_as_deep_as_there_are_places, begin),
		cmocka_unit_test_setup(a_compartment_that_did_not_come_up_takes_no_calls, begin),
		cmocka_unit_test_setup(who_finds_no_place_waits, begin),
		cmocka_unit_test_setup(a_wait_ends_with_its_time, begin),
		cmocka_unit_test_setup(the_most_urgent_waiter_is_next, begin),
		cmocka_unit_test_setup(a_waiter_lends_its_priority_to_who_is_inside, begin),
		cmocka_unit_test_setup(a_thread_that_is_ended_gives_its_place_back, begin),
		cmocka_unit_test_setup(a_compartment_has_its_heap, begin),
		cmocka_unit_test_setup(two_callers_change_the_heap_at_a_time, begin),
		cmocka_unit_test_setup(a_block_that_is_none_is_a_fault_and_the_heap_goes_on, begin),
		cmocka_unit_test_setup(who_spoils_a_heap_spoils_its_own_and_nobody_waits_for_it, begin),
		cmocka_unit_test_setup(as_many_as_are_declared_are_inside_at_a_time, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

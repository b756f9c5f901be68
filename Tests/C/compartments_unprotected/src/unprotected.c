/* What is different where nothing keeps compartments apart, and what threads leave behind that do not come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <bulkhead/supervise.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/kernel.h>

#include "compartments_under_test.h"
#include "tests.h"

K_APPMEM_PARTITION_DEFINE(shelf);
K_APP_BMEM(shelf) int on_shelf;

static void a_call_reaches_all_memory(void **state)
{
	assert_int_equal(store_write_word((unsigned int *)results), 0);
	assert_int_equal(results[0], 1);
}

static void a_buffer_is_passed_as_it_is(void **state)
{
	unsigned char bytes[20];

	assert_int_equal(store_address(bytes + 1, 19), (int)(uintptr_t)(bytes + 1));
	assert_int_equal(shop_run(SHOP_LENT, 0), 1);
	/* Nobody asks whether it would have fitted, either. */
	assert_int_equal(store_sum(NULL, 0), 0);
}

static void gives_up_once(void *index, void *p2, void *p3)
{
	results[(intptr_t)index] = store_give_up_once();
}

static void a_thread_that_begins_anew_has_left_its_place(void **state)
{
	static const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 1};

	start(0, gives_up_once, 0, 5);
	assert_int_equal(bulkhead_on_fault(&threads[0], &plan), 0);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
	assert_int_equal(results[0], 2);
	assert_int_equal(store_add(1, 0, 0, 0), 1);
}

static void changes(void *index, void *seed, void *p3)
{
	keeper_run(KEEPER_RANDOM, 4000 + ((int)(intptr_t)seed << 16));
	k_sleep(K_FOREVER);
}

/* The last one: the heap may be good for nothing behind it. */
static void nobody_waits_for_a_heap_that_an_ended_thread_has_changed(void **state)
{
	for (int i = 0; i < 20; i++) {
		int blocks;

		start(0, changes, i, 9);
		k_sleep(K_TICKS(1));
		k_thread_abort(&threads[0]);
		blocks = keeper_run(KEEPER_COUNT, 1024 - 8);
		assert_true(blocks == 0 || blocks == 1);
	}
}

int run_other_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_call_reaches_all_memory, begin),
		cmocka_unit_test_setup(a_buffer_is_passed_as_it_is, begin),
		cmocka_unit_test_setup(a_thread_that_begins_anew_has_left_its_place, begin),
		cmocka_unit_test_setup(nobody_waits_for_a_heap_that_an_ended_thread_has_changed, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

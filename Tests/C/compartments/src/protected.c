/* What only protection gives: who reaches what, and what a fault leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <zephyr/kernel.h>

#include "compartments_under_test.h"
#include "tests.h"

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

#if defined(CONFIG_CLOSED_STACKS)
extern k_thread_stack_t store_caller_0[];
static volatile int reads;

static void reads_of_a_call(void *index, void *offset, void *c)
{
	(void)index, (void)c;
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
		start(0, reads_of_a_call, (int)offsets[i], 0);
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

#if !defined(CONFIG_PROTECTION_CHERI)
static K_THREAD_STACK_DEFINE(stack_of_none, 1536);

static void counts(void *a, void *b, void *c)
{
	(void)a, (void)b, (void)c;
	store_count();
}

/* What belongs to no compartment calls with privileges only. */
static void a_thread_without_privileges_in_no_compartment_is_refused(void **state)
{
	fatal_errors = 0;
	k_thread_create(&threads[0], stack_of_none, K_THREAD_STACK_SIZEOF(stack_of_none), counts, NULL, NULL,
			NULL, 0, K_USER, K_NO_WAIT);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
	assert_int_equal(fatal_errors, 1);
}
#endif

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

int run_other_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_the_caller_loses_the_callee_loses_too, begin),
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
#if !defined(CONFIG_PROTECTION_CHERI)
		cmocka_unit_test_setup(a_thread_without_privileges_in_no_compartment_is_refused, begin),
#endif
		cmocka_unit_test_setup(nothing_but_the_result_comes_out, begin),
		cmocka_unit_test_setup(a_return_goes_to_the_caller, begin),
		cmocka_unit_test_setup(a_thread_that_a_compartment_makes_is_the_compartments, begin),
		cmocka_unit_test_setup(a_block_that_is_none_is_a_fault_and_the_heap_goes_on, begin),
		cmocka_unit_test_setup(who_spoils_a_heap_spoils_its_own_and_nobody_waits_for_it, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * With CONFIG_CLOSED_STACKS a thread with privileges, too, is stopped where it touches another's stack, and the report
 * says whose that is. What the kernel has to do to other stacks it does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/image.h>
#include <bulkhead/stack.h>
#include <bulkhead/supervise.h>
#include <bulkhead/user_mode.h>
#include <zephyr/kernel.h>
#include "windows.h"

K_THREAD_STACK_DEFINE(stack, 1000);
K_THREAD_STACK_DEFINE(other_stack, 640);
K_THREAD_STACK_DEFINE(dormant_stack, 512);
K_KERNEL_STACK_DEFINE(kernel_stack, 600);
K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 640);
static struct k_thread thread, other;
BULKHEAD_FAULT_QUEUE_DEFINE(faults, 3);
static volatile uint32_t runs;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)esf;
	if (strcmp(k_thread_name_get(k_current_get()), "test") == 0) {
		k_fatal_halt(reason);
	}
}

static void reads(void *p1, void *p2, void *p3)
{
	runs++;
	*(volatile char *)p1;
}

static void writes(void *p1, void *p2, void *p3)
{
	runs++;
	*(volatile char *)p1 = 1;
}

static void sleeps(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

static void run_on(k_thread_stack_t *where, size_t size, k_thread_entry_t entry, void *p1)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_ABORT, .told = &faults};

	runs = 0;
	k_thread_create(&thread, where, size, entry, p1, NULL, NULL, 1, 0, K_FOREVER);
	assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
}

static void run(k_thread_entry_t entry, void *p1)
{
	run_on(stack, K_THREAD_STACK_SIZEOF(stack), entry, p1);
}

static void begin_other(k_thread_entry_t entry, void *p1, uint32_t options)
{
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), entry, p1, NULL, NULL, 0, options,
			K_NO_WAIT);
	k_thread_name_set(&other, "other");
}

/* What the thread does that runs next ends it. */
static void require_stopped(void *address, enum bulkhead_memory_owner whose, const struct k_thread *owner)
{
	struct bulkhead_fault_record record = {.thread = NULL};

	assert_int_equal(k_msgq_get(&faults, &record, K_NO_WAIT), 0);
	assert_ptr_equal(record.thread, &thread);
	assert_int_equal(record.reason, K_ERR_CPU_EXCEPTION);
	assert_true(record.has_address);
	assert_ptr_equal(record.address, address);
	assert_int_equal(record.whose, whose);
	assert_ptr_equal(record.other, owner);
}

static void require_closed(void *start, size_t size, enum bulkhead_memory_owner whose, const struct k_thread *owner)
{
	char *ends[] = {start, (char *)start + size - 1};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		run(reads, ends[i]);
		require_stopped(ends[i], whose, owner);
		run(writes, ends[i]);
		require_stopped(ends[i], whose, owner);
		assert_int_equal(runs, 1);
	}
}

static void the_stacks_of_others_are_closed(void **state)
{
	(void)state;
	begin_other(sleeps, NULL, 0);
	require_closed(other.stack, other.stack_size, BULKHEAD_MEMORY_OTHER_STACK, &other);
	k_thread_abort(&other);
	begin_other(sleeps, NULL, K_USER);
	require_closed(other_stack, sizeof(other_stack), BULKHEAD_MEMORY_OTHER_STACK, &other);
	k_thread_abort(&other);
	const struct k_thread *owners[] = {bulkhead_image.main_thread, bulkhead_image.idle_thread, k_current_get()};

	for (size_t i = 0; i < ARRAY_SIZE(owners); i++) {
		require_closed(owners[i]->stack, owners[i]->stack_size, BULKHEAD_MEMORY_OTHER_STACK, owners[i]);
	}
}

static void stacks_that_nobody_lives_on_are_closed(void **state)
{
	(void)state;
	require_closed(dormant_stack, sizeof(dormant_stack), BULKHEAD_MEMORY_KERNEL, NULL);
	require_closed(kernel_stack, sizeof(kernel_stack), BULKHEAD_MEMORY_KERNEL, NULL);
	k_thread_stack_t *pooled = k_thread_stack_alloc(640, 0);

	assert_non_null(pooled);
	require_closed(pooled, 640, BULKHEAD_MEMORY_KERNEL, NULL);
	assert_int_equal(k_thread_stack_free(pooled), 0);
	require_closed(pooled, 640, BULKHEAD_MEMORY_KERNEL, NULL);
}

static void stacks_of_system_calls_are_closed(void **state)
{
	(void)state;
	begin_other(sleeps, NULL, K_USER);
	require_closed(other.user->stack_end - bulkhead_call_stack_size, bulkhead_call_stack_size,
		       BULKHEAD_MEMORY_KERNEL, NULL);
	k_thread_abort(&other);
}

/* From its first byte to its last. */
static void uses_all(void *p1, void *p2, void *p3)
{
	volatile char *first = k_current_get()->stack, *last = first + k_current_get()->stack_size - 1;

	*first = *last;
	runs += *first == *last;
	*last = *last;
}

static void require_open_to_its_thread(k_thread_stack_t *where, size_t size)
{
	runs = 0;
	k_thread_create(&thread, where, size, uses_all, NULL, NULL, NULL, 1, 0, K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(runs, 1);
}

static void all_of_its_own_stack_is_open(void **state)
{
	(void)state;
	require_open_to_its_thread(stack, K_THREAD_STACK_SIZEOF(stack));
	require_open_to_its_thread(stack, 700);
	require_open_to_its_thread(kernel_stack, K_KERNEL_STACK_SIZEOF(kernel_stack));
	for (int i = 0; i < 2; i++) {
		require_open_to_its_thread(stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]));
		run(reads, stacks[i]);
		require_stopped(stacks[i], BULKHEAD_MEMORY_KERNEL, NULL);
	}
	k_thread_stack_t *first = k_thread_stack_alloc(640, 0), *second = k_thread_stack_alloc(640, 0);

	require_open_to_its_thread(first, 640);
	require_open_to_its_thread(second, 640);
	run_on(first, 640, reads, second);
	require_stopped(second, BULKHEAD_MEMORY_KERNEL, NULL);
	assert_int_equal(k_thread_stack_free(first), 0);
	assert_int_equal(k_thread_stack_free(second), 0);
}

static __noinline uint32_t descend(uint32_t level)
{
	volatile uint32_t frame[16] = {level};

	return level == UINT32_MAX ? 0 : descend(level + 1) + frame[level & 15];
}

static void runs_over(void *p1, void *p2, void *p3)
{
	descend((uint32_t)(uintptr_t)p1);
}

static void a_stack_that_overflows_is_noticed_at_its_end(void **state)
{
	struct bulkhead_fault_record record;

	(void)state;
	run_on(stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), runs_over, NULL);
	assert_int_equal(k_msgq_get(&faults, &record, K_NO_WAIT), 0);
	assert_int_equal(record.reason, K_ERR_STACK_CHK_FAIL);
}

/* The others go on, and who faulted begins anew if that was said. */
static void touches_once(void *p1, void *p2, void *p3)
{
	if (runs++ == 0) {
		*(volatile char *)p1;
	}
	k_sem_give(p2);
}

K_SEM_DEFINE(done, 0, 1);

static void a_thread_may_begin_anew(void **state)
{
	const struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	(void)state;
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), touches_once, dormant_stack, &done, NULL, 1, 0,
			K_FOREVER);
	assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
	k_thread_start(&thread);
	assert_int_equal(k_sem_take(&done, K_SECONDS(1)), 0);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(runs, 2);
	require_stopped(dormant_stack, BULKHEAD_MEMORY_KERNEL, NULL);
}

/* It had been granted something, so the kernel keeps a record of it; and it reaches its domain one day. */
static void a_thread_that_may_use_objects_has_its_privileges_still(void **state)
{
	(void)state;
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), reads, dormant_stack, NULL, NULL, 1, 0, K_FOREVER);
	k_object_access_grant(&done, &thread);
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_ABORT, .told = &faults};

	assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	require_stopped(dormant_stack, BULKHEAD_MEMORY_KERNEL, NULL);
}

/* A thread without privileges leaves nothing open to the one that runs next, nor the other way round. */
static void yields(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < 3; i++) {
		k_yield();
	}
}

static void touches_after_yields(void *p1, void *p2, void *p3)
{
	yields(NULL, NULL, NULL);
	reads(p1, NULL, NULL);
}

static void a_yield_of_others_opens_nothing(void **state)
{
	(void)state;
	for (uint32_t options = 0; options <= K_USER; options += K_USER) {
		k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), yields, NULL, NULL, NULL, 1,
				options, K_NO_WAIT);
		run(touches_after_yields, other_stack);
		assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
		assert_int_equal(runs, 1);
		struct bulkhead_fault_record record;

		assert_int_equal(k_msgq_get(&faults, &record, K_NO_WAIT), 0);
		assert_ptr_equal(record.address, other_stack);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_stacks_of_others_are_closed),
		cmocka_unit_test(stacks_that_nobody_lives_on_are_closed),
		cmocka_unit_test(stacks_of_system_calls_are_closed),
		cmocka_unit_test(all_of_its_own_stack_is_open),
		cmocka_unit_test(a_stack_that_overflows_is_noticed_at_its_end),
		cmocka_unit_test(a_thread_may_begin_anew),
		cmocka_unit_test(a_thread_that_may_use_objects_has_its_privileges_still),
		cmocka_unit_test(a_yield_of_others_opens_nothing),
		cmocka_unit_test(a_message_comes_to_a_stack_and_from_one),
		cmocka_unit_test(bytes_of_a_pipe_come_to_a_stack_and_from_one),
		cmocka_unit_test(a_mail_comes_from_a_stack),
		cmocka_unit_test(poll_events_lie_on_a_stack),
		cmocka_unit_test(a_poller_is_ended),
		cmocka_unit_test(who_waits_for_work_lies_in_its_queue),
		cmocka_unit_test(a_timer_lies_on_a_stack),
		cmocka_unit_test(a_handler_writes_to_a_stack),
		cmocka_unit_test(what_the_kernel_is_told_is_on_no_other_stack),
		cmocka_unit_test(what_was_opened_is_closed_again),
		cmocka_unit_test(the_use_of_a_stack_is_measured),
		cmocka_unit_test(nobody_runs_while_stacks_are_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

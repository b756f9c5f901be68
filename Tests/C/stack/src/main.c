/* <zephyr/kernel/stack.h>: words, last in, first out, in fixed room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define ROOM 3

K_STACK_DEFINE(stack, ROOM);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static stack_data_t popped[2];
static int results[2];

static void pop_one(void *index, void *timeout, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p3);
	results[i] = k_stack_pop(&stack, &popped[i], timeout == NULL ? K_FOREVER : K_MSEC(10));
}

static void start(int index, int priority, bool has_limit)
{
	results[index] = 1;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), pop_one,
			(void *)(intptr_t)index, (void *)(intptr_t)has_limit, NULL, priority, 0,
			K_NO_WAIT);
}

static void words_come_back_in_reverse(void **state)
{
	stack_data_t word;

	(void)state;
	for (stack_data_t i = 1; i <= ROOM; i++) {
		assert_int_equal(k_stack_push(&stack, i), 0);
	}
	for (stack_data_t i = ROOM; i >= 1; i--) {
		assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), 0);
		assert_int_equal(word, i);
	}
}

static void a_full_stack_refuses(void **state)
{
	stack_data_t word;

	(void)state;
	for (stack_data_t i = 0; i < ROOM; i++) {
		assert_int_equal(k_stack_push(&stack, i), 0);
	}
	assert_int_equal(k_stack_push(&stack, 9), -ENOMEM);
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), 0);
	assert_int_equal(word, ROOM - 1);
	assert_int_equal(k_stack_push(&stack, 9), 0);
}

static void an_empty_stack_refuses_or_times_out(void **state)
{
	stack_data_t word = 77;

	(void)state;
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_stack_pop(&stack, &word, K_MSEC(5)), -EAGAIN);
	assert_true(k_uptime_get() >= 5);
	assert_int_equal(word, 77);
}

static void the_most_urgent_waiter_gets_the_word(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(5), false);
	start(1, K_PRIO_COOP(2), false);
	assert_int_equal(k_stack_push(&stack, UINTPTR_MAX), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[1], 0);
	assert_true(popped[1] == UINTPTR_MAX);
	assert_int_equal(results[0], 1);
	assert_int_equal(k_stack_push(&stack, 0), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[0], 0);
	assert_int_equal(popped[0], 0);
}

static void a_waiter_times_out_alone(void **state)
{
	stack_data_t word;

	(void)state;
	start(0, K_PRIO_COOP(5), true);
	k_sleep(K_MSEC(20));
	assert_int_equal(results[0], -EAGAIN);
	assert_int_equal(k_stack_push(&stack, 3), 0);
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), 0);
	assert_int_equal(word, 3);
}

static void use_in_interrupt(const void *parameter)
{
	stack_data_t word;

	ARG_UNUSED(parameter);
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_stack_push(&stack, 5), 0);
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), 0);
	assert_int_equal(word, 5);
	assert_int_equal(k_stack_push(&stack, 6), 0);
}

static void interrupts_push_and_pop(void **state)
{
	stack_data_t word;

	(void)state;
	irq_offload(use_in_interrupt, NULL);
	assert_int_equal(k_stack_pop(&stack, &word, K_NO_WAIT), 0);
	assert_int_equal(word, 6);
}

static void room_comes_from_the_heap_and_goes_back(void **state)
{
	struct k_stack local;

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(k_stack_alloc_init(&local, 16), 0);
		assert_int_equal(k_stack_push(&local, 1), 0);
		assert_int_equal(k_stack_cleanup(&local), 0);
	}
	assert_int_equal(k_stack_alloc_init(&local, 100000), -ENOMEM);
}

static void a_stack_with_waiters_is_not_cleaned_up(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(5), false);
	assert_int_equal(k_stack_cleanup(&stack), -EAGAIN);
	assert_int_equal(k_stack_push(&stack, 1), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(k_stack_cleanup(&stack), 0);
}

static void a_stack_can_be_made_at_run_time(void **state)
{
	static stack_data_t room[2];
	struct k_stack local;

	(void)state;
	k_stack_init(&local, room, 2);
	assert_int_equal(k_stack_push(&local, 1), 0);
	assert_int_equal(k_stack_push(&local, 2), 0);
	assert_int_equal(k_stack_push(&local, 3), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_back_in_reverse),
		cmocka_unit_test(a_full_stack_refuses),
		cmocka_unit_test(an_empty_stack_refuses_or_times_out),
		cmocka_unit_test(the_most_urgent_waiter_gets_the_word),
		cmocka_unit_test(a_waiter_times_out_alone),
		cmocka_unit_test(interrupts_push_and_pop),
		cmocka_unit_test(room_comes_from_the_heap_and_goes_back),
		cmocka_unit_test(a_stack_with_waiters_is_not_cleaned_up),
		cmocka_unit_test(a_stack_can_be_made_at_run_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

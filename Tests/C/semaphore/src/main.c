/* <zephyr/kernel/sem.h>: counting semaphores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_SEM_DEFINE(semaphore, 1, 3);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];
static int results[3];
static int order[3];
static int ended;

static void take(void *index, void *milliseconds, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p3);
	results[i] = k_sem_take(&semaphore, milliseconds == NULL ? K_FOREVER
								 : K_MSEC((intptr_t)milliseconds));
	order[ended++] = i;
}

static void start(int index, int priority, intptr_t milliseconds)
{
	results[index] = 1;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), take,
			(void *)(intptr_t)index, (void *)milliseconds, NULL, priority, 0, K_NO_WAIT);
}

static int empty(void **state)
{
	(void)state;
	ended = 0;
	return k_sem_take(&semaphore, K_NO_WAIT);
}

static void init_refuses_what_makes_no_sense(void **state)
{
	struct k_sem local;

	(void)state;
	assert_int_equal(k_sem_init(&local, 0, 0), -EINVAL);
	assert_int_equal(k_sem_init(&local, 2, 1), -EINVAL);
	assert_int_equal(k_sem_init(&local, 1, 1), 0);
	assert_int_equal(k_sem_count_get(&local), 1);
	assert_int_equal(k_sem_init(&local, 0, K_SEM_MAX_LIMIT), 0);
}

static void a_unit_can_be_taken_once(void **state)
{
	(void)state;
	assert_int_equal(k_sem_take(&semaphore, K_NO_WAIT), 0);
	assert_int_equal(k_sem_take(&semaphore, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_sem_count_get(&semaphore), 0);
}

static void the_count_stops_at_the_limit(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		k_sem_give(&semaphore);
	}
	assert_int_equal(k_sem_count_get(&semaphore), 3);
}

static void take_times_out(void **state)
{
	int64_t before = k_uptime_ticks();

	(void)state;
	assert_int_equal(k_sem_take(&semaphore, K_TICKS(10)), -EAGAIN);
	assert_true(k_uptime_ticks() - before >= 10);
	assert_int_equal(k_sem_take(&semaphore, K_TIMEOUT_ABS_TICKS(before)), -EAGAIN);
}

static void units_go_to_the_most_urgent_then_to_the_oldest(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(5), 0);
	start(1, K_PRIO_COOP(5), 0);
	start(2, K_PRIO_COOP(3), 0);
	k_sched_lock();
	for (int i = 0; i < 3; i++) {
		k_sem_give(&semaphore);
		assert_int_equal(k_sem_count_get(&semaphore), 0);
	}
	k_sched_unlock();
	k_sleep(K_TICKS(1));
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 0);
	assert_int_equal(order[2], 1);
}

static void a_waiter_that_became_urgent_is_served_first(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(4), 0);
	start(1, K_PRIO_COOP(5), 0);
	k_thread_priority_set(&threads[1], K_PRIO_COOP(2));
	k_sem_give(&semaphore);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[1], 0);
	assert_int_equal(results[0], 1);
}

static void a_waiter_that_timed_out_takes_nothing(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(3), 5);
	k_sleep(K_MSEC(10));
	assert_int_equal(results[0], -EAGAIN);
	k_sem_give(&semaphore);
	assert_int_equal(k_sem_count_get(&semaphore), 1);
}

static void a_waiter_that_was_aborted_takes_nothing(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(3), 0);
	k_thread_abort(&threads[0]);
	k_sem_give(&semaphore);
	assert_int_equal(k_sem_count_get(&semaphore), 1);
}

static void reset_empties_and_ends_waits(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(3), 0);
	start(1, K_PRIO_COOP(4), 1000);
	k_sem_reset(&semaphore);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[0], -EAGAIN);
	assert_int_equal(results[1], -EAGAIN);
	k_sem_give(&semaphore);
	k_sem_give(&semaphore);
	k_sem_reset(&semaphore);
	assert_int_equal(k_sem_count_get(&semaphore), 0);
}

static void use_in_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	assert_int_equal(k_sem_take(&semaphore, K_NO_WAIT), -EBUSY);
	k_sem_give(&semaphore);
	k_sem_give(&semaphore);
	assert_int_equal(ended, 0);
	assert_int_equal(k_sem_take(&semaphore, K_NO_WAIT), 0);
}

static void interrupts_give_and_take(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(3), 0);
	irq_offload(use_in_interrupt, NULL);
	assert_int_equal(ended, 1);
	assert_int_equal(k_sem_count_get(&semaphore), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_refuses_what_makes_no_sense),
		cmocka_unit_test(a_unit_can_be_taken_once),
		cmocka_unit_test(the_count_stops_at_the_limit),
		cmocka_unit_test_setup(take_times_out, empty),
		cmocka_unit_test_setup(units_go_to_the_most_urgent_then_to_the_oldest, empty),
		cmocka_unit_test_setup(a_waiter_that_became_urgent_is_served_first, empty),
		cmocka_unit_test_setup(a_waiter_that_timed_out_takes_nothing, empty),
		cmocka_unit_test_setup(a_waiter_that_was_aborted_takes_nothing, empty),
		cmocka_unit_test_setup(reset_empties_and_ends_waits, empty),
		cmocka_unit_test_setup(interrupts_give_and_take, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

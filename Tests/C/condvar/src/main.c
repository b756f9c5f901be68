/* <zephyr/kernel/condvar.h>: condition variables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

K_MUTEX_DEFINE(mutex);
K_CONDVAR_DEFINE(condition);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];
static int results[3];
static int order[3];
static int ended;

static int prepare(void **state)
{
	(void)state;
	ended = 0;
	return 0;
}

static void wait_for_condition(void *index, void *milliseconds, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p3);
	k_mutex_lock(&mutex, K_FOREVER);
	results[i] = k_condvar_wait(&condition, &mutex,
				    milliseconds == NULL ? K_FOREVER
							 : K_MSEC((intptr_t)milliseconds));
	order[ended++] = i;
	k_mutex_unlock(&mutex);
}

static void start(int index, int priority, intptr_t milliseconds)
{
	results[index] = 1;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]),
			wait_for_condition, (void *)(intptr_t)index, (void *)milliseconds, NULL,
			priority, 0, K_NO_WAIT);
}

static void a_signal_wakes_the_most_urgent(void **state)
{
	(void)state;
	assert_int_equal(k_condvar_signal(&condition), 0); /* nobody there: forgotten */
	start(0, K_PRIO_COOP(5), 0);
	start(1, K_PRIO_COOP(3), 0);
	assert_int_equal(k_condvar_signal(&condition), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[1], 0);
	assert_int_equal(results[0], 1);
}

static void a_broadcast_wakes_all_and_counts_them(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		start(i, K_PRIO_COOP(3 + i), 0);
	}
	assert_int_equal(k_condvar_broadcast(&condition), 3);
	k_sleep(K_TICKS(1));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(results[i], 0);
		assert_int_equal(order[i], i);
	}
	assert_int_equal(k_condvar_broadcast(&condition), 0);
}

static void a_wait_times_out_with_the_mutex(void **state)
{
	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	assert_int_equal(k_condvar_wait(&condition, &mutex, K_MSEC(5)), -EAGAIN);
	assert_int_equal(k_condvar_wait(&condition, &mutex, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_int_equal(k_mutex_unlock(&mutex), -EINVAL);
}

static void the_mutex_is_free_while_waiting(void **state)
{
	(void)state;
	start(0, K_PRIO_COOP(3), 0);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	k_condvar_signal(&condition);
	assert_int_equal(results[0], 1); /* it wants the mutex first */
	k_mutex_unlock(&mutex);
	assert_int_equal(results[0], 0);
}

static void a_condition_can_be_made_at_run_time(void **state)
{
	struct k_condvar local;

	(void)state;
	assert_int_equal(k_condvar_init(&local), 0);
	assert_int_equal(k_condvar_broadcast(&local), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_signal_wakes_the_most_urgent, prepare),
		cmocka_unit_test_setup(a_broadcast_wakes_all_and_counts_them, prepare),
		cmocka_unit_test_setup(a_wait_times_out_with_the_mutex, prepare),
		cmocka_unit_test_setup(the_mutex_is_free_while_waiting, prepare),
		cmocka_unit_test_setup(a_condition_can_be_made_at_run_time, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

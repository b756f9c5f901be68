/* Every cmocka test starts on a fresh kernel, whatever the test before it left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

K_SEM_DEFINE(semaphore, 1, 5);
K_MUTEX_DEFINE(mutex);

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static volatile unsigned steps;

static void step_for_ever(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	for (;;) {
		steps++;
		k_sleep(K_MSEC(1));
	}
}

/* Changes everything that the next test looks at. */
static void leave_a_mess(void **state)
{
	(void)state;
	assert_int_equal(k_sem_count_get(&semaphore), 1);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), step_for_ever, NULL, NULL, NULL,
			K_PRIO_COOP(2), 0, K_NO_WAIT);
	k_sem_give(&semaphore);
	k_sem_give(&semaphore);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	k_sleep(K_MSEC(500));
	assert_true(steps > 0);
	assert_true(k_uptime_get() >= 500);
	k_thread_priority_set(k_current_get(), K_PRIO_COOP(3));
	k_sched_lock();
}

static void nothing_of_it_is_left(void **state)
{
	unsigned before = steps;

	(void)state;
	assert_true(k_uptime_get() < 100);
	assert_int_equal(k_sem_count_get(&semaphore), 1);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	assert_int_equal(k_thread_priority_get(k_current_get()), CONFIG_MAIN_THREAD_PRIORITY);
	assert_true(k_is_preempt_thread());
	k_sleep(K_MSEC(20));
	assert_int_equal(steps, before);
}


static int look_in_setup(void **state)
{
	(void)state;
	assert_int_equal(k_sem_count_get(&semaphore), 1);
	k_sem_give(&semaphore);
	return 0;
}

static void the_setup_belongs_to_its_test(void **state)
{
	(void)state;
	assert_int_equal(k_sem_count_get(&semaphore), 2);
}


int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leave_a_mess),
		cmocka_unit_test(nothing_of_it_is_left),
		cmocka_unit_test_setup(the_setup_belongs_to_its_test, look_in_setup),
		cmocka_unit_test(leave_a_mess),
		cmocka_unit_test(nothing_of_it_is_left),
		cmocka_unit_test_setup(the_setup_belongs_to_its_test, look_in_setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

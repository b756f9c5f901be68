/* <zephyr/kernel/mutex.h>: recursive, owned, with priority inheritance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

K_MUTEX_DEFINE(mutex);
K_MUTEX_DEFINE(other);

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

static void lock_and_unlock(void *index, void *milliseconds, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p3);
	results[i] = k_mutex_lock(&mutex, milliseconds == NULL ? K_FOREVER
							       : K_MSEC((intptr_t)milliseconds));
	order[ended++] = i;
	if (results[i] == 0) {
		(void)k_mutex_unlock(&mutex);
	}
}

static void start(int index, k_thread_entry_t entry, int priority, intptr_t milliseconds)
{
	results[index] = 1;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(intptr_t)index, (void *)milliseconds, NULL, priority, 0, K_NO_WAIT);
}

static void the_owner_may_lock_again(void **state)
{
	(void)state;
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	start(0, lock_and_unlock, K_PRIO_COOP(3), 0);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_int_equal(results[0], 1);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
	assert_int_equal(results[0], 0);
}

static void nobodys_mutex_cannot_be_unlocked(void **state)
{
	struct k_mutex local;

	(void)state;
	assert_int_equal(k_mutex_init(&local), 0);
	assert_int_equal(k_mutex_unlock(&local), -EINVAL);
}

static void unlock_only(void *index, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	results[(intptr_t)index] = k_mutex_unlock(&mutex);
}

static void try_only(void *index, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	results[(intptr_t)index] = k_mutex_lock(&mutex, K_NO_WAIT);
}

static void only_the_owner_unlocks(void **state)
{
	(void)state;
	assert_int_equal(k_mutex_lock(&mutex, K_FOREVER), 0);
	start(0, unlock_only, K_PRIO_COOP(3), 0);
	assert_int_equal(results[0], -EPERM);
	start(1, try_only, K_PRIO_COOP(3), 0);
	assert_int_equal(results[1], -EBUSY);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
}

static void lock_times_out(void **state)
{
	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	start(0, lock_and_unlock, K_PRIO_COOP(3), 5);
	k_sleep(K_MSEC(10));
	assert_int_equal(results[0], -EAGAIN);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
}

static void the_most_urgent_waiter_is_the_next_owner(void **state)
{
	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	start(0, lock_and_unlock, K_PRIO_COOP(5), 0);
	start(1, lock_and_unlock, K_PRIO_COOP(3), 0);
	start(2, lock_and_unlock, K_PRIO_COOP(5), 0);
	k_sleep(K_TICKS(1)); /* the owner has become cooperative: let them all wait */
	k_mutex_unlock(&mutex);
	k_sleep(K_TICKS(1));
	assert_int_equal(order[0], 1);
	assert_int_equal(order[1], 0);
	assert_int_equal(order[2], 2);
}

static void the_owner_has_its_most_urgent_waiters_priority(void **state)
{
	int own = k_thread_priority_get(k_current_get());

	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	start(0, lock_and_unlock, K_PRIO_COOP(5), 0);
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(5));
	start(1, lock_and_unlock, K_PRIO_COOP(3), 5);
	k_sleep(K_TICKS(1));
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(3));
	k_sleep(K_MSEC(10));
	assert_int_equal(results[1], -EAGAIN); /* and lends nothing any more */
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(5));
	k_mutex_unlock(&mutex);
	assert_int_equal(k_thread_priority_get(k_current_get()), own);
}

static void an_aborted_waiter_lends_nothing_any_more(void **state)
{
	int own = k_thread_priority_get(k_current_get());

	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	start(0, lock_and_unlock, K_PRIO_COOP(5), 0);
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(5));
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_priority_get(k_current_get()), own);
	assert_int_equal(k_mutex_unlock(&mutex), 0);
}

static void lock_other_then_mutex(void *index, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	(void)k_mutex_lock(&other, K_FOREVER);
	lock_and_unlock(index, NULL, NULL);
	(void)k_mutex_unlock(&other);
}

static void lock_other(void *index, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	results[(intptr_t)index] = k_mutex_lock(&other, K_FOREVER);
}

static void inheritance_goes_along_a_chain(void **state)
{
	int own = k_thread_priority_get(k_current_get());

	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	start(0, lock_other_then_mutex, K_PRIO_COOP(6), 0);
	start(1, lock_other, K_PRIO_COOP(2), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(k_thread_priority_get(&threads[0]), K_PRIO_COOP(2));
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(2));
	k_mutex_unlock(&mutex);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[1], 0);
	assert_int_equal(k_thread_priority_get(k_current_get()), own);
}

static void one_of_two_mutexes_still_lends(void **state)
{
	(void)state;
	k_mutex_lock(&mutex, K_FOREVER);
	k_mutex_lock(&other, K_FOREVER);
	start(0, lock_and_unlock, K_PRIO_COOP(3), 0);
	start(1, lock_other, K_PRIO_COOP(5), 0);
	k_sleep(K_TICKS(1));
	k_mutex_unlock(&mutex);
	assert_int_equal(k_thread_priority_get(k_current_get()), K_PRIO_COOP(5));
	k_mutex_unlock(&other);
}

static volatile int inside;

/* How often both were inside; how long it takes outside is different each time. */
static void come_and_go(void *index, void *p2, void *p3)
{
	int met = 0;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	for (int i = 0; i < 30000; i++) {
		(void)k_mutex_lock(&mutex, K_FOREVER);
		met += inside++ != 0;
		for (volatile int wait = 0; wait < 10; wait++) {
		}
		inside--;
		(void)k_mutex_unlock(&mutex);
		for (volatile int wait = 0; wait < i % 7; wait++) {
		}
	}
	results[(intptr_t)index] = met;
}

static void owners_are_alone_wherever_they_are_interrupted(void **state)
{
	(void)state;
	k_sched_time_slice_set(1, 1);
	for (int i = 0; i < 2; i++) {
		start(i, come_and_go, 1, 0);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_FOREVER), 0);
		assert_int_equal(results[i], 0);
	}
	k_sched_time_slice_set(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_owner_may_lock_again, prepare),
		cmocka_unit_test_setup(nobodys_mutex_cannot_be_unlocked, prepare),
		cmocka_unit_test_setup(only_the_owner_unlocks, prepare),
		cmocka_unit_test_setup(lock_times_out, prepare),
		cmocka_unit_test_setup(the_most_urgent_waiter_is_the_next_owner, prepare),
		cmocka_unit_test_setup(the_owner_has_its_most_urgent_waiters_priority, prepare),
		cmocka_unit_test_setup(an_aborted_waiter_lends_nothing_any_more, prepare),
		cmocka_unit_test_setup(inheritance_goes_along_a_chain, prepare),
		cmocka_unit_test_setup(one_of_two_mutexes_still_lends, prepare),
		cmocka_unit_test_setup(owners_are_alone_wherever_they_are_interrupted, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/kernel/thread.h>: a stack and a schedule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];
static int order[16];
static int steps;
static int32_t left;

static void note(void *number, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	order[steps++ & 15] = (int)(intptr_t)number;
}

static k_tid_t start(int index, k_thread_entry_t entry, int priority, k_timeout_t delay)
{
	return k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]),
			       entry, (void *)(intptr_t)index, NULL, NULL, priority, 0, delay);
}

static int prepare(void **state)
{
	(void)state;
	steps = 0;
	return 0;
}

static void an_urgent_thread_runs_at_once(void **state)
{
	(void)state;
	assert_ptr_equal(start(0, note, K_PRIO_COOP(3), K_NO_WAIT), &threads[0]);
	assert_int_equal(steps, 1);
	start(1, note, K_PRIO_PREEMPT(5), K_NO_WAIT);
	assert_int_equal(steps, 1);
	k_sleep(K_TICKS(5));
	assert_int_equal(steps, 2);
}

static void a_thread_starts_after_its_delay_or_when_told(void **state)
{
	(void)state;
	start(0, note, K_PRIO_COOP(3), K_MSEC(10));
	start(1, note, K_PRIO_COOP(3), K_FOREVER);
	start(2, note, K_PRIO_COOP(3), K_SECONDS(1000));
	assert_int_equal(steps, 0);
	k_sleep(K_MSEC(50));
	assert_int_equal(steps, 1);
	k_thread_start(&threads[1]);
	assert_int_equal(steps, 2);
	k_thread_start(&threads[2]);
	assert_int_equal(steps, 3);
	k_thread_start(&threads[2]);
	assert_int_equal(steps, 3);
}

static void sleep_for_long(void *number, void *p2, void *p3)
{
	left = k_sleep(K_MSEC(400));
	note(number, p2, p3);
}

static void join_waits_for_the_end(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), -EBUSY);
	assert_int_equal(k_thread_join(&threads[0], K_MSEC(5)), -EAGAIN);
	assert_int_equal(k_thread_join(k_current_get(), K_FOREVER), -EDEADLK);
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	assert_true(k_uptime_get() >= 400);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
}

static void waking_cuts_a_sleep_short(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	k_sleep(K_MSEC(10));
	k_wakeup(&threads[0]);
	assert_int_equal(steps, 1);
	assert_in_range(left, 1, 399);
	assert_int_equal(k_sleep(K_MSEC(1)), 0);
	assert_int_equal(k_msleep(1), 0);
	assert_int_equal(k_usleep(100), 0);
}

static void an_aborted_thread_does_nothing_more(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
	k_wakeup(&threads[0]);
	k_thread_abort(&threads[0]);
	k_sleep(K_MSEC(800));
	assert_int_equal(steps, 0);
	/* Its record and stack serve again. */
	start(0, note, K_PRIO_COOP(3), K_NO_WAIT);
	assert_int_equal(steps, 1);
}

static void abort_itself(void *number, void *p2, void *p3)
{
	note(number, p2, p3);
	k_thread_abort(k_current_get());
	note(number, p2, p3);
}

static void a_thread_can_abort_itself(void **state)
{
	(void)state;
	start(0, abort_itself, K_PRIO_COOP(3), K_NO_WAIT);
	assert_int_equal(steps, 1);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
}

static void abort_in_interrupt(const void *thread)
{
	k_thread_abort((k_tid_t)thread);
}

static void an_interrupt_can_abort_a_thread(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	irq_offload(abort_in_interrupt, &threads[0]);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
}

static void a_suspended_thread_waits_for_resume(void **state)
{
	(void)state;
	start(0, note, K_PRIO_PREEMPT(5), K_NO_WAIT);
	k_thread_suspend(&threads[0]);
	k_thread_suspend(&threads[0]);
	k_sleep(K_MSEC(5));
	assert_int_equal(steps, 0);
	k_thread_resume(&threads[0]);
	k_thread_resume(&threads[0]);
	k_sleep(K_MSEC(5));
	assert_int_equal(steps, 1);
}

static void a_sleep_goes_on_while_suspended(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	k_thread_suspend(&threads[0]);
	k_sleep(K_MSEC(800));
	assert_int_equal(steps, 0);
	k_thread_resume(&threads[0]);
	assert_int_equal(steps, 1);
}

static void yield_three_times(void *number, void *p2, void *p3)
{
	for (int i = 0; i < 3; i++) {
		note(number, p2, p3);
		k_yield();
	}
}

static void equals_take_turns_when_they_yield(void **state)
{
	(void)state;
	start(0, yield_three_times, K_PRIO_PREEMPT(5), K_NO_WAIT);
	start(1, yield_three_times, K_PRIO_PREEMPT(5), K_NO_WAIT);
	k_sleep(K_MSEC(10));
	assert_int_equal(steps, 6);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(order[i], i % 2);
	}
}

static void priority_decides_and_can_change(void **state)
{
	(void)state;
	start(0, note, K_PRIO_PREEMPT(6), K_NO_WAIT);
	start(1, note, K_PRIO_PREEMPT(5), K_NO_WAIT);
	assert_int_equal(k_thread_priority_get(&threads[0]), 6);
	k_thread_priority_set(&threads[0], 4);
	assert_int_equal(k_thread_priority_get(&threads[0]), 4);
	k_sleep(K_MSEC(5));
	assert_int_equal(order[0], 0);
	assert_int_equal(order[1], 1);
	start(2, note, K_PRIO_PREEMPT(5), K_NO_WAIT);
	k_thread_priority_set(&threads[2], K_PRIO_COOP(3));
	assert_int_equal(steps, 3);
}

static void a_locked_scheduler_holds_off_others(void **state)
{
	(void)state;
	assert_true(k_is_preempt_thread());
	k_sched_lock();
	k_sched_lock();
	assert_false(k_is_preempt_thread());
	start(0, note, K_PRIO_COOP(3), K_NO_WAIT);
	assert_int_equal(steps, 0);
	k_sched_unlock();
	assert_int_equal(steps, 0);
	k_sched_unlock();
	assert_int_equal(steps, 1);
}

static volatile bool may_stop;

static void spin(void *number, void *p2, void *p3)
{
	note(number, p2, p3);
	while (!may_stop) {
		k_busy_wait(100);
	}
}

static void slices_let_equals_take_turns(void **state)
{
	(void)state;
	may_stop = false;
	k_sched_time_slice_set(5, 0);
	start(0, spin, K_PRIO_PREEMPT(5), K_NO_WAIT);
	start(1, spin, K_PRIO_PREEMPT(5), K_NO_WAIT);
	k_sleep(K_MSEC(100));
	may_stop = true;
	k_sched_time_slice_set(0, 0);
	assert_int_equal(steps, 2);
}

static void names_are_kept_and_cut(void **state)
{
	char buffer[CONFIG_THREAD_MAX_NAME_LEN];
	char small[3];

	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	assert_string_equal(k_thread_name_get(&threads[0]), "");
	assert_int_equal(k_thread_name_set(&threads[0], "worker"), 0);
	assert_string_equal(k_thread_name_get(&threads[0]), "worker");
	assert_int_equal(k_thread_name_copy(&threads[0], buffer, sizeof(buffer)), 0);
	assert_string_equal(buffer, "worker");
	assert_int_equal(k_thread_name_copy(&threads[0], small, sizeof(small)), -ENOSPC);
	assert_int_equal(k_thread_name_set(NULL, "main itself"), 0);
	assert_string_equal(k_thread_name_get(k_current_get()), "main itself");
}

static void states_have_words(void **state)
{
	char buffer[32];

	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	assert_string_equal(k_thread_state_str(&threads[0], buffer, sizeof(buffer)), "sleeping");
	k_thread_suspend(&threads[0]);
	assert_non_null(strstr(k_thread_state_str(&threads[0], buffer, sizeof(buffer)), "suspended"));
	k_thread_abort(&threads[0]);
	assert_string_equal(k_thread_state_str(&threads[0], buffer, sizeof(buffer)), "dead");
	start(1, note, K_PRIO_COOP(3), K_FOREVER);
	assert_string_equal(k_thread_state_str(&threads[1], buffer, sizeof(buffer)), "prestart");
}

static void custom_data_belongs_to_each_thread(void **state)
{
	(void)state;
	k_thread_custom_data_set(&steps);
	start(0, note, K_PRIO_COOP(3), K_NO_WAIT);
	assert_ptr_equal(k_thread_custom_data_get(), &steps);
}

static void look_for_threads(const struct k_thread *thread, void *found)
{
	if (thread == &threads[0] || thread == k_current_get()) {
		++*(int *)found;
	}
}

static void all_threads_can_be_visited(void **state)
{
	int found = 0;

	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	k_thread_foreach(look_for_threads, &found);
	assert_int_equal(found, 2);
	k_thread_abort(&threads[0]);
	k_thread_foreach_unlocked(look_for_threads, &found);
	assert_int_equal(found, 3);
}

static void the_time_of_a_timeout_can_be_asked(void **state)
{
	(void)state;
	start(0, sleep_for_long, K_PRIO_COOP(3), K_NO_WAIT);
	assert_true(k_thread_timeout_expires_ticks(&threads[0]) > k_uptime_ticks());
	assert_true(k_thread_timeout_remaining_ticks(&threads[0]) > 0);
	assert_int_equal(k_thread_timeout_remaining_ticks(k_current_get()), 0);
}

static bool in_interrupt;

static void ask(const void *parameter)
{
	in_interrupt = k_is_in_isr();
	assert_ptr_equal(k_current_get(), parameter);
	assert_false(k_is_preempt_thread());
}

static void a_handler_knows_that_it_is_one(void **state)
{
	(void)state;
	assert_false(k_is_in_isr());
	assert_false(k_is_pre_kernel());
	irq_offload(ask, k_current_get());
	assert_true(in_interrupt);
}

static void static_thread(void *p1, void *p2, void *p3)
{
	steps += (int)(intptr_t)p1 + (int)(intptr_t)p2 + (int)(intptr_t)p3;
}

K_THREAD_DEFINE(defined, 1024, static_thread, 1, 2, 3, 5, 0, SYS_FOREVER_MS);

static void a_defined_thread_is_there_from_the_start(void **state)
{
	(void)state;
	k_thread_start(defined);
	assert_int_equal(k_thread_join(defined, K_SECONDS(1)), 0);
	assert_int_equal(steps, 6);
}

static bool could_yield;

static void look_from_a_handler(const void *argument)
{
	ARG_UNUSED(argument);
	could_yield = k_can_yield();
}

static void threads_can_yield_and_handlers_cannot(void **state)
{
	(void)state;
	could_yield = true;
	irq_offload(look_from_a_handler, NULL);
	assert_false(could_yield);
	assert_true(k_can_yield());
}

static bool idle_is_over;

static void end_idling(struct k_timer *timer)
{
	ARG_UNUSED(timer);
	idle_is_over = true;
}

K_TIMER_DEFINE(alarm, end_idling, NULL);

static void idling_lasts_until_an_interrupt(void **state)
{
	unsigned int key;
	int64_t start_time = k_uptime_get();

	(void)state;
	idle_is_over = false;
	k_timer_start(&alarm, K_MSEC(20), K_NO_WAIT);
	while (!idle_is_over) {
		k_cpu_idle();
	}
	assert_true(k_uptime_get() - start_time >= 20);

	idle_is_over = false;
	key = irq_lock();
	k_timer_start(&alarm, K_MSEC(20), K_NO_WAIT);
	while (!idle_is_over) {
		k_cpu_atomic_idle(key);
		key = irq_lock();
	}
	irq_unlock(key);
	assert_true(k_uptime_get() - start_time >= 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_urgent_thread_runs_at_once, prepare),
		cmocka_unit_test_setup(a_thread_starts_after_its_delay_or_when_told, prepare),
		cmocka_unit_test_setup(join_waits_for_the_end, prepare),
		cmocka_unit_test_setup(waking_cuts_a_sleep_short, prepare),
		cmocka_unit_test_setup(an_aborted_thread_does_nothing_more, prepare),
		cmocka_unit_test_setup(a_thread_can_abort_itself, prepare),
		cmocka_unit_test_setup(an_interrupt_can_abort_a_thread, prepare),
		cmocka_unit_test_setup(a_suspended_thread_waits_for_resume, prepare),
		cmocka_unit_test_setup(a_sleep_goes_on_while_suspended, prepare),
		cmocka_unit_test_setup(equals_take_turns_when_they_yield, prepare),
		cmocka_unit_test_setup(priority_decides_and_can_change, prepare),
		cmocka_unit_test_setup(a_locked_scheduler_holds_off_others, prepare),
		cmocka_unit_test_setup(slices_let_equals_take_turns, prepare),
		cmocka_unit_test_setup(names_are_kept_and_cut, prepare),
		cmocka_unit_test_setup(states_have_words, prepare),
		cmocka_unit_test_setup(custom_data_belongs_to_each_thread, prepare),
		cmocka_unit_test_setup(all_threads_can_be_visited, prepare),
		cmocka_unit_test_setup(the_time_of_a_timeout_can_be_asked, prepare),
		cmocka_unit_test_setup(a_handler_knows_that_it_is_one, prepare),
		cmocka_unit_test_setup(a_defined_thread_is_there_from_the_start, prepare),
		cmocka_unit_test_setup(threads_can_yield_and_handlers_cannot, prepare),
		cmocka_unit_test_setup(idling_lasts_until_an_interrupt, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

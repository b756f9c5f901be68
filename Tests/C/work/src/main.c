/* <zephyr/kernel/work.h>: work queues, delayed work, work that waits for events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define LONG 500

static K_THREAD_STACK_DEFINE(queue_stack, 1024);
static K_THREAD_STACK_DEFINE(helper_stack, 1024);
static struct k_work_q queue;
static struct k_thread helper;
K_SEM_DEFINE(gate, 0, 10);

static int runs;
static struct k_work *ran[8];

static void note(struct k_work *work)
{
	ran[runs++ & 7] = work;
}

/* Runs until somebody opens the gate. */
static void wait_at_gate(struct k_work *work)
{
	note(work);
	(void)k_sem_take(&gate, K_FOREVER);
}

K_WORK_DEFINE(first, note);
K_WORK_DEFINE(second, note);
K_WORK_DEFINE(slow, wait_at_gate);
K_WORK_DELAYABLE_DEFINE(delayed, note);
K_WORK_DELAYABLE_DEFINE(slow_delayed, wait_at_gate);
static struct k_work_sync sync;

static int prepare(void **state)
{
	(void)state;
	runs = 0;
	k_work_queue_init(&queue);
	k_work_queue_start(&queue, queue_stack, K_THREAD_STACK_SIZEOF(queue_stack), K_PRIO_PREEMPT(5),
			   NULL);
	return 0;
}

static void let_it_run(void)
{
	k_sleep(K_TICKS(20));
}

/* Work */

static void work_runs_in_the_order_it_came(void **state)
{
	(void)state;
	assert_int_equal(k_work_submit_to_queue(&queue, &second), 1);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
	assert_int_equal(k_work_busy_get(&first), K_WORK_QUEUED);
	assert_true(k_work_is_pending(&second));
	let_it_run();
	assert_int_equal(runs, 2);
	assert_ptr_equal(ran[0], &second);
	assert_ptr_equal(ran[1], &first);
	assert_false(k_work_is_pending(&second));
}

static void queued_work_is_not_queued_twice(void **state)
{
	(void)state;
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 0);
	let_it_run();
	assert_int_equal(runs, 1);
}

static void running_work_can_be_queued_again(void **state)
{
	(void)state;
	assert_int_equal(k_work_submit_to_queue(&queue, &slow), 1);
	let_it_run();
	assert_int_equal(k_work_busy_get(&slow), K_WORK_RUNNING);
	/* On the queue that runs it, whatever queue is named. */
	assert_int_equal(k_work_submit(&slow), 2);
	assert_int_equal(k_work_busy_get(&slow), K_WORK_RUNNING | K_WORK_QUEUED);
	k_sem_give(&gate);
	k_sem_give(&gate);
	let_it_run();
	assert_int_equal(runs, 2);
}

static void work_without_a_queue_is_einval(void **state)
{
	struct k_work work;

	(void)state;
	k_work_init(&work, note);
	assert_int_equal(k_work_submit_to_queue(NULL, &work), -EINVAL);
	assert_int_equal(k_work_submit_to_queue(&queue, &work), 1);
	let_it_run();
	/* Once it has been on a queue, that one is meant. */
	assert_int_equal(k_work_submit_to_queue(NULL, &work), 1);
	let_it_run();
	assert_int_equal(runs, 2);
}

static void a_queue_that_is_not_started_is_enodev(void **state)
{
	static struct k_work_q idle;

	(void)state;
	k_work_queue_init(&idle);
	assert_int_equal(k_work_submit_to_queue(&idle, &first), -ENODEV);
	assert_int_equal(k_work_busy_get(&first), 0);
}

static void the_system_queue_runs_work_at_its_priority(void **state)
{
	(void)state;
	assert_int_equal(k_work_submit(&first), 1);
	/* It is more urgent than the main thread. */
	assert_int_equal(runs, 1);
	assert_int_equal(k_thread_priority_get(k_work_queue_thread_get(&k_sys_work_q)),
			 CONFIG_SYSTEM_WORKQUEUE_PRIORITY);
	assert_int_equal(k_work_queue_stop(&k_sys_work_q, K_NO_WAIT), -ENOTSUP);
}

static void submit_first(const void *parameter)
{
	ARG_UNUSED(parameter);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
	assert_int_equal(k_work_submit(&second), 1);
	assert_int_equal(runs, 0);
}

static void interrupts_submit(void **state)
{
	(void)state;
	irq_offload(submit_first, NULL);
	assert_int_equal(runs, 1);
	let_it_run();
	assert_int_equal(runs, 2);
	assert_ptr_equal(ran[1], &first);
}

static void queued_work_can_be_cancelled(void **state)
{
	(void)state;
	k_work_submit_to_queue(&queue, &first);
	k_work_submit_to_queue(&queue, &second);
	assert_int_equal(k_work_cancel(&first), 0);
	assert_int_equal(k_work_cancel(&first), 0);
	let_it_run();
	assert_int_equal(runs, 1);
	assert_ptr_equal(ran[0], &second);
	assert_false(k_work_cancel_sync(&first, &sync));
}

static void running_work_ends_before_it_counts_as_cancelled(void **state)
{
	(void)state;
	k_work_submit_to_queue(&queue, &slow);
	let_it_run();
	assert_int_equal(k_work_cancel(&slow), K_WORK_RUNNING | K_WORK_CANCELING);
	assert_int_equal(k_work_submit_to_queue(&queue, &slow), -EBUSY);
	k_sem_give(&gate);
	let_it_run();
	assert_int_equal(k_work_busy_get(&slow), 0);
	assert_int_equal(k_work_submit_to_queue(&queue, &slow), 1);
}

static void open_gate_later(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_sleep(K_TICKS(LONG));
	runs += 100;
	k_sem_give(&gate);
}

static void open_later(void)
{
	k_thread_create(&helper, helper_stack, K_THREAD_STACK_SIZEOF(helper_stack), open_gate_later,
			NULL, NULL, NULL, K_PRIO_COOP(3), 0, K_NO_WAIT);
}

static void cancelling_can_wait_for_the_end(void **state)
{
	(void)state;
	k_work_submit_to_queue(&queue, &slow);
	let_it_run();
	open_later();
	assert_true(k_work_cancel_sync(&slow, &sync));
	assert_int_equal(runs, 101);
	assert_int_equal(k_work_busy_get(&slow), 0);
}

static void flushing_waits_for_what_was_submitted(void **state)
{
	(void)state;
	assert_false(k_work_flush(&first, &sync));
	k_work_submit_to_queue(&queue, &slow);
	k_work_submit_to_queue(&queue, &first);
	k_work_submit_to_queue(&queue, &second);
	open_later();
	assert_true(k_work_flush(&first, &sync));
	assert_true(runs >= 102);
	assert_false(k_work_flush(&first, &sync));
	/* Also for what runs already. */
	k_work_submit_to_queue(&queue, &slow);
	let_it_run();
	runs = 0;
	open_later();
	assert_true(k_work_flush(&slow, &sync));
	assert_int_equal(runs, 100);
}

/* Queues */

static void draining_waits_and_refuses_meanwhile(void **state)
{
	(void)state;
	assert_int_equal(k_work_queue_drain(&queue, false), 0);
	k_work_submit_to_queue(&queue, &slow);
	k_work_submit_to_queue(&queue, &first);
	open_later();
	assert_int_equal(k_work_queue_drain(&queue, false), 1);
	assert_int_equal(runs, 102);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
}

static void a_plugged_queue_refuses_until_unplugged(void **state)
{
	(void)state;
	assert_int_equal(k_work_queue_unplug(&queue), -EALREADY);
	assert_int_equal(k_work_queue_drain(&queue, true), 1);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), -EBUSY);
	assert_int_equal(k_work_queue_unplug(&queue), 0);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
}

static void submit_while_draining(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_sleep(K_TICKS(LONG));
	runs = k_work_submit_to_queue(&queue, &second);
	k_sem_give(&gate);
}

static void a_draining_queue_refuses_others(void **state)
{
	(void)state;
	k_work_submit_to_queue(&queue, &slow);
	let_it_run();
	k_thread_create(&helper, helper_stack, K_THREAD_STACK_SIZEOF(helper_stack),
			submit_while_draining, NULL, NULL, NULL, K_PRIO_COOP(3), 0, K_NO_WAIT);
	assert_int_equal(k_work_queue_drain(&queue, false), 1);
	assert_int_equal(runs, -EBUSY);
}

static void submit_another(struct k_work *work)
{
	note(work);
	if (runs < 3) {
		k_work_submit_to_queue(&queue, work);
	}
}

static void a_draining_queue_takes_work_from_its_own(void **state)
{
	struct k_work chain;

	(void)state;
	k_work_init(&chain, submit_another);
	k_work_submit_to_queue(&queue, &chain);
	assert_int_equal(k_work_queue_drain(&queue, false), 1);
	assert_int_equal(runs, 3);
}

static void only_a_plugged_queue_stops(void **state)
{
	(void)state;
	assert_int_equal(k_work_queue_stop(&queue, K_FOREVER), -EBUSY);
	k_work_queue_drain(&queue, true);
	assert_int_equal(k_work_queue_stop(&queue, K_FOREVER), 0);
	assert_int_equal(k_work_queue_stop(&queue, K_FOREVER), -EALREADY);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), -ENODEV);
	/* And may be started again. */
	prepare(NULL);
	assert_int_equal(k_work_submit_to_queue(&queue, &first), 1);
}

static void configuration_names_the_thread(void **state)
{
	static struct k_work_q named;
	static const struct k_work_queue_config configuration = {.name = "mine", .no_yield = true};

	(void)state;
	k_work_queue_init(&named);
	k_work_queue_start(&named, helper_stack, K_THREAD_STACK_SIZEOF(helper_stack),
			   K_PRIO_PREEMPT(3), &configuration);
	assert_string_equal(k_thread_name_get(k_work_queue_thread_get(&named)), "mine");
	assert_string_equal(k_thread_name_get(k_work_queue_thread_get(&k_sys_work_q)), "sysworkq");
	assert_int_equal(k_work_submit_to_queue(&named, &first), 1);
	let_it_run();
	assert_int_equal(runs, 1);
}

static void run_queue(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_work_queue_run(p1, NULL);
	runs += 1000;
}

static void any_thread_can_run_a_queue(void **state)
{
	static struct k_work_q own;

	(void)state;
	k_work_queue_init(&own);
	k_thread_create(&helper, helper_stack, K_THREAD_STACK_SIZEOF(helper_stack), run_queue, &own,
			NULL, NULL, K_PRIO_COOP(3), 0, K_NO_WAIT);
	assert_ptr_equal(k_work_queue_thread_get(&own), &helper);
	assert_int_equal(k_work_submit_to_queue(&own, &first), 1);
	let_it_run();
	assert_int_equal(runs, 1);
	assert_int_equal(k_work_queue_drain(&own, true), 1);
	assert_int_equal(k_work_queue_stop(&own, K_FOREVER), 0);
	assert_int_equal(runs, 1001);
}

/* Delayable work */

static void delayed_work_runs_when_the_time_is_up(void **state)
{
	(void)state;
	assert_int_equal(k_work_schedule_for_queue(&queue, &delayed, K_TICKS(LONG)), 1);
	assert_int_equal(k_work_delayable_busy_get(&delayed), K_WORK_DELAYED);
	assert_true(k_work_delayable_is_pending(&delayed));
	assert_true(k_work_delayable_remaining_get(&delayed) > 0);
	assert_true(k_work_delayable_expires_get(&delayed) > k_uptime_ticks());
	assert_int_equal(runs, 0);
	k_sleep(K_TICKS(2 * LONG));
	assert_int_equal(runs, 1);
	assert_ptr_equal(k_work_delayable_from_work(ran[0]), &delayed);
	assert_int_equal(k_work_delayable_remaining_get(&delayed), 0);
	assert_false(k_work_delayable_is_pending(&delayed));
}

static void no_delay_submits_at_once(void **state)
{
	(void)state;
	assert_int_equal(k_work_schedule_for_queue(&queue, &delayed, K_NO_WAIT), 1);
	assert_int_equal(k_work_delayable_busy_get(&delayed), K_WORK_QUEUED);
	assert_int_equal(k_work_schedule_for_queue(&queue, &delayed, K_NO_WAIT), 0);
	let_it_run();
	assert_int_equal(runs, 1);
}

static void scheduling_again_keeps_the_first_time(void **state)
{
	int64_t due;

	(void)state;
	k_work_schedule(&delayed, K_TICKS(LONG));
	due = k_work_delayable_expires_get(&delayed);
	assert_int_equal(k_work_schedule(&delayed, K_TICKS(10 * LONG)), 0);
	assert_int_equal(k_work_delayable_expires_get(&delayed), due);
}

static void rescheduling_takes_the_new_time(void **state)
{
	(void)state;
	k_work_schedule(&delayed, K_TICKS(LONG));
	assert_int_equal(k_work_reschedule(&delayed, K_TICKS(20 * LONG)), 1);
	k_sleep(K_TICKS(3 * LONG));
	assert_int_equal(runs, 0);
	assert_int_equal(k_work_reschedule(&delayed, K_NO_WAIT), 1);
	assert_int_equal(runs, 1);
	assert_int_equal(k_work_delayable_busy_get(&delayed), 0);
}

static void a_delay_can_be_cancelled(void **state)
{
	(void)state;
	k_work_schedule(&delayed, K_TICKS(LONG));
	assert_int_equal(k_work_cancel_delayable(&delayed), 0);
	k_sleep(K_TICKS(2 * LONG));
	assert_int_equal(runs, 0);
	assert_false(k_work_cancel_delayable_sync(&delayed, &sync));
	k_work_schedule(&delayed, K_TICKS(LONG));
	assert_true(k_work_cancel_delayable_sync(&delayed, &sync));
}

static void cancelling_delayed_work_can_wait_for_its_end(void **state)
{
	(void)state;
	k_work_schedule_for_queue(&queue, &slow_delayed, K_NO_WAIT);
	let_it_run();
	k_work_schedule_for_queue(&queue, &slow_delayed, K_TICKS(10 * LONG));
	open_later();
	assert_true(k_work_cancel_delayable_sync(&slow_delayed, &sync));
	assert_int_equal(runs, 101);
	assert_int_equal(k_work_delayable_busy_get(&slow_delayed), 0);
}

static void flushing_cuts_a_delay_short(void **state)
{
	(void)state;
	assert_false(k_work_flush_delayable(&delayed, &sync));
	k_work_schedule_for_queue(&queue, &delayed, K_SECONDS(1000));
	assert_true(k_work_flush_delayable(&delayed, &sync));
	assert_int_equal(runs, 1);
	assert_true(k_uptime_get() < 900000);
}

/* Work that waits for events */

static struct k_poll_signal signal_object;
static struct k_poll_event events[2];
static struct k_work_poll polled;
static int poll_result;

static void note_result(struct k_work *work)
{
	note(work);
	poll_result = CONTAINER_OF(work, struct k_work_poll, work)->poll_result;
}

static int prepare_poll(void **state)
{
	k_poll_signal_init(&signal_object);
	k_poll_event_init(&events[0], K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &signal_object);
	k_poll_event_init(&events[1], K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &gate);
	k_work_poll_init(&polled, note_result);
	poll_result = 1;
	return prepare(state);
}

static void an_event_submits_the_work(void **state)
{
	(void)state;
	assert_int_equal(k_work_poll_submit_to_queue(&queue, &polled, events, 2, K_FOREVER), 0);
	let_it_run();
	assert_int_equal(runs, 0);
	k_poll_signal_raise(&signal_object, 1);
	let_it_run();
	assert_int_equal(runs, 1);
	assert_int_equal(poll_result, 0);
	k_sem_give(&gate);
	let_it_run();
	assert_int_equal(runs, 1);
	assert_int_equal(events[1].state, K_POLL_STATE_NOT_READY);
}

static void a_ready_event_submits_at_once(void **state)
{
	(void)state;
	k_sem_give(&gate);
	assert_int_equal(k_work_poll_submit(&polled, events, 2, K_NO_WAIT), 0);
	assert_int_equal(runs, 1);
	assert_int_equal(poll_result, 0);
}

static void the_work_learns_that_the_time_was_up(void **state)
{
	(void)state;
	assert_int_equal(k_work_poll_submit(&polled, events, 2, K_TICKS(LONG)), 0);
	k_sleep(K_TICKS(2 * LONG));
	assert_int_equal(runs, 1);
	assert_int_equal(poll_result, -EAGAIN);
	assert_int_equal(k_work_poll_submit(&polled, events, 2, K_NO_WAIT), 0);
	assert_int_equal(runs, 2);
	assert_int_equal(poll_result, -EAGAIN);
}

static void polled_work_can_be_cancelled(void **state)
{
	(void)state;
	assert_int_equal(k_work_poll_cancel(NULL), -EINVAL);
	assert_int_equal(k_work_poll_cancel(&polled), -EINVAL);
	k_work_poll_submit_to_queue(&queue, &polled, events, 2, K_FOREVER);
	assert_int_equal(k_work_poll_cancel(&polled), 0);
	k_sem_give(&gate);
	let_it_run();
	assert_int_equal(runs, 0);
}

static void polled_work_belongs_to_one_queue(void **state)
{
	(void)state;
	assert_int_equal(k_work_poll_submit_to_queue(&queue, &polled, events, 2, K_FOREVER), 0);
	assert_int_equal(k_work_poll_submit(&polled, events, 2, K_FOREVER), -EADDRINUSE);
	assert_int_equal(k_work_poll_submit_to_queue(&queue, &polled, events, 1, K_FOREVER), 0);
	k_poll_signal_raise(&signal_object, 1);
	assert_int_equal(k_work_poll_submit_to_queue(&queue, &polled, events, 1, K_FOREVER), -EINVAL);
	assert_int_equal(k_work_poll_cancel(&polled), -EINVAL);
	let_it_run();
	assert_int_equal(runs, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(work_runs_in_the_order_it_came, prepare),
		cmocka_unit_test_setup(queued_work_is_not_queued_twice, prepare),
		cmocka_unit_test_setup(running_work_can_be_queued_again, prepare),
		cmocka_unit_test_setup(work_without_a_queue_is_einval, prepare),
		cmocka_unit_test_setup(a_queue_that_is_not_started_is_enodev, prepare),
		cmocka_unit_test_setup(the_system_queue_runs_work_at_its_priority, prepare),
		cmocka_unit_test_setup(interrupts_submit, prepare),
		cmocka_unit_test_setup(queued_work_can_be_cancelled, prepare),
		cmocka_unit_test_setup(running_work_ends_before_it_counts_as_cancelled, prepare),
		cmocka_unit_test_setup(cancelling_can_wait_for_the_end, prepare),
		cmocka_unit_test_setup(flushing_waits_for_what_was_submitted, prepare),
		cmocka_unit_test_setup(draining_waits_and_refuses_meanwhile, prepare),
		cmocka_unit_test_setup(a_plugged_queue_refuses_until_unplugged, prepare),
		cmocka_unit_test_setup(a_draining_queue_refuses_others, prepare),
		cmocka_unit_test_setup(a_draining_queue_takes_work_from_its_own, prepare),
		cmocka_unit_test_setup(only_a_plugged_queue_stops, prepare),
		cmocka_unit_test_setup(configuration_names_the_thread, prepare),
		cmocka_unit_test_setup(any_thread_can_run_a_queue, prepare),
		cmocka_unit_test_setup(delayed_work_runs_when_the_time_is_up, prepare),
		cmocka_unit_test_setup(no_delay_submits_at_once, prepare),
		cmocka_unit_test_setup(scheduling_again_keeps_the_first_time, prepare),
		cmocka_unit_test_setup(rescheduling_takes_the_new_time, prepare),
		cmocka_unit_test_setup(a_delay_can_be_cancelled, prepare),
		cmocka_unit_test_setup(cancelling_delayed_work_can_wait_for_its_end, prepare),
		cmocka_unit_test_setup(flushing_cuts_a_delay_short, prepare),
		cmocka_unit_test_setup(an_event_submits_the_work, prepare_poll),
		cmocka_unit_test_setup(a_ready_event_submits_at_once, prepare_poll),
		cmocka_unit_test_setup(the_work_learns_that_the_time_was_up, prepare_poll),
		cmocka_unit_test_setup(polled_work_can_be_cancelled, prepare_poll),
		cmocka_unit_test_setup(polled_work_belongs_to_one_queue, prepare_poll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

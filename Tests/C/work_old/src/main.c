/* Work under the names of Zephyr 2.x. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr.h>

#define LONG 500

static K_THREAD_STACK_DEFINE(queue_stack, 1024);
static struct k_work_q queue;
K_SEM_DEFINE(gate, 0, 1);
static int runs;

static void note(struct k_work *work)
{
	ARG_UNUSED(work);
	runs++;
}

static void wait_at_gate(struct k_work *work)
{
	note(work);
	k_sem_take(&gate, K_FOREVER);
}

K_WORK_DEFINE(plain, note);
static struct k_delayed_work delayed;

static int prepare(void **state)
{
	(void)state;
	runs = 0;
	k_work_q_start(&queue, queue_stack, K_THREAD_STACK_SIZEOF(queue_stack), K_PRIO_PREEMPT(5));
	k_delayed_work_init(&delayed, note);
	return 0;
}

static void work_is_pending_until_it_runs(void **state)
{
	(void)state;
	k_work_submit_to_queue(&queue, &plain);
	assert_true(k_work_pending(&plain));
	k_sleep(K_TICKS(20));
	assert_false(k_work_pending(&plain));
	assert_int_equal(runs, 1);
}

static void delayed_work_runs_when_the_time_is_up(void **state)
{
	(void)state;
	assert_int_equal(k_delayed_work_submit(&delayed, K_TICKS(LONG)), 0);
	assert_true(k_delayed_work_pending(&delayed));
	assert_true(k_delayed_work_remaining_get(&delayed) > 0);
	assert_true(k_delayed_work_remaining_ticks(&delayed) > 0);
	assert_true(k_delayed_work_expires_ticks(&delayed) > k_uptime_ticks());
	k_sleep(K_TICKS(2 * LONG));
	assert_int_equal(runs, 1);
	assert_false(k_delayed_work_pending(&delayed));
}

static void submitting_again_starts_the_delay_over(void **state)
{
	(void)state;
	assert_int_equal(k_delayed_work_submit_to_queue(&queue, &delayed, K_TICKS(LONG)), 0);
	assert_int_equal(k_delayed_work_submit_to_queue(&queue, &delayed, K_TICKS(20 * LONG)), 0);
	k_sleep(K_TICKS(3 * LONG));
	assert_int_equal(runs, 0);
}

static void a_countdown_can_be_cancelled_once(void **state)
{
	(void)state;
	assert_int_equal(k_delayed_work_submit(&delayed, K_TICKS(LONG)), 0);
	assert_int_equal(k_delayed_work_cancel(&delayed), 0);
	assert_int_equal(k_delayed_work_cancel(&delayed), -EALREADY);
	k_sleep(K_TICKS(2 * LONG));
	assert_int_equal(runs, 0);
}

static void running_work_cannot_be_cancelled(void **state)
{
	(void)state;
	k_delayed_work_init(&delayed, wait_at_gate);
	assert_int_equal(k_delayed_work_submit_to_queue(&queue, &delayed, K_NO_WAIT), 0);
	k_sleep(K_TICKS(20));
	assert_int_equal(runs, 1);
	assert_int_equal(k_delayed_work_cancel(&delayed), -EINVAL);
	k_sem_give(&gate);
}

static void a_definition_is_as_good_as_init(void **state)
{
	K_DELAYED_WORK_DEFINE(defined, note);

	(void)state;
	assert_memory_equal(&defined, &delayed, sizeof(defined));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(work_is_pending_until_it_runs, prepare),
		cmocka_unit_test_setup(delayed_work_runs_when_the_time_is_up, prepare),
		cmocka_unit_test_setup(submitting_again_starts_the_delay_over, prepare),
		cmocka_unit_test_setup(a_countdown_can_be_cancelled_once, prepare),
		cmocka_unit_test_setup(running_work_cannot_be_cancelled, prepare),
		cmocka_unit_test_setup(a_definition_is_as_good_as_init, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/kernel/timer.h>: functions at times, and counts of those times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

/* Long against the time that tests take, so that a busy machine does not matter. */
#define PERIOD 200

static int expiries;
static int stops;
static int64_t expiry_ticks[8];
static bool was_interrupt;

static void on_expiry(struct k_timer *timer)
{
	ARG_UNUSED(timer);
	was_interrupt = k_is_in_isr();
	if (expiries < 8) {
		expiry_ticks[expiries] = k_uptime_ticks();
	}
	expiries++;
}

static void on_stop(struct k_timer *timer)
{
	ARG_UNUSED(timer);
	stops++;
}

K_TIMER_DEFINE(timer, on_expiry, on_stop);
K_TIMER_DEFINE(silent, NULL, NULL);

static int prepare(void **state)
{
	(void)state;
	expiries = 0;
	stops = 0;
	was_interrupt = false;
	return 0;
}

static void a_one_shot_expires_once_in_an_interrupt(void **state)
{
	(void)state;
	k_timer_start(&timer, K_TICKS(PERIOD), K_NO_WAIT);
	assert_int_equal(expiries, 0);
	k_sleep(K_TICKS(5 * PERIOD));
	assert_int_equal(expiries, 1);
	assert_true(was_interrupt);
	assert_int_equal(stops, 0);
	assert_int_equal(k_timer_status_get(&timer), 1);
	assert_int_equal(k_timer_status_get(&timer), 0);
	k_timer_start(&timer, K_TICKS(PERIOD), K_FOREVER);
	k_sleep(K_TICKS(5 * PERIOD));
	assert_int_equal(expiries, 2);
}

static void a_duration_is_at_least_that_many_ticks(void **state)
{
	int64_t before = k_uptime_ticks();

	(void)state;
	k_timer_start(&timer, K_TICKS(PERIOD), K_NO_WAIT);
	k_sleep(K_TICKS(3 * PERIOD));
	assert_true(expiry_ticks[0] - before > PERIOD);
}

static void a_period_does_not_drift(void **state)
{
	(void)state;
	k_timer_start(&timer, K_TICKS(PERIOD / 2), K_TICKS(PERIOD));
	k_sleep(K_TICKS(8 * PERIOD));
	k_timer_stop(&timer);
	assert_true(expiries >= 7);
	/* While expiries are served it is exactly the time of each. */
	for (int i = 1; i < 7; i++) {
		assert_int_equal(expiry_ticks[i] - expiry_ticks[0], i * PERIOD);
	}
}

static void no_duration_expires_with_the_next_tick(void **state)
{
	(void)state;
	k_timer_start(&timer, K_NO_WAIT, K_TICKS(PERIOD));
	k_sleep(K_TICKS(2));
	assert_int_equal(expiries, 1);
	k_timer_stop(&timer);
}

static void an_endless_duration_does_nothing(void **state)
{
	(void)state;
	k_timer_start(&timer, K_FOREVER, K_TICKS(1));
	k_sleep(K_TICKS(10));
	assert_int_equal(expiries, 0);
	k_timer_start(&timer, K_TICKS(PERIOD), K_NO_WAIT);
	k_timer_start(&timer, K_FOREVER, K_NO_WAIT);
	k_sleep(K_TICKS(3 * PERIOD));
	assert_int_equal(expiries, 1);
}

static void an_absolute_time_is_met(void **state)
{
	int64_t due = k_uptime_ticks() + PERIOD;

	(void)state;
	k_timer_start(&timer, K_TIMEOUT_ABS_TICKS(due), K_NO_WAIT);
	assert_int_equal(k_timer_expires_ticks(&timer), due);
	k_sleep(K_TICKS(3 * PERIOD));
	assert_int_equal(expiry_ticks[0], due);
}

static void stopping_calls_the_stop_function_once(void **state)
{
	(void)state;
	k_timer_stop(&timer);
	assert_int_equal(stops, 0);
	k_timer_start(&timer, K_TICKS(PERIOD), K_NO_WAIT);
	k_timer_stop(&timer);
	k_timer_stop(&timer);
	assert_int_equal(stops, 1);
	k_sleep(K_TICKS(3 * PERIOD));
	assert_int_equal(expiries, 0);
	k_timer_start(&timer, K_TICKS(1), K_NO_WAIT);
	k_sleep(K_TICKS(PERIOD));
	k_timer_stop(&timer);
	assert_int_equal(stops, 1); /* it had ended by itself */
}

static void starting_again_starts_over(void **state)
{
	(void)state;
	k_timer_start(&timer, K_TICKS(2), K_TICKS(2));
	k_sleep(K_TICKS(20));
	assert_true(expiries > 0);
	k_timer_start(&timer, K_TICKS(10 * PERIOD), K_NO_WAIT);
	assert_int_equal(stops, 0);
	assert_int_equal(k_timer_status_get(&timer), 0);
	expiries = 0;
	k_sleep(K_TICKS(PERIOD));
	assert_int_equal(expiries, 0);
	k_timer_stop(&timer);
}

static void sync_waits_for_an_expiry(void **state)
{
	(void)state;
	k_timer_start(&silent, K_TICKS(PERIOD), K_TICKS(PERIOD));
	assert_int_equal(k_timer_status_sync(&silent), 1);
	assert_int_equal(k_timer_status_sync(&silent), 1);
	k_sleep(K_TICKS(5 * PERIOD + PERIOD / 2));
	assert_true(k_timer_status_sync(&silent) >= 5);
	k_timer_stop(&silent);
}

static void sync_does_not_wait_for_a_stopped_timer(void **state)
{
	(void)state;
	assert_int_equal(k_timer_status_sync(&silent), 0);
	k_timer_start(&silent, K_TICKS(1), K_NO_WAIT);
	k_sleep(K_TICKS(PERIOD));
	assert_int_equal(k_timer_status_sync(&silent), 1);
	assert_int_equal(k_timer_status_sync(&silent), 0);
}

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static int synced;

static void sync_silent(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	synced = (int)k_timer_status_sync(&silent);
}

static void stopping_ends_a_sync(void **state)
{
	(void)state;
	synced = 99;
	k_timer_start(&silent, K_SECONDS(1000), K_NO_WAIT);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), sync_silent, NULL, NULL, NULL,
			K_PRIO_COOP(3), 0, K_NO_WAIT);
	assert_int_equal(synced, 99);
	k_timer_stop(&silent);
	k_sleep(K_TICKS(1));
	assert_int_equal(synced, 0);
}

static void remaining_counts_down(void **state)
{
	int64_t due;

	(void)state;
	assert_int_equal(k_timer_remaining_ticks(&timer), 0);
	assert_int_equal(k_timer_remaining_get(&timer), 0);
	k_timer_start(&timer, K_SECONDS(10), K_NO_WAIT);
	due = k_timer_expires_ticks(&timer);
	assert_true(k_timer_remaining_ticks(&timer) <= due - k_uptime_ticks() + 1000);
	assert_in_range(k_timer_remaining_get(&timer), 9000, 10001);
	k_sleep(K_SECONDS(1));
	assert_int_equal(k_timer_expires_ticks(&timer), due);
	assert_in_range(k_timer_remaining_get(&timer), 1, 9000);
	k_timer_stop(&timer);
	assert_int_equal(k_timer_remaining_ticks(&timer), 0);
}

static void user_data_is_kept(void **state)
{
	struct k_timer local;
	int data;

	(void)state;
	k_timer_init(&local, NULL, NULL);
	assert_null(k_timer_user_data_get(&local));
	k_timer_user_data_set(&local, &data);
	assert_ptr_equal(k_timer_user_data_get(&local), &data);
}

static void stop_within(struct k_timer *self)
{
	on_expiry(self);
	k_timer_stop(self);
}

static void restart_within(struct k_timer *self)
{
	on_expiry(self);
	if (expiries < 3) {
		k_timer_start(self, K_TICKS(5), K_NO_WAIT);
	}
}

static void an_expiry_may_stop_or_restart_its_timer(void **state)
{
	static struct k_timer local;

	(void)state;
	k_timer_init(&local, stop_within, NULL);
	k_timer_start(&local, K_TICKS(1), K_TICKS(1));
	k_sleep(K_TICKS(50));
	assert_int_equal(expiries, 1);
	expiries = 0;
	k_timer_init(&local, restart_within, NULL);
	k_timer_start(&local, K_TICKS(1), K_NO_WAIT);
	k_sleep(K_TICKS(PERIOD));
	assert_int_equal(expiries, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_one_shot_expires_once_in_an_interrupt, prepare),
		cmocka_unit_test_setup(a_duration_is_at_least_that_many_ticks, prepare),
		cmocka_unit_test_setup(a_period_does_not_drift, prepare),
		cmocka_unit_test_setup(no_duration_expires_with_the_next_tick, prepare),
		cmocka_unit_test_setup(an_endless_duration_does_nothing, prepare),
		cmocka_unit_test_setup(an_absolute_time_is_met, prepare),
		cmocka_unit_test_setup(stopping_calls_the_stop_function_once, prepare),
		cmocka_unit_test_setup(starting_again_starts_over, prepare),
		cmocka_unit_test_setup(sync_waits_for_an_expiry, prepare),
		cmocka_unit_test_setup(sync_does_not_wait_for_a_stopped_timer, prepare),
		cmocka_unit_test_setup(stopping_ends_a_sync, prepare),
		cmocka_unit_test_setup(remaining_counts_down, prepare),
		cmocka_unit_test_setup(user_data_is_kept, prepare),
		cmocka_unit_test_setup(an_expiry_may_stop_or_restart_its_timer, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A thread that computes and never enters the kernel: whoever is more urgent still wakes in time.
 * On the host only a forced tick brings that about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

#define STACK_SIZE 1024

static K_THREAD_STACK_DEFINE(spinner_stack, STACK_SIZE);
static struct k_thread spinner;
static volatile uint32_t turns;

static void spin_forever(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (;;) {
		turns = turns + 1;
	}
}

static void start_spinner(int priority)
{
	turns = 0;
	k_thread_create(&spinner, spinner_stack, K_THREAD_STACK_SIZEOF(spinner_stack), spin_forever, NULL,
			NULL, NULL, priority, 0, K_NO_WAIT);
}

/* A less urgent thread than the test's. */
static int below(void)
{
	return k_thread_priority_get(k_current_get()) + 1;
}

static void a_sleeper_wakes_beside_a_thread_that_spins(void **state)
{
	ARG_UNUSED(state);
	start_spinner(below());
	for (int i = 0; i < 3; i++) {
		int64_t before = k_uptime_get();

		k_msleep(20);
		assert_in_range(k_uptime_get() - before, 20, 22);
	}
	assert_true(turns > 0);
	k_thread_abort(&spinner);
}

static void a_wait_times_out_beside_a_thread_that_spins(void **state)
{
	struct k_sem never;

	ARG_UNUSED(state);
	k_sem_init(&never, 0, 1);
	start_spinner(below());
	assert_int_equal(k_sem_take(&never, K_MSEC(30)), -EAGAIN);
	k_thread_abort(&spinner);
}

static void give(struct k_timer *timer)
{
	k_sem_give(k_timer_user_data_get(timer));
}

static void a_timer_expires_while_a_thread_spins(void **state)
{
	struct k_timer timer;
	struct k_sem expired;

	ARG_UNUSED(state);
	k_sem_init(&expired, 0, 10);
	k_timer_init(&timer, give, NULL);
	k_timer_user_data_set(&timer, &expired);
	k_timer_start(&timer, K_MSEC(5), K_MSEC(5));
	start_spinner(below());
	for (int i = 0; i < 4; i++) {
		assert_int_equal(k_sem_take(&expired, K_MSEC(50)), 0);
	}
	k_timer_stop(&timer);
	k_thread_abort(&spinner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sleeper_wakes_beside_a_thread_that_spins),
		cmocka_unit_test(a_wait_times_out_beside_a_thread_that_spins),
		cmocka_unit_test(a_timer_expires_while_a_thread_spins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

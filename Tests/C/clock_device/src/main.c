/* The kernel's clock, whichever device it is: ticks and cycles are one time, and none of it is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/device.h>
#include <zephyr/kernel.h>

static struct k_timer timer;
static volatile int expiries;
static volatile int64_t last;

static void count(struct k_timer *which)
{
	ARG_UNUSED(which);
	expiries++;
	last = k_uptime_ticks();
}

static void cycles_and_ticks_are_one_time(void **state)
{
	uint64_t cycles = k_cycle_get_64();
	int64_t ticks = k_uptime_ticks();

	ARG_UNUSED(state);
	for (int i = 0; i < 7; i++) {
		k_sleep(K_TICKS(1 + 13 * i));
		uint64_t passed = k_cycle_get_64() - cycles;
		int64_t went = k_uptime_ticks() - ticks;

		/* One reading before the other, and each cut to whole ticks. */
		assert_in_range(k_cyc_to_ticks_floor64(passed) + 2, went, went + 4);
	}
}

static void the_cycles_never_go_back(void **state)
{
	uint64_t before = k_cycle_get_64();
	uint64_t end = before + k_ms_to_cyc_ceil64(3);

	ARG_UNUSED(state);
	while (before < end) {
		uint64_t now = k_cycle_get_64();

		assert_true(now >= before);
		before = now;
	}
}

static void many_restarts_lose_nothing(void **state)
{
	int64_t start = k_uptime_ticks();
	uint64_t cycles = k_cycle_get_64();

	ARG_UNUSED(state);
	for (int i = 0; i < 100; i++) {
		k_sleep(K_TICKS(2));
		/* A nearer timeout, taken back: the device is told twice more. */
		k_timer_start(&timer, K_TICKS(1), K_NO_WAIT);
		k_timer_stop(&timer);
	}
	int64_t ticks = k_uptime_ticks() - start;

	assert_in_range(ticks, 200, 320);
	assert_in_range(k_cyc_to_ticks_floor64(k_cycle_get_64() - cycles) + 2, ticks, ticks + 4);
}

static void a_periodic_timer_does_not_drift(void **state)
{
	ARG_UNUSED(state);
	expiries = 0;
	k_timer_start(&timer, K_TICKS(3), K_TICKS(3));
	while (expiries < 1) {
		k_sleep(K_TICKS(1));
	}
	int64_t first = last;

	while (expiries < 200) {
		k_sleep(K_TICKS(10));
	}
	int64_t ticks = last - first;
	int periods = expiries - 1;

	k_timer_stop(&timer);
	assert_in_range(ticks, 3 * periods, 3 * periods + 1);
}

/* Longer than the longest period of any clock device here: 43 seconds, CMSDK timer at 25 MHz. */
static void a_sleep_may_be_longer_than_the_device_counts(void **state)
{
	int64_t start = k_uptime_ticks();

	ARG_UNUSED(state);
	k_sleep(K_SECONDS(50));
	assert_in_range(k_uptime_ticks() - start, k_sec_to_ticks_ceil64(50),
			k_sec_to_ticks_ceil64(50) + 2);
}

/*
 * Down, a clock interrupts no more, also for what is asked of it then, and keeps its count; up again, it
 * goes on from there.
 */
static void a_clock_that_is_down_is_quiet(void **state)
{
	const struct device *clock = DEVICE_DT_GET(DT_CHOSEN(kernel_tick));
	static struct k_timer other;
	uint64_t before = k_cycle_get_64();

	ARG_UNUSED(state);
	expiries = 0;
	k_timer_init(&other, count, NULL);
	k_timer_start(&timer, K_TICKS(2), K_NO_WAIT);
	int result = device_deinit(clock);
	bool is_ready = device_is_ready(clock);
	uint64_t cycles = k_cycle_get_64();
	int64_t ticks = k_uptime_ticks();

	k_timer_start(&other, K_TICKS(1), K_NO_WAIT);
	for (volatile int i = 0; i < 100000; i++) {
	}
	int early = expiries;
	uint64_t later_cycles = k_cycle_get_64();
	int64_t later_ticks = k_uptime_ticks();

	k_timer_stop(&other);
	int again = device_init(clock);

	assert_int_equal(result, 0);
	assert_false(is_ready);
	assert_int_equal(early, 0);
	assert_true(cycles >= before);
	assert_true(later_cycles == cycles);
	assert_true(later_ticks == ticks);
	assert_int_equal(again, 0);
	assert_true(k_cycle_get_64() >= later_cycles);
	k_timer_start(&timer, K_TICKS(2), K_NO_WAIT);
	k_sleep(K_TICKS(4));
	assert_int_equal(expiries, 1);
}

static int prepare(void **state)
{
	ARG_UNUSED(state);
	k_timer_init(&timer, count, NULL);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(cycles_and_ticks_are_one_time, prepare),
		cmocka_unit_test_setup(the_cycles_never_go_back, prepare),
		cmocka_unit_test_setup(many_restarts_lose_nothing, prepare),
		cmocka_unit_test_setup(a_periodic_timer_does_not_drift, prepare),
		cmocka_unit_test_setup(a_sleep_may_be_longer_than_the_device_counts, prepare),
		cmocka_unit_test_setup(a_clock_that_is_down_is_quiet, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

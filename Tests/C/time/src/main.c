/* <zephyr/kernel/time.h>: clocks, timeouts and their conversions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

#define HZ CONFIG_SYS_CLOCK_TICKS_PER_SEC

static void durations_round_up_to_ticks(void **state)
{
	(void)state;
	assert_int_equal(K_SECONDS(3).ticks, 3 * HZ);
	assert_int_equal(K_MINUTES(2).ticks, 120 * HZ);
	assert_int_equal(K_HOURS(1).ticks, 3600 * (int64_t)HZ);
	assert_int_equal(K_USEC(1).ticks, 1);
	assert_int_equal(K_NSEC(1).ticks, 1);
	assert_int_equal(K_MSEC(1000).ticks, HZ);
	assert_int_equal(K_MSEC(-5).ticks, 0);
	assert_int_equal(K_TICKS(-5).ticks, 0);
	assert_int_equal(K_TICKS(UINT32_MAX).ticks, UINT32_MAX);
	assert_true(K_TIMEOUT_EQ(K_TICKS(K_TICKS_FOREVER), K_FOREVER));
	assert_true(K_TIMEOUT_EQ(K_NO_WAIT, K_TICKS(0)));
	assert_false(K_TIMEOUT_EQ(K_FOREVER, K_NO_WAIT));
}

static void conversions_round_as_they_say(void **state)
{
	(void)state;
	assert_int_equal(k_ms_to_ticks_floor32(1000), HZ);
	assert_int_equal(k_us_to_ticks_floor64(1), 1 * HZ / 1000000);
	assert_int_equal(k_us_to_ticks_ceil64(1), (HZ + 999999) / 1000000);
	assert_int_equal(k_ticks_to_ms_floor64(HZ + HZ / 2 + 1), 1500);
	assert_int_equal(k_ticks_to_sec_ceil32(HZ + 1), 2);
	assert_int_equal(k_ticks_to_sec_floor32(2 * HZ - 1), 1);
	assert_int_equal(k_ticks_to_sec_near32(2 * HZ - 1), 2);
	/* A product of this size does not fit 64 bits. */
	assert_true(k_sec_to_ticks_floor64(1000000000000) == 1000000000000 * (uint64_t)HZ);
	assert_true(k_ticks_to_ms_floor64(UINT64_MAX / 8) >= UINT64_MAX / 8 / HZ * 1000);
}

static void clocks_go_forward_together(void **state)
{
	int64_t ticks = k_uptime_ticks();
	int64_t milliseconds = k_uptime_get();
	uint32_t cycles = k_cycle_get_32();

	(void)state;
	k_sleep(K_MSEC(50));
	assert_true(k_uptime_ticks() - ticks >= K_MSEC(50).ticks);
	assert_true(k_uptime_get() - milliseconds >= 50);
	assert_true(k_cycle_get_32() - cycles >= k_ms_to_cyc_floor32(50));
	assert_true(k_uptime_get_32() >= 50);
	assert_int_equal(k_uptime_seconds(), k_uptime_get() / 1000);
}

static void delta_is_the_time_since_and_starts_again(void **state)
{
	int64_t reference = k_uptime_get();

	(void)state;
	k_sleep(K_MSEC(20));
	assert_true(k_uptime_delta(&reference) >= 20);
	assert_true(k_uptime_delta(&reference) < 20);
}

static void busy_waiting_takes_the_time(void **state)
{
	uint64_t before = k_cycle_get_64();

	(void)state;
	k_busy_wait(2000);
	assert_true(k_cycle_get_64() - before >= k_us_to_cyc_floor64(2000));
}

static void an_absolute_time_is_when_a_sleep_ends(void **state)
{
	int64_t due = k_uptime_ticks() + 200;

	(void)state;
	k_sleep(K_TIMEOUT_ABS_TICKS(due));
	assert_true(k_uptime_ticks() >= due);
	/* A time that is past is over at once. */
	k_sleep(K_TIMEOUT_ABS_TICKS(0));
	k_sleep(K_TIMEOUT_ABS_MS(1));
}

static void a_time_point_expires(void **state)
{
	k_timepoint_t soon = sys_timepoint_calc(K_MSEC(20));
	k_timepoint_t later = sys_timepoint_calc(K_SECONDS(1000));
	k_timepoint_t never = sys_timepoint_calc(K_FOREVER);

	(void)state;
	assert_true(sys_timepoint_cmp(soon, later) < 0);
	assert_true(sys_timepoint_cmp(never, later) > 0);
	assert_int_equal(sys_timepoint_cmp(soon, soon), 0);
	assert_false(sys_timepoint_expired(soon));
	k_sleep(K_MSEC(50));
	assert_true(sys_timepoint_expired(soon));
	assert_false(sys_timepoint_expired(later));
	assert_true(K_TIMEOUT_EQ(sys_timepoint_timeout(never), K_FOREVER));
	assert_true(K_TIMEOUT_EQ(sys_timepoint_timeout(sys_timepoint_calc(K_NO_WAIT)), K_NO_WAIT));
	assert_true(sys_timepoint_timeout(later).ticks < K_SECONDS(1000).ticks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_round_up_to_ticks),
		cmocka_unit_test(conversions_round_as_they_say),
		cmocka_unit_test(clocks_go_forward_together),
		cmocka_unit_test(delta_is_the_time_since_and_starts_again),
		cmocka_unit_test(busy_waiting_takes_the_time),
		cmocka_unit_test(an_absolute_time_is_when_a_sleep_ends),
		cmocka_unit_test(a_time_point_expires),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

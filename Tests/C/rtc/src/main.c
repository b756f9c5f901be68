/* <zephyr/drivers/rtc.h> on the board's clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/drivers/rtc.h>
#include <zephyr/kernel.h>

#define HAS_ALARM (!DT_NODE_HAS_COMPAT(DT_ALIAS(rtc0), arm_pl031))
#define ALL_FIELDS                                                                                 \
	(RTC_ALARM_TIME_MASK_SECOND | RTC_ALARM_TIME_MASK_MINUTE | RTC_ALARM_TIME_MASK_HOUR |      \
	 RTC_ALARM_TIME_MASK_MONTHDAY | RTC_ALARM_TIME_MASK_MONTH | RTC_ALARM_TIME_MASK_YEAR)

static const struct device *const rtc = DEVICE_DT_GET(DT_ALIAS(rtc0));
static volatile int rings;
#if HAS_ALARM
static struct rtc_time ring_time;
static int owner;
#endif

/* A second before a leap day ends. */
static const struct rtc_time leap_day = {
	.tm_sec = 59, .tm_min = 59, .tm_hour = 23, .tm_mday = 29, .tm_mon = 1, .tm_year = 124};

static int start_of_test(void **state)
{
	rings = 0;
	if (!device_is_ready(rtc)) {
		return device_init(rtc);
	}
#if HAS_ALARM
	rtc_alarm_set_callback(rtc, 0, NULL, NULL);
	rtc_alarm_set_time(rtc, 0, 0, NULL);
	rtc_alarm_is_pending(rtc, 0);
#endif
	return rtc_set_time(rtc, &leap_day);
}

static void the_time_is_what_was_set(void **state)
{
	struct rtc_time now;

	assert_int_equal(rtc_set_time(rtc, &leap_day), 0);
	assert_int_equal(rtc_get_time(rtc, &now), 0);
	assert_int_equal(now.tm_year, 124);
	assert_int_equal(now.tm_mon, 1);
	assert_int_equal(now.tm_mday, 29);
	assert_int_equal(now.tm_hour, 23);
	assert_int_equal(now.tm_min, 59);
	assert_int_equal(now.tm_sec, 59);
	assert_int_equal(now.tm_wday, 4);
	assert_int_equal(now.tm_yday, 59);
	assert_int_equal(now.tm_isdst, -1);
	assert_in_range(now.tm_nsec, 0, 100000000);
}

static void time_goes_on_into_the_next_month(void **state)
{
	struct rtc_time now;

	k_busy_wait(1100000);
	assert_int_equal(rtc_get_time(rtc, &now), 0);
	assert_int_equal(now.tm_mon, 2);
	assert_int_equal(now.tm_mday, 1);
	assert_int_equal(now.tm_hour, 0);
	assert_int_equal(now.tm_min, 0);
	assert_in_range(now.tm_sec, 0, 1);
}

static void a_time_that_cannot_be_is_refused(void **state)
{
	struct rtc_time time = leap_day;

	time.tm_year = 123;
	assert_int_equal(rtc_set_time(rtc, &time), -EINVAL);
	time = leap_day;
	time.tm_sec = 60;
	assert_int_equal(rtc_set_time(rtc, &time), -EINVAL);
	time = leap_day;
	time.tm_nsec = 1000000000;
	assert_int_equal(rtc_set_time(rtc, &time), -EINVAL);
	time = leap_day;
	time.tm_year = 2300 - 1900;
	assert_int_equal(rtc_set_time(rtc, &time), -EINVAL);
	assert_int_equal(rtc_get_time(rtc, &time), 0);
	assert_int_equal(time.tm_year, 124);
}

#if HAS_ALARM
static void ring(const struct device *dev, uint16_t id, void *user_data)
{
	rings += dev == rtc && id == 0 && user_data == &owner;
	rtc_get_time(dev, &ring_time);
}

static void an_alarm_calls_back_at_its_second(void **state)
{
	struct rtc_time time = {.tm_year = 124, .tm_mon = 2, .tm_mday = 1};
	struct rtc_time set;
	uint16_t mask;

	assert_int_equal(rtc_alarm_set_callback(rtc, 0, ring, &owner), 0);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, ALL_FIELDS, &time), 0);
	assert_int_equal(rtc_alarm_get_time(rtc, 0, &mask, &set), 0);
	assert_int_equal(mask, ALL_FIELDS);
	assert_int_equal(set.tm_mday, 1);
	k_busy_wait(500000);
	assert_int_equal(rings, 0);
	k_busy_wait(600000);
	assert_int_equal(rings, 1);
	assert_int_equal(ring_time.tm_mday, 1);
	assert_int_equal(ring_time.tm_sec, 0);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), 0);
}

static void an_alarm_of_one_field_comes_again(void **state)
{
	struct rtc_time time = {.tm_hour = 0};

	/* Midnight, of which there is one second before another hour is set. */
	assert_int_equal(rtc_alarm_set_callback(rtc, 0, ring, &owner), 0);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_HOUR, &time), 0);
	k_busy_wait(1100000);
	assert_int_equal(rings, 1);
	k_busy_wait(1000000);
	assert_int_equal(rings, 2);
}

static void without_a_callback_an_alarm_is_pending_once(void **state)
{
	struct rtc_time time = {.tm_sec = 0};

	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_SECOND, &time), 0);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), 0);
	k_busy_wait(1100000);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), 1);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), 0);
}

static void an_alarm_that_is_off_stays_silent(void **state)
{
	struct rtc_time time = {.tm_sec = 0};

	assert_int_equal(rtc_alarm_set_callback(rtc, 0, ring, &owner), 0);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_SECOND, &time), 0);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, 0, NULL), 0);
	k_busy_wait(1100000);
	assert_int_equal(rings, 0);
}

static void alarms_that_cannot_be_are_refused(void **state)
{
	struct rtc_time time = leap_day;
	uint16_t mask = 0;

	assert_int_equal(rtc_alarm_get_supported_fields(rtc, 0, &mask), 0);
	assert_int_equal(mask, ALL_FIELDS);
	assert_int_equal(rtc_alarm_get_supported_fields(rtc, 1, &mask), -EINVAL);
	assert_int_equal(rtc_alarm_set_time(rtc, 1, ALL_FIELDS, &time), -EINVAL);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_NSEC, &time), -EINVAL);
	time.tm_sec = 60;
	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_SECOND, &time), -EINVAL);
	time = leap_day;
	time.tm_year = 123;
	assert_int_equal(rtc_alarm_set_time(rtc, 0, ALL_FIELDS, &time), -EINVAL);
	assert_int_equal(rtc_alarm_is_pending(rtc, 1), -EINVAL);
	assert_int_equal(rtc_alarm_set_callback(rtc, 1, ring, NULL), -EINVAL);
}

static void a_clock_that_goes_down_rings_no_more(void **state)
{
	struct rtc_time time = {.tm_sec = 0};

	assert_int_equal(rtc_alarm_set_callback(rtc, 0, ring, &owner), 0);
	assert_int_equal(rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_SECOND, &time), 0);
	assert_int_equal(device_deinit(rtc), 0);
	k_busy_wait(1100000);
	assert_int_equal(rings, 0);
	assert_int_equal(device_init(rtc), 0);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), 0);
}
#else
static void what_the_device_has_not_is_refused(void **state)
{
	uint16_t mask;

	assert_int_equal(rtc_alarm_get_supported_fields(rtc, 0, &mask), -ENOSYS);
	assert_int_equal(rtc_alarm_is_pending(rtc, 0), -ENOSYS);
	assert_int_equal(rtc_set_calibration(rtc, 1), -ENOSYS);
	assert_int_equal(device_deinit(rtc), 0);
	assert_int_equal(device_init(rtc), 0);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_time_is_what_was_set, start_of_test),
		cmocka_unit_test_setup(time_goes_on_into_the_next_month, start_of_test),
		cmocka_unit_test_setup(a_time_that_cannot_be_is_refused, start_of_test),
#if HAS_ALARM
		cmocka_unit_test_setup(an_alarm_calls_back_at_its_second, start_of_test),
		cmocka_unit_test_setup(an_alarm_of_one_field_comes_again, start_of_test),
		cmocka_unit_test_setup(without_a_callback_an_alarm_is_pending_once, start_of_test),
		cmocka_unit_test_setup(an_alarm_that_is_off_stays_silent, start_of_test),
		cmocka_unit_test_setup(alarms_that_cannot_be_are_refused, start_of_test),
		cmocka_unit_test_setup(a_clock_that_goes_down_rings_no_more, start_of_test),
#else
		cmocka_unit_test_setup(what_the_device_has_not_is_refused, start_of_test),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

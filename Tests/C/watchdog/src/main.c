/* <zephyr/drivers/watchdog.h> on a watchdog of the board, whose reset is a real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/drivers/watchdog.h>
#include <zephyr/kernel.h>

#define PERIOD_MS 20

/* RAM that no image uses and no reset clears: what the first run leaves for the second. */
extern uint32_t __bulkhead_ram_end[];
#define RESET_NOTE (__bulkhead_ram_end[-4])
#define RESET_EXPECTED 0x5afe0001u

static const struct device *const dog = DEVICE_DT_GET(DT_ALIAS(watchdog0));
static uint32_t reset_note;
static volatile int barks;
static volatile int bark_channel;
static volatile int64_t bark_time;
static volatile bool feeds;

static void bark(const struct device *dev, int channel)
{
	barks++;
	bark_channel = dev == dog ? channel : -1;
	bark_time = k_uptime_get();
	if (feeds) {
		wdt_feed(dev, channel);
	}
}

/*
 * Not a sleep: an emulator that leaves out idle time may pass two of the watchdog's deadlines before
 * the processor sees the first.
 */
static void spin(uint32_t ms)
{
	k_busy_wait(ms * 1000);
}

static struct wdt_timeout_cfg timeout_of(uint32_t max, uint8_t flags)
{
	return (struct wdt_timeout_cfg){.window = {0, max}, .callback = bark, .flags = flags};
}

static int start(uint8_t flags)
{
	struct wdt_timeout_cfg timeout = timeout_of(PERIOD_MS, flags);

	assert_int_equal(wdt_install_timeout(dog, &timeout), 0);
	return wdt_setup(dog, 0);
}

static int quiet(void **state)
{
	barks = 0;
	bark_channel = -1;
	feeds = false;
	return 0;
}

static int stop(void **state)
{
	wdt_disable(dog);
	return 0;
}

static void a_missed_timeout_resets_the_machine(void **state)
{
	assert_int_equal(reset_note, RESET_EXPECTED);
}

static void a_missed_timeout_calls_back(void **state)
{
	int64_t begin = k_uptime_get();

	assert_int_equal(start(WDT_FLAG_RESET_NONE), 0);
	spin(PERIOD_MS - 2);
	assert_int_equal(barks, 0);
	spin(4);
	assert_int_equal(barks, 1);
	assert_int_equal(bark_channel, 0);
	assert_in_range(bark_time - begin, PERIOD_MS, PERIOD_MS + 1);
	spin(PERIOD_MS);
	assert_int_equal(barks, 2);
}

static void feeding_puts_it_off(void **state)
{
	assert_int_equal(start(WDT_FLAG_RESET_NONE), 0);
	for (int i = 0; i < 5; i++) {
		spin(PERIOD_MS - 5);
		assert_int_equal(wdt_feed(dog, 0), 0);
	}
	assert_int_equal(barks, 0);
}

static void a_callback_that_feeds_averts_the_reset(void **state)
{
	feeds = true;
	assert_int_equal(start(WDT_FLAG_RESET_SOC), 0);
	spin(3 * PERIOD_MS + 2);
	assert_int_equal(barks, 3);
}

static void a_disabled_watchdog_stays_silent(void **state)
{
	assert_int_equal(wdt_disable(dog), -EFAULT);
	assert_int_equal(start(WDT_FLAG_RESET_SOC), 0);
	assert_int_equal(wdt_disable(dog), 0);
	spin(3 * PERIOD_MS);
	assert_int_equal(barks, 0);
	assert_int_equal(wdt_feed(dog, 0), -EINVAL);
	/* Its timeout is forgotten, so that another can be installed. */
	assert_int_equal(wdt_setup(dog, 0), -EINVAL);
	assert_int_equal(start(WDT_FLAG_RESET_NONE), 0);
}

static void a_running_watchdog_takes_no_change(void **state)
{
	struct wdt_timeout_cfg timeout = timeout_of(PERIOD_MS, WDT_FLAG_RESET_NONE);

	assert_int_equal(start(WDT_FLAG_RESET_NONE), 0);
	assert_int_equal(wdt_install_timeout(dog, &timeout), -EBUSY);
	assert_int_equal(wdt_setup(dog, 0), -EBUSY);
	assert_int_equal(wdt_feed(dog, 1), -EINVAL);
}

static void what_the_device_cannot_is_refused(void **state)
{
	struct wdt_timeout_cfg timeout = timeout_of(PERIOD_MS, WDT_FLAG_RESET_CPU_CORE);

	assert_int_equal(wdt_install_timeout(dog, &timeout), -ENOTSUP);
	timeout = timeout_of(0, WDT_FLAG_RESET_SOC);
	assert_int_equal(wdt_install_timeout(dog, &timeout), -EINVAL);
	timeout = timeout_of(UINT32_MAX, WDT_FLAG_RESET_SOC);
	assert_int_equal(wdt_install_timeout(dog, &timeout), -EINVAL);
	timeout = timeout_of(PERIOD_MS, WDT_FLAG_RESET_NONE);
	timeout.window.min = 1;
	assert_int_equal(wdt_install_timeout(dog, &timeout), -EINVAL);
	timeout.window.min = 0;
	assert_int_equal(wdt_install_timeout(dog, &timeout), 0);
	assert_int_equal(wdt_install_timeout(dog, &timeout), -ENOMEM);
	assert_int_equal(wdt_setup(dog, WDT_OPT_PAUSE_IN_SLEEP), -ENOTSUP);
	assert_int_equal(wdt_setup(dog, 0), 0);
}

static void a_device_goes_down_and_comes_up(void **state)
{
	assert_true(device_is_ready(dog));
	assert_int_equal(device_init(dog), -EALREADY);
	assert_int_equal(start(WDT_FLAG_RESET_SOC), 0);
	assert_int_equal(device_deinit(dog), 0);
	assert_false(device_is_ready(dog));
	assert_null(device_get_binding(dog->name));
	assert_int_equal(device_deinit(dog), -EPERM);
	spin(3 * PERIOD_MS);
	assert_int_equal(barks, 0);
	assert_int_equal(device_init(dog), 0);
	assert_true(device_is_ready(dog));
	assert_int_equal(start(WDT_FLAG_RESET_NONE), 0);
}

/* On the first run: waits for the reset, at most ten times as long as it may take. */
static void let_it_reset(void)
{
	struct wdt_timeout_cfg timeout = {.window = {0, PERIOD_MS}, .flags = WDT_FLAG_RESET_SOC};

	RESET_NOTE = RESET_EXPECTED;
	if (wdt_install_timeout(dog, &timeout) == 0 && wdt_setup(dog, 0) == 0) {
		spin(10 * PERIOD_MS);
	}
	RESET_NOTE = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missed_timeout_resets_the_machine),
		cmocka_unit_test_setup_teardown(a_missed_timeout_calls_back, quiet, stop),
		cmocka_unit_test_setup_teardown(feeding_puts_it_off, quiet, stop),
		cmocka_unit_test_setup_teardown(a_callback_that_feeds_averts_the_reset, quiet, stop),
		cmocka_unit_test_setup_teardown(a_disabled_watchdog_stays_silent, quiet, stop),
		cmocka_unit_test_setup_teardown(a_running_watchdog_takes_no_change, quiet, stop),
		cmocka_unit_test_setup_teardown(what_the_device_cannot_is_refused, quiet, stop),
		cmocka_unit_test_setup_teardown(a_device_goes_down_and_comes_up, quiet, stop),
	};

	reset_note = RESET_NOTE;
	if (reset_note != RESET_EXPECTED) {
		let_it_reset();
	}
	RESET_NOTE = 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/drivers/gpio.h> on a port whose pins are inputs and outputs, and interrupt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/drivers/gpio.h>
#include <zephyr/kernel.h>

#define PIN 3
#define OTHER 5
#define PINS DT_PROP(DT_ALIAS(gpio0), ngpios)
#define PL061 DT_NODE_HAS_COMPAT(DT_ALIAS(gpio0), arm_pl061)

static const struct device *const port = DEVICE_DT_GET(DT_ALIAS(gpio0));
static struct gpio_callback callback, second;
static int calls, second_calls;
static gpio_port_pins_t called_pins;
static bool lowers, removes;

static int fresh(void **state)
{
	if (device_is_ready(port)) {
		device_deinit(port);
	}
	calls = 0;
	second_calls = 0;
	called_pins = 0;
	lowers = false;
	removes = false;
	return device_init(port);
}

static void note(const struct device *dev, struct gpio_callback *cb, gpio_port_pins_t pins)
{
	calls += dev == port && cb == &callback;
	called_pins = pins;
	if (lowers) {
		gpio_pin_set_raw(dev, PIN, 0);
	}
	if (removes) {
		gpio_remove_callback(dev, cb);
	}
}

static void note_second(const struct device *dev, struct gpio_callback *cb, gpio_port_pins_t pins)
{
	second_calls++;
}

/* PL061 sees edges on inputs only: the pin keeps its level when it becomes one. */
static void drive(int level)
{
	if (PL061) {
		gpio_pin_configure(port, PIN, level ? GPIO_OUTPUT_HIGH : GPIO_OUTPUT_LOW);
		gpio_pin_configure(port, PIN, GPIO_INPUT);
	} else {
		gpio_pin_set_raw(port, PIN, level);
	}
}

/* A pin that drives itself: an output whose level can be read. */
static void begin(gpio_flags_t interrupt)
{
	drive(0);
	assert_int_equal(gpio_pin_configure(port, PIN, GPIO_INPUT | GPIO_OUTPUT_LOW), 0);
	gpio_init_callback(&callback, note, BIT(PIN));
	assert_int_equal(gpio_add_callback(port, &callback), 0);
	assert_int_equal(gpio_pin_interrupt_configure(port, PIN, interrupt), 0);
}

static void an_output_is_read_back(void **state)
{
	assert_int_equal(gpio_pin_configure(port, PIN, GPIO_INPUT | GPIO_OUTPUT_HIGH), 0);
	assert_int_equal(gpio_pin_configure(port, OTHER, GPIO_INPUT | GPIO_OUTPUT_LOW), 0);
	assert_int_equal(gpio_pin_get_raw(port, PIN), 1);
	assert_int_equal(gpio_pin_get_raw(port, OTHER), 0);
	assert_int_equal(gpio_port_toggle_bits(port, BIT(PIN) | BIT(OTHER)), 0);
	assert_int_equal(gpio_pin_get_raw(port, PIN), 0);
	assert_int_equal(gpio_pin_get_raw(port, OTHER), 1);
	assert_int_equal(gpio_port_set_masked_raw(port, BIT(PIN), ~0U), 0);
	assert_int_equal(gpio_pin_get_raw(port, PIN), 1);
	assert_int_equal(gpio_port_clear_bits_raw(port, BIT(PIN)), 0);
	assert_int_equal(gpio_pin_get_raw(port, PIN), 0);
	assert_int_equal(gpio_pin_get_raw(port, OTHER), 1);
}

static void a_rising_edge_calls_back_once(void **state)
{
	begin(GPIO_INT_EDGE_RISING);
	drive(1);
	assert_int_equal(calls, 1);
	assert_int_equal(called_pins, BIT(PIN));
	drive(0);
	assert_int_equal(calls, 1);
	drive(1);
	assert_int_equal(calls, 2);
}

static void a_falling_edge_and_both_edges(void **state)
{
	begin(GPIO_INT_EDGE_FALLING);
	drive(1);
	assert_int_equal(calls, 0);
	drive(0);
	assert_int_equal(calls, 1);
	assert_int_equal(gpio_pin_interrupt_configure(port, PIN, GPIO_INT_EDGE_BOTH), 0);
	drive(1);
	drive(0);
	assert_int_equal(calls, 3);
}

static void a_level_may_be_a_logical_one(void **state)
{
	begin(GPIO_INT_DISABLE);
	drive(1);
	assert_int_equal(
		gpio_pin_configure(port, PIN, GPIO_INPUT | GPIO_OUTPUT_HIGH | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(gpio_pin_interrupt_configure(port, PIN, GPIO_INT_LEVEL_ACTIVE), 0);
	assert_int_equal(calls, 0);
	removes = true;
	lowers = true;
	assert_int_equal(gpio_pin_interrupt_configure(port, PIN, GPIO_INT_LEVEL_INACTIVE), 0);
	assert_int_equal(calls, 1);
}

static void a_level_calls_back_until_it_is_gone(void **state)
{
	begin(GPIO_INT_LEVEL_HIGH);
	assert_int_equal(calls, 0);
	lowers = true;
	gpio_pin_set_raw(port, PIN, 1);
	assert_int_equal(calls, 1);
	assert_int_equal(gpio_pin_get_raw(port, PIN), 0);
	gpio_pin_set_raw(port, PIN, 1);
	assert_int_equal(calls, 2);
}

static void a_disabled_interrupt_stays_silent(void **state)
{
	begin(GPIO_INT_EDGE_RISING);
	assert_int_equal(gpio_pin_interrupt_configure(port, PIN, GPIO_INT_DISABLE), 0);
	drive(1);
	assert_int_equal(calls, 0);
	assert_int_equal(gpio_get_pending_int(port), 0);
}

static void callbacks_come_and_go(void **state)
{
	begin(GPIO_INT_EDGE_RISING);
	gpio_init_callback(&second, note_second, BIT(PIN) | BIT(OTHER));
	assert_int_equal(gpio_remove_callback(port, &second), -EINVAL);
	assert_int_equal(gpio_add_callback(port, &second), 0);
	/* Again changes nothing. */
	assert_int_equal(gpio_add_callback(port, &callback), 0);
	removes = true;
	drive(1);
	assert_int_equal(calls, 1);
	assert_int_equal(second_calls, 1);
	drive(0);
	drive(1);
	assert_int_equal(calls, 1);
	assert_int_equal(second_calls, 2);
	assert_int_equal(gpio_remove_callback(port, &callback), -EINVAL);
	assert_int_equal(gpio_remove_callback(port, &second), 0);
	drive(0);
	drive(1);
	assert_int_equal(second_calls, 2);
}

static void what_the_port_cannot_is_refused(void **state)
{
	if (PINS < 32) {
		assert_int_equal(gpio_pin_configure(port, PINS, GPIO_INPUT), -EINVAL);
		assert_int_equal(gpio_pin_interrupt_configure(port, PINS, GPIO_INT_EDGE_RISING),
				 -EINVAL);
	}
	assert_int_equal(gpio_pin_configure(port, PIN, GPIO_OUTPUT | GPIO_OPEN_SOURCE), -ENOTSUP);
}

static void a_port_that_goes_down_lets_its_pins_go(void **state)
{
	begin(GPIO_INT_EDGE_RISING);
	assert_int_equal(device_deinit(port), 0);
	assert_false(device_is_ready(port));
	assert_int_equal(device_init(port), 0);
	assert_int_equal(gpio_pin_configure(port, PIN, GPIO_INPUT | GPIO_OUTPUT_LOW), 0);
	drive(1);
	assert_int_equal(calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_output_is_read_back, fresh),
		cmocka_unit_test_setup(a_rising_edge_calls_back_once, fresh),
		cmocka_unit_test_setup(a_falling_edge_and_both_edges, fresh),
		cmocka_unit_test_setup(a_level_may_be_a_logical_one, fresh),
		cmocka_unit_test_setup(a_level_calls_back_until_it_is_gone, fresh),
		cmocka_unit_test_setup(a_disabled_interrupt_stays_silent, fresh),
		cmocka_unit_test_setup(callbacks_come_and_go, fresh),
		cmocka_unit_test_setup(what_the_port_cannot_is_refused, fresh),
		cmocka_unit_test_setup(a_port_that_goes_down_lets_its_pins_go, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

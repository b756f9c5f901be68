/* <zephyr/drivers/gpio.h> on ports of outputs only and of inputs only: a board's LEDs and buttons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/drivers/gpio.h>
#include <zephyr/kernel.h>

static const struct device *const outputs = DEVICE_DT_GET(DT_ALIAS(gpio_outputs));
static const struct device *const inputs = DEVICE_DT_GET(DT_ALIAS(gpio_inputs));

static int fresh(void **state)
{
	if (device_is_ready(outputs)) {
		device_deinit(outputs);
	}
	return device_init(outputs);
}

static uint32_t levels(void)
{
	gpio_port_value_t value = ~0U;

	assert_int_equal(gpio_port_get_raw(outputs, &value), 0);
	return value;
}

static void an_output_starts_as_it_was_configured(void **state)
{
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT_HIGH), 0);
	assert_int_equal(gpio_pin_configure(outputs, 1, GPIO_OUTPUT_LOW), 0);
	assert_int_equal(levels(), 1);
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT_ACTIVE | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(gpio_pin_configure(outputs, 1, GPIO_OUTPUT_INACTIVE | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(levels(), 2);
	/* Without an initial level it keeps the one it has. */
	assert_int_equal(gpio_pin_configure(outputs, 1, GPIO_OUTPUT), 0);
	assert_int_equal(levels(), 2);
}

static void a_logical_level_is_inverted_for_a_pin_that_is_active_low(void **state)
{
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT_LOW), 0);
	assert_int_equal(gpio_pin_configure(outputs, 1, GPIO_OUTPUT_LOW | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(gpio_pin_set(outputs, 0, 1), 0);
	assert_int_equal(gpio_pin_set(outputs, 1, 1), 0);
	assert_int_equal(levels(), 1);
	assert_int_equal(gpio_pin_get(outputs, 1), 1);
	assert_int_equal(gpio_pin_get_raw(outputs, 1), 0);
	assert_int_equal(gpio_pin_set_raw(outputs, 1, 7), 0);
	assert_int_equal(gpio_pin_get(outputs, 1), 0);
	assert_int_equal(levels(), 3);
}

static void pins_of_a_port_change_together(void **state)
{
	gpio_port_value_t value;

	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT_LOW), 0);
	assert_int_equal(gpio_pin_configure(outputs, 1, GPIO_OUTPUT_LOW | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(gpio_port_set_masked_raw(outputs, 3, 2), 0);
	assert_int_equal(levels(), 2);
	assert_int_equal(gpio_port_set_masked(outputs, 2, 2), 0);
	assert_int_equal(levels(), 0);
	assert_int_equal(gpio_port_set_bits(outputs, 1), 0);
	assert_int_equal(gpio_port_get(outputs, &value), 0);
	assert_int_equal(value & 3, 3);
	assert_int_equal(gpio_port_clear_bits(outputs, 3), 0);
	assert_int_equal(levels(), 2);
	assert_int_equal(gpio_port_set_clr_bits_raw(outputs, 1, 2), 0);
	assert_int_equal(levels(), 1);
	assert_int_equal(gpio_port_toggle_bits(outputs, 3), 0);
	assert_int_equal(levels(), 2);
	assert_int_equal(gpio_pin_toggle(outputs, 1), 0);
	assert_int_equal(levels(), 0);
}

static void a_pin_of_the_description_is_its_port_number_and_flags(void **state)
{
	const struct gpio_dt_spec lamps[] = {
		GPIO_DT_SPEC_GET(DT_ALIAS(led0), gpios),
		GPIO_DT_SPEC_GET_OR(DT_ALIAS(led1), gpios, {0}),
		GPIO_DT_SPEC_GET_OR(DT_ALIAS(led1), other_gpios, {0}),
	};

	assert_ptr_equal(lamps[0].port, outputs);
	assert_int_equal(lamps[0].pin, 0);
	assert_int_equal(lamps[0].dt_flags, GPIO_ACTIVE_HIGH);
	assert_int_equal(lamps[1].pin, 1);
	assert_null(lamps[2].port);
	assert_true(gpio_is_ready_dt(&lamps[1]));
	assert_int_equal(gpio_pin_configure_dt(&lamps[1], GPIO_OUTPUT_ACTIVE), 0);
	assert_int_equal(levels(), 2);
	assert_int_equal(gpio_pin_toggle_dt(&lamps[1]), 0);
	assert_int_equal(gpio_pin_get_dt(&lamps[1]), 0);
	assert_int_equal(gpio_pin_set_dt(&lamps[1], 1), 0);
	assert_int_equal(levels(), 2);
}

static void what_the_port_cannot_is_refused(void **state)
{
	struct gpio_callback callback;

	assert_int_equal(gpio_pin_configure(outputs, 2, GPIO_OUTPUT), -EINVAL);
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_INPUT), -ENOTSUP);
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT | GPIO_PULL_UP), -ENOTSUP);
	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT | GPIO_OPEN_DRAIN), -ENOTSUP);
	assert_int_equal(gpio_pin_interrupt_configure(outputs, 0, GPIO_INT_EDGE_RISING), -ENOSYS);
	assert_int_equal(gpio_add_callback(outputs, &callback), -ENOSYS);
	assert_int_equal(gpio_get_pending_int(outputs), -ENOSYS);
}

static void an_input_port_drives_nothing(void **state)
{
	assert_int_equal(gpio_pin_configure(inputs, 0, GPIO_INPUT), 0);
	assert_int_equal(gpio_pin_get_raw(inputs, 0), 0);
	assert_int_equal(gpio_pin_configure(inputs, 1, GPIO_INPUT | GPIO_ACTIVE_LOW), 0);
	assert_int_equal(gpio_pin_get(inputs, 1), 1);
	assert_int_equal(gpio_pin_configure(inputs, 0, GPIO_OUTPUT), -ENOTSUP);
	assert_int_equal(gpio_pin_set_raw(inputs, 0, 1), -ENOTSUP);
	assert_int_equal(gpio_pin_toggle(inputs, 0), -ENOTSUP);
}

static void a_port_that_goes_down_switches_its_outputs_off(void **state)
{
	volatile uint32_t *lamps = (volatile uint32_t *)DT_REG_ADDR(DT_ALIAS(gpio_outputs));

	assert_int_equal(gpio_pin_configure(outputs, 0, GPIO_OUTPUT_HIGH), 0);
	assert_int_equal(*lamps, 1);
	assert_int_equal(device_deinit(outputs), 0);
	assert_int_equal(*lamps, 0);
	assert_false(device_is_ready(outputs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_output_starts_as_it_was_configured, fresh),
		cmocka_unit_test_setup(a_logical_level_is_inverted_for_a_pin_that_is_active_low, fresh),
		cmocka_unit_test_setup(pins_of_a_port_change_together, fresh),
		cmocka_unit_test_setup(a_pin_of_the_description_is_its_port_number_and_flags, fresh),
		cmocka_unit_test_setup(what_the_port_cannot_is_refused, fresh),
		cmocka_unit_test_setup(an_input_port_drives_nothing, fresh),
		cmocka_unit_test_setup(a_port_that_goes_down_switches_its_outputs_off, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

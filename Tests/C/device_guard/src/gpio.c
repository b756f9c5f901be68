#include "tests.h"

#include <zephyr/drivers/gpio.h>

DRIVER(int, configure, gpio_pin_t pin, gpio_flags_t flags)
DRIVER(int, get, gpio_port_value_t *value)
DRIVER(int, set_masked, gpio_port_pins_t mask, gpio_port_value_t value)
DRIVER(int, change, gpio_port_pins_t pins)
DRIVER(int, interrupt, gpio_pin_t pin, enum gpio_int_mode mode, enum gpio_int_trig trigger)
DRIVER(int, manage, struct gpio_callback *callback, bool set)
DRIVER(uint32_t, pending)

static struct gpio_driver_data data;
static const struct gpio_driver_api api = {
	.pin_configure = configure,
	.port_get_raw = get,
	.port_set_masked_raw = set_masked,
	.port_set_bits_raw = change,
	.port_clear_bits_raw = change,
	.port_toggle_bits = change,
	.pin_interrupt_configure = interrupt,
	.manage_callback = manage,
	.get_pending_int = pending,
};
DEVICE(gpio, &data, &api);

static void calls(const struct device *port)
{
	const struct gpio_dt_spec spec = {.port = port, .pin = 1};
	static struct gpio_callback callback;
	gpio_port_value_t value = 0;

	data.invert = 0;
	CALL(gpio_pin_configure(port, 3, GPIO_OUTPUT_LOW | GPIO_ACTIVE_LOW));
	/* Not even the pin's logic is noted. */
	assert_int_equal(data.invert, refusal == 0 ? BIT(3) : 0);
	CALL(gpio_pin_interrupt_configure(port, 1, GPIO_INT_EDGE_RISING));
	CALL(gpio_port_get_raw(port, &value));
	CALL(gpio_port_get(port, &value));
	CALL(gpio_port_set_masked_raw(port, 1, 1));
	CALL(gpio_port_set_masked(port, 1, 1));
	CALL(gpio_port_set_bits_raw(port, 1));
	CALL(gpio_port_set_bits(port, 1));
	CALL(gpio_port_clear_bits_raw(port, 1));
	CALL(gpio_port_clear_bits(port, 1));
	CALL(gpio_port_toggle_bits(port, 1));
	CALL(gpio_port_set_clr_bits_raw(port, 1, 2));
	CALL(gpio_port_set_clr_bits(port, 1, 2));
	CALL(gpio_pin_get_raw(port, 1));
	CALL(gpio_pin_get(port, 1));
	CALL(gpio_pin_set_raw(port, 1, 1));
	CALL(gpio_pin_set_raw(port, 1, 0));
	CALL(gpio_pin_set(port, 1, 1));
	CALL(gpio_pin_toggle(port, 1));
	CALL(gpio_add_callback(port, &callback));
	CALL(gpio_remove_callback(port, &callback));
	CALL(gpio_get_pending_int(port));
	CALL(gpio_pin_configure_dt(&spec, GPIO_INPUT));
	CALL(gpio_pin_interrupt_configure_dt(&spec, GPIO_INT_DISABLE));
	CALL(gpio_pin_get_dt(&spec));
	CALL(gpio_pin_set_dt(&spec, 1));
	CALL(gpio_pin_toggle_dt(&spec));
	CALL(gpio_add_callback_dt(&spec, &callback));
	CALL(gpio_remove_callback_dt(&spec, &callback));
}

void gpio_ports(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_gpio)), calls);
}

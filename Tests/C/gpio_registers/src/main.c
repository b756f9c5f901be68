/*
 * CMSDK's GPIO driver over registers that are plain memory, since no emulator has the device: what
 * is written where. The driver's functions, state and number of pins are those of its binding.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bulkhead/image.h>
#include <cmocka.h>
#include <zephyr/drivers/gpio.h>
#include <zephyr/kernel.h>

int bulkhead_gpio_cmsdk_init(const struct device *device);
int bulkhead_gpio_cmsdk_shutdown(const struct device *device);
void bulkhead_gpio_cmsdk_isr(const void *device);

#define EDGE 3
#define LEVEL 5
#define ALL 0xffff

/* Words of the device; what `set` sets the word behind it clears. */
enum word {
	DATA = 0x00 / 4,
	OUTPUT = 0x04 / 4,
	DIRECTION_SET = 0x10 / 4,
	DIRECTION_CLEAR = 0x14 / 4,
	ALTERNATE_SET = 0x18 / 4,
	ALTERNATE_CLEAR = 0x1c / 4,
	INTERRUPT_SET = 0x20 / 4,
	INTERRUPT_CLEAR = 0x24 / 4,
	EDGE_SET = 0x28 / 4,
	EDGE_CLEAR = 0x2c / 4,
	HIGH_SET = 0x30 / 4,
	HIGH_CLEAR = 0x34 / 4,
	STATUS = 0x38 / 4,
	WORDS,
};

static uint32_t registers[WORDS];
static struct bulkhead_device_config config;
static struct device_state state;
static struct device port;
static struct gpio_callback callback;
static int calls;
static gpio_port_pins_t called_pins;
static uint32_t status_in_callback;

static int fresh(void **unused)
{
	const struct device *described = DEVICE_DT_GET(DT_NODELABEL(cmsdk));
	int result;

	ARG_UNUSED(unused);
	config = *bulkhead_config_of(described);
	config.base = (uintptr_t)registers;
	config.size = sizeof(registers);
	port = *described;
	port.config = &config;
	port.state = &state;
	calls = 0;
	result = bulkhead_gpio_cmsdk_init(&port);
	memset(registers, 0, sizeof(registers));
	return result;
}

static void note(const struct device *dev, struct gpio_callback *cb, gpio_port_pins_t pins)
{
	ARG_UNUSED(cb);
	calls += dev == &port;
	called_pins = pins;
	status_in_callback = registers[STATUS];
}

/* Exactly these words were written, besides the levels: a bit to set or to clear for one pin. */
static void assert_written(enum word from, enum word to, uint32_t written, gpio_pin_t pin)
{
	for (uint32_t i = from; i < to; i++) {
		assert_int_equal(registers[i], written >> i & 1 ? BIT(pin) : 0);
	}
}

static void assert_quiet(void)
{
	assert_int_equal(registers[INTERRUPT_CLEAR], ALL);
	assert_int_equal(registers[STATUS], ALL);
	assert_int_equal(registers[DIRECTION_CLEAR], ALL);
	assert_int_equal(registers[OUTPUT], 0);
	assert_int_equal(registers[INTERRUPT_SET] | registers[DIRECTION_SET], 0);
	/* Pins of other devices stay theirs. */
	assert_int_equal(registers[ALTERNATE_SET] | registers[ALTERNATE_CLEAR], 0);
}

static void the_port_comes_up_and_goes_down_quiet(void **unused)
{
	registers[OUTPUT] = ALL;
	assert_int_equal(bulkhead_gpio_cmsdk_init(&port), 0);
	assert_quiet();
	memset(registers, 0, sizeof(registers));
	registers[OUTPUT] = ALL;
	assert_int_equal(bulkhead_gpio_cmsdk_shutdown(&port), 0);
	assert_quiet();
}

static void a_pin_becomes_an_output_with_its_level_or_an_input(void **unused)
{
	assert_int_equal(gpio_pin_configure(&port, EDGE, GPIO_OUTPUT_HIGH), 0);
	assert_written(DIRECTION_SET, WORDS, BIT(DIRECTION_SET) | BIT(ALTERNATE_CLEAR), EDGE);
	assert_int_equal(registers[OUTPUT], BIT(EDGE));
	registers[OUTPUT] = ALL;
	assert_int_equal(gpio_pin_configure(&port, LEVEL, GPIO_OUTPUT_LOW), 0);
	assert_int_equal(registers[OUTPUT], ALL & ~BIT(LEVEL));
	memset(registers, 0, sizeof(registers));
	assert_int_equal(gpio_pin_configure(&port, LEVEL, GPIO_INPUT), 0);
	assert_written(DATA, WORDS, BIT(DIRECTION_CLEAR) | BIT(ALTERNATE_CLEAR), LEVEL);
}

static void outputs_change_together_and_others_keep_theirs(void **unused)
{
	registers[OUTPUT] = 0x5a5a;
	assert_int_equal(gpio_port_set_masked_raw(&port, 0x0ff0, 0x1234), 0);
	assert_int_equal(registers[OUTPUT], 0x523a);
	assert_int_equal(gpio_port_toggle_bits(&port, 0x8001), 0);
	assert_int_equal(registers[OUTPUT], 0xd23b);
	assert_int_equal(gpio_port_set_bits_raw(&port, 0x0004), 0);
	assert_int_equal(gpio_port_clear_bits_raw(&port, 0x4000), 0);
	assert_int_equal(registers[OUTPUT], 0x923f);
}

static void inputs_are_read_at_the_pins(void **unused)
{
	registers[DATA] = BIT(EDGE);
	registers[OUTPUT] = BIT(LEVEL);
	assert_int_equal(gpio_pin_get_raw(&port, EDGE), 1);
	assert_int_equal(gpio_pin_get_raw(&port, LEVEL), 0);
}

/* The interrupt's kind is settled, and what was pending forgotten, before the pin may interrupt. */
static void assert_interrupts(gpio_flags_t flags, uint32_t written)
{
	memset(registers, 0, sizeof(registers));
	assert_int_equal(gpio_pin_interrupt_configure(&port, EDGE, flags), 0);
	assert_written(DATA, WORDS, written | BIT(INTERRUPT_CLEAR) | BIT(STATUS), EDGE);
}

static void an_interrupt_is_of_an_edge_or_a_level(void **unused)
{
	assert_interrupts(GPIO_INT_EDGE_RISING, BIT(INTERRUPT_SET) | BIT(EDGE_SET) | BIT(HIGH_SET));
	assert_interrupts(GPIO_INT_EDGE_FALLING,
			  BIT(INTERRUPT_SET) | BIT(EDGE_SET) | BIT(HIGH_CLEAR));
	assert_interrupts(GPIO_INT_LEVEL_HIGH, BIT(INTERRUPT_SET) | BIT(EDGE_CLEAR) | BIT(HIGH_SET));
	assert_interrupts(GPIO_INT_LEVEL_LOW,
			  BIT(INTERRUPT_SET) | BIT(EDGE_CLEAR) | BIT(HIGH_CLEAR));
	assert_interrupts(GPIO_INT_DISABLE, BIT(EDGE_CLEAR) | BIT(HIGH_CLEAR));
}

static void an_edge_is_done_with_before_its_callback_and_a_level_after(void **unused)
{
	gpio_init_callback(&callback, note, BIT(EDGE) | BIT(LEVEL));
	assert_int_equal(gpio_add_callback(&port, &callback), 0);
	registers[EDGE_SET] = BIT(EDGE);
	registers[STATUS] = BIT(EDGE) | BIT(LEVEL);
	assert_int_equal(gpio_get_pending_int(&port), BIT(EDGE) | BIT(LEVEL));
	bulkhead_gpio_cmsdk_isr(&port);
	assert_int_equal(calls, 1);
	assert_int_equal(called_pins, BIT(EDGE) | BIT(LEVEL));
	assert_int_equal(status_in_callback, BIT(EDGE));
	assert_int_equal(registers[STATUS], BIT(LEVEL));
}

static void a_callback_hears_of_its_pins_only(void **unused)
{
	gpio_init_callback(&callback, note, BIT(LEVEL));
	assert_int_equal(gpio_add_callback(&port, &callback), 0);
	registers[EDGE_SET] = BIT(EDGE);
	registers[STATUS] = BIT(EDGE);
	bulkhead_gpio_cmsdk_isr(&port);
	assert_int_equal(calls, 0);
	registers[STATUS] = BIT(EDGE) | BIT(LEVEL);
	bulkhead_gpio_cmsdk_isr(&port);
	assert_int_equal(called_pins, BIT(LEVEL));
	assert_int_equal(gpio_remove_callback(&port, &callback), 0);
	bulkhead_gpio_cmsdk_isr(&port);
	assert_int_equal(calls, 1);
}

static void what_the_port_cannot_is_refused_and_writes_nothing(void **unused)
{
	assert_int_equal(gpio_pin_configure(&port, 16, GPIO_INPUT), -EINVAL);
	assert_int_equal(gpio_pin_interrupt_configure(&port, 16, GPIO_INT_EDGE_RISING), -EINVAL);
	assert_int_equal(gpio_pin_configure(&port, EDGE, GPIO_INPUT | GPIO_PULL_UP), -ENOTSUP);
	assert_int_equal(gpio_pin_configure(&port, EDGE, GPIO_INPUT | GPIO_PULL_DOWN), -ENOTSUP);
	assert_int_equal(gpio_pin_configure(&port, EDGE, GPIO_OUTPUT | GPIO_OPEN_DRAIN), -ENOTSUP);
	assert_int_equal(gpio_pin_interrupt_configure(&port, EDGE, GPIO_INT_EDGE_BOTH), -ENOTSUP);
	assert_written(DATA, WORDS, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_port_comes_up_and_goes_down_quiet, fresh),
		cmocka_unit_test_setup(a_pin_becomes_an_output_with_its_level_or_an_input, fresh),
		cmocka_unit_test_setup(outputs_change_together_and_others_keep_theirs, fresh),
		cmocka_unit_test_setup(inputs_are_read_at_the_pins, fresh),
		cmocka_unit_test_setup(an_interrupt_is_of_an_edge_or_a_level, fresh),
		cmocka_unit_test_setup(an_edge_is_done_with_before_its_callback_and_a_level_after,
				       fresh),
		cmocka_unit_test_setup(a_callback_hears_of_its_pins_only, fresh),
		cmocka_unit_test_setup(what_the_port_cannot_is_refused_and_writes_nothing, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

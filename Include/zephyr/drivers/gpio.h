/*
 * General-purpose inputs and outputs: ports of up to 32 pins.
 *
 * A pin has a physical level and a logical one; they differ for a pin that was configured
 * GPIO_ACTIVE_LOW. Functions named `raw` speak of the physical level. All but gpio_pin_configure may
 * be called in any context. A function that the device's driver has not gives -ENOSYS; one on a port
 * that is not up does nothing and gives -ENODEV, or -ESHUTDOWN once it went down.
 */
#ifndef ZEPHYR_DRIVERS_GPIO_H
#define ZEPHYR_DRIVERS_GPIO_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <bulkhead/registration.h>
#include <zephyr/device.h>
#include <zephyr/dt-bindings/gpio/gpio.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util_macro.h>

/* Direction, for gpio_pin_configure. */
#define GPIO_INPUT (1U << 16)
#define GPIO_OUTPUT (1U << 17)
#define GPIO_DISCONNECTED 0
#define GPIO_OUTPUT_INIT_LOW (1U << 18)
#define GPIO_OUTPUT_INIT_HIGH (1U << 19)
#define GPIO_OUTPUT_INIT_LOGICAL (1U << 20)
#define GPIO_OUTPUT_LOW (GPIO_OUTPUT | GPIO_OUTPUT_INIT_LOW)
#define GPIO_OUTPUT_HIGH (GPIO_OUTPUT | GPIO_OUTPUT_INIT_HIGH)
#define GPIO_OUTPUT_INACTIVE (GPIO_OUTPUT_LOW | GPIO_OUTPUT_INIT_LOGICAL)
#define GPIO_OUTPUT_ACTIVE (GPIO_OUTPUT_HIGH | GPIO_OUTPUT_INIT_LOGICAL)
#define GPIO_DIR_MASK (GPIO_INPUT | GPIO_OUTPUT)

/* Interrupts, for gpio_pin_interrupt_configure. */
#define GPIO_INT_DISABLE (1U << 21)
#define GPIO_INT_ENABLE (1U << 22)
#define GPIO_INT_LEVELS_LOGICAL (1U << 23)
#define GPIO_INT_EDGE (1U << 24)
#define GPIO_INT_LOW_0 (1U << 25)
#define GPIO_INT_HIGH_1 (1U << 26)
#define GPIO_INT_MASK                                                                              \
	(GPIO_INT_DISABLE | GPIO_INT_ENABLE | GPIO_INT_LEVELS_LOGICAL | GPIO_INT_EDGE |            \
	 GPIO_INT_LOW_0 | GPIO_INT_HIGH_1)
#define GPIO_INT_EDGE_RISING (GPIO_INT_ENABLE | GPIO_INT_EDGE | GPIO_INT_HIGH_1)
#define GPIO_INT_EDGE_FALLING (GPIO_INT_ENABLE | GPIO_INT_EDGE | GPIO_INT_LOW_0)
#define GPIO_INT_EDGE_BOTH (GPIO_INT_EDGE_RISING | GPIO_INT_EDGE_FALLING)
#define GPIO_INT_LEVEL_LOW (GPIO_INT_ENABLE | GPIO_INT_LOW_0)
#define GPIO_INT_LEVEL_HIGH (GPIO_INT_ENABLE | GPIO_INT_HIGH_1)
#define GPIO_INT_EDGE_TO_INACTIVE (GPIO_INT_EDGE_FALLING | GPIO_INT_LEVELS_LOGICAL)
#define GPIO_INT_EDGE_TO_ACTIVE (GPIO_INT_EDGE_RISING | GPIO_INT_LEVELS_LOGICAL)
#define GPIO_INT_LEVEL_INACTIVE (GPIO_INT_LEVEL_LOW | GPIO_INT_LEVELS_LOGICAL)
#define GPIO_INT_LEVEL_ACTIVE (GPIO_INT_LEVEL_HIGH | GPIO_INT_LEVELS_LOGICAL)

/* A pin's place in its port, one bit for each pin of a port, and flags as above. */
typedef uint8_t gpio_pin_t;
typedef uint32_t gpio_port_pins_t;
typedef uint32_t gpio_port_value_t;
typedef uint32_t gpio_flags_t;
typedef uint16_t gpio_dt_flags_t;

BULKHEAD_NONNULL_BEGIN

struct gpio_callback;

/* Runs as an interrupt handler; `pins` are those of the callback that interrupted. */
typedef void (*gpio_callback_handler_t)(const struct device *port, struct gpio_callback *cb,
					gpio_port_pins_t pins);

/* The caller's memory, part of the port's list from gpio_add_callback to gpio_remove_callback. */
struct gpio_callback {
	sys_snode_t node;
	gpio_callback_handler_t handler;
	gpio_port_pins_t pin_mask;
	struct bulkhead_registration registration;
	const struct device *BULKHEAD_NULLABLE port;  /* where an init entry added it */
};

/* What the data of every port begins with: the pins that are active low. */
struct gpio_driver_data {
	gpio_port_pins_t invert;
};

enum gpio_int_mode {
	GPIO_INT_MODE_DISABLED = GPIO_INT_DISABLE,
	GPIO_INT_MODE_LEVEL = GPIO_INT_ENABLE,
	GPIO_INT_MODE_EDGE = GPIO_INT_ENABLE | GPIO_INT_EDGE,
};

enum gpio_int_trig {
	GPIO_INT_TRIG_LOW = GPIO_INT_LOW_0,
	GPIO_INT_TRIG_HIGH = GPIO_INT_HIGH_1,
	GPIO_INT_TRIG_BOTH = GPIO_INT_LOW_0 | GPIO_INT_HIGH_1,
};

/* What a driver implements; levels are physical, flags without the logical ones. */
struct gpio_driver_api {
	int (*pin_configure)(const struct device *port, gpio_pin_t pin, gpio_flags_t flags);
	int (*port_get_raw)(const struct device *port, gpio_port_value_t *value);
	int (*port_set_masked_raw)(const struct device *port, gpio_port_pins_t mask,
				   gpio_port_value_t value);
	int (*port_set_bits_raw)(const struct device *port, gpio_port_pins_t pins);
	int (*port_clear_bits_raw)(const struct device *port, gpio_port_pins_t pins);
	int (*port_toggle_bits)(const struct device *port, gpio_port_pins_t pins);
	int (*BULKHEAD_NULLABLE pin_interrupt_configure)(const struct device *port, gpio_pin_t pin,
							 enum gpio_int_mode mode,
							 enum gpio_int_trig trigger);
	int (*BULKHEAD_NULLABLE manage_callback)(const struct device *port, struct gpio_callback *cb,
						 bool set);
	uint32_t (*BULKHEAD_NULLABLE get_pending_int)(const struct device *port);
};

static inline const struct gpio_driver_api *bulkhead_gpio_api(const struct device *port)
{
	return (const struct gpio_driver_api *)port->api;
}

static inline gpio_port_pins_t *bulkhead_gpio_invert(const struct device *port)
{
	return &((struct gpio_driver_data *)port->data)->invert;
}

/*
 * Makes a pin an input, an output, both or neither, with the level that an output starts with.
 * -ENOTSUP: flags that the port has not; -EINVAL: no such pin. Thread.
 */
static inline int gpio_pin_configure(const struct device *port, gpio_pin_t pin, gpio_flags_t flags)
{
	gpio_port_pins_t *invert = bulkhead_gpio_invert(port);
	bool starts_logical = (flags & GPIO_OUTPUT_INIT_LOGICAL) != 0;
	gpio_flags_t levels = GPIO_OUTPUT_INIT_LOW | GPIO_OUTPUT_INIT_HIGH;

	if (bulkhead_device_refusal(port) != 0) {
		return -bulkhead_device_refusal(port);
	}
	flags &= ~GPIO_OUTPUT_INIT_LOGICAL;
	if (starts_logical && (flags & GPIO_ACTIVE_LOW) && (flags & levels)) {
		flags ^= levels;
	}
	*invert = (*invert & ~(1U << pin)) | ((flags & GPIO_ACTIVE_LOW) ? 1U << pin : 0);
	return bulkhead_gpio_api(port)->pin_configure(port, pin, flags);
}

/*
 * Chooses when a pin interrupts (GPIO_INT_*). The port's callbacks for it run then. -ENOTSUP: the
 * port cannot interrupt so; -EINVAL: no such pin.
 */
static inline int gpio_pin_interrupt_configure(const struct device *port, gpio_pin_t pin,
					       gpio_flags_t flags)
{
	const struct gpio_driver_api *api = bulkhead_gpio_api(port);
	gpio_flags_t trigger = flags & (GPIO_INT_LOW_0 | GPIO_INT_HIGH_1);

	if (bulkhead_device_refusal(port) != 0) {
		return -bulkhead_device_refusal(port);
	}
	if (api->pin_interrupt_configure == NULL) {
		return -BULKHEAD_ENOSYS;
	}
	if ((flags & GPIO_INT_LEVELS_LOGICAL) && (*bulkhead_gpio_invert(port) & (1U << pin)) &&
	    trigger != GPIO_INT_TRIG_BOTH) {
		trigger ^= GPIO_INT_LOW_0 | GPIO_INT_HIGH_1;
	}
	return api->pin_interrupt_configure(
		port, pin,
		(enum gpio_int_mode)(flags & (GPIO_INT_DISABLE | GPIO_INT_ENABLE | GPIO_INT_EDGE)),
		(enum gpio_int_trig)trigger);
}

/* The levels of all inputs of a port, one bit for each pin. */
static inline int gpio_port_get_raw(const struct device *port, gpio_port_value_t *value)
{
	return BULKHEAD_DEVICE_CALL(port, bulkhead_gpio_api(port)->port_get_raw(port, value));
}

static inline int gpio_port_get(const struct device *port, gpio_port_value_t *value)
{
	int result = gpio_port_get_raw(port, value);

	if (result == 0) {
		*value ^= *bulkhead_gpio_invert(port);
	}
	return result;
}

/* Sets the outputs of `mask` to their bits in `value`, at once; other pins stay as they are. */
static inline int gpio_port_set_masked_raw(const struct device *port, gpio_port_pins_t mask,
					   gpio_port_value_t value)
{
	return BULKHEAD_DEVICE_CALL(port,
				    bulkhead_gpio_api(port)->port_set_masked_raw(port, mask, value));
}

static inline int gpio_port_set_masked(const struct device *port, gpio_port_pins_t mask,
				       gpio_port_value_t value)
{
	return gpio_port_set_masked_raw(port, mask, value ^ *bulkhead_gpio_invert(port));
}

static inline int gpio_port_set_bits_raw(const struct device *port, gpio_port_pins_t pins)
{
	return BULKHEAD_DEVICE_CALL(port, bulkhead_gpio_api(port)->port_set_bits_raw(port, pins));
}

static inline int gpio_port_set_bits(const struct device *port, gpio_port_pins_t pins)
{
	return gpio_port_set_masked(port, pins, pins);
}

static inline int gpio_port_clear_bits_raw(const struct device *port, gpio_port_pins_t pins)
{
	return BULKHEAD_DEVICE_CALL(port, bulkhead_gpio_api(port)->port_clear_bits_raw(port, pins));
}

static inline int gpio_port_clear_bits(const struct device *port, gpio_port_pins_t pins)
{
	return gpio_port_set_masked(port, pins, 0);
}

static inline int gpio_port_toggle_bits(const struct device *port, gpio_port_pins_t pins)
{
	return BULKHEAD_DEVICE_CALL(port, bulkhead_gpio_api(port)->port_toggle_bits(port, pins));
}

static inline int gpio_port_set_clr_bits_raw(const struct device *port, gpio_port_pins_t set_pins,
					     gpio_port_pins_t clear_pins)
{
	return gpio_port_set_masked_raw(port, set_pins | clear_pins, set_pins);
}

static inline int gpio_port_set_clr_bits(const struct device *port, gpio_port_pins_t set_pins,
					 gpio_port_pins_t clear_pins)
{
	return gpio_port_set_masked(port, set_pins | clear_pins, set_pins);
}

/* A pin's level: 0, 1, or a negative error number. */
static inline int gpio_pin_get_raw(const struct device *port, gpio_pin_t pin)
{
	gpio_port_value_t value;
	int result = gpio_port_get_raw(port, &value);

	return result == 0 ? (int)(value >> pin & 1) : result;
}

static inline int gpio_pin_get(const struct device *port, gpio_pin_t pin)
{
	gpio_port_value_t value;
	int result = gpio_port_get(port, &value);

	return result == 0 ? (int)(value >> pin & 1) : result;
}

/* Sets an output: 0 is low or inactive, everything else high or active. */
static inline int gpio_pin_set_raw(const struct device *port, gpio_pin_t pin, int value)
{
	return value != 0 ? gpio_port_set_bits_raw(port, 1U << pin)
			  : gpio_port_clear_bits_raw(port, 1U << pin);
}

static inline int gpio_pin_set(const struct device *port, gpio_pin_t pin, int value)
{
	bool inverted = *bulkhead_gpio_invert(port) >> pin & 1;

	return gpio_pin_set_raw(port, pin, (value != 0) != inverted);
}

static inline int gpio_pin_toggle(const struct device *port, gpio_pin_t pin)
{
	return gpio_port_toggle_bits(port, 1U << pin);
}

static inline void gpio_init_callback(struct gpio_callback *callback,
				      gpio_callback_handler_t handler, gpio_port_pins_t pin_mask)
{
	callback->handler = handler;
	callback->pin_mask = pin_mask;
}

/* -EINVAL: it was not added. A callback may remove itself. */
static inline int gpio_remove_callback(const struct device *port, struct gpio_callback *callback)
{
	const struct gpio_driver_api *api = bulkhead_gpio_api(port);

	bulkhead_unregister(&callback->registration);
	return BULKHEAD_DEVICE_OPTIONAL_CALL(port, api->manage_callback, callback, false);
}

static inline void bulkhead_gpio_undo(struct bulkhead_registration *registration)
{
	struct gpio_callback *callback =
		(struct gpio_callback *)(void *)((char *)registration -
						 offsetof(struct gpio_callback, registration));

	gpio_remove_callback((const struct device *BULKHEAD_NONNULL)callback->port, callback);
}

/* From now on the callback runs when one of its pins interrupts. */
static inline int gpio_add_callback(const struct device *port, struct gpio_callback *callback)
{
	const struct gpio_driver_api *api = bulkhead_gpio_api(port);
	int result = BULKHEAD_DEVICE_OPTIONAL_CALL(port, api->manage_callback, callback, true);

	if (result == 0) {
		callback->port = port;
		bulkhead_register(&callback->registration, bulkhead_gpio_undo);
	}
	return result;
}

/* The pins whose interrupt is pending. */
static inline int gpio_get_pending_int(const struct device *port)
{
	const struct gpio_driver_api *api = bulkhead_gpio_api(port);

	return BULKHEAD_DEVICE_CALL(port, api->get_pending_int == NULL
						  ? -BULKHEAD_ENOSYS
						  : (int)api->get_pending_int(port));
}

/* A pin of the description: its port, its number and its GPIO_ACTIVE_LOW and the like. */
struct gpio_dt_spec {
	const struct device *port;
	gpio_pin_t pin;
	gpio_dt_flags_t dt_flags;
};

/* The pin that a node's property names: `gpios` of GPIO_DT_SPEC_GET(DT_ALIAS(led0), gpios). */
#define GPIO_DT_SPEC_GET_BY_IDX(node, property, index)                                             \
	{                                                                                          \
		.port = DEVICE_DT_GET(DT_GPIO_CTLR_BY_IDX(node, property, index)),                 \
		.pin = DT_GPIO_PIN_BY_IDX(node, property, index),                                  \
		.dt_flags = DT_GPIO_FLAGS_BY_IDX(node, property, index),                           \
	}
#define GPIO_DT_SPEC_GET_BY_IDX_OR(node, property, index, fallback)                                \
	COND_CODE_1(DT_PROP_HAS_IDX(node, property, index),                                        \
		    (GPIO_DT_SPEC_GET_BY_IDX(node, property, index)), (fallback))
#define GPIO_DT_SPEC_GET(node, property) GPIO_DT_SPEC_GET_BY_IDX(node, property, 0)
#define GPIO_DT_SPEC_GET_OR(node, property, fallback)                                              \
	GPIO_DT_SPEC_GET_BY_IDX_OR(node, property, 0, fallback)
#define GPIO_DT_SPEC_INST_GET_BY_IDX(inst, property, index)                                        \
	GPIO_DT_SPEC_GET_BY_IDX(DT_DRV_INST(inst), property, index)
#define GPIO_DT_SPEC_INST_GET(inst, property) GPIO_DT_SPEC_GET(DT_DRV_INST(inst), property)
#define GPIO_DT_SPEC_INST_GET_OR(inst, property, fallback)                                         \
	GPIO_DT_SPEC_GET_OR(DT_DRV_INST(inst), property, fallback)

static inline bool gpio_is_ready_dt(const struct gpio_dt_spec *spec)
{
	return device_is_ready(spec->port);
}

static inline int gpio_pin_configure_dt(const struct gpio_dt_spec *spec, gpio_flags_t extra_flags)
{
	return gpio_pin_configure(spec->port, spec->pin, spec->dt_flags | extra_flags);
}

static inline int gpio_pin_interrupt_configure_dt(const struct gpio_dt_spec *spec,
						  gpio_flags_t flags)
{
	return gpio_pin_interrupt_configure(spec->port, spec->pin, flags);
}

static inline int gpio_pin_get_dt(const struct gpio_dt_spec *spec)
{
	return gpio_pin_get(spec->port, spec->pin);
}

static inline int gpio_pin_set_dt(const struct gpio_dt_spec *spec, int value)
{
	return gpio_pin_set(spec->port, spec->pin, value);
}

static inline int gpio_pin_toggle_dt(const struct gpio_dt_spec *spec)
{
	return gpio_pin_toggle(spec->port, spec->pin);
}

static inline int gpio_add_callback_dt(const struct gpio_dt_spec *spec,
				       struct gpio_callback *callback)
{
	return gpio_add_callback(spec->port, callback);
}

static inline int gpio_remove_callback_dt(const struct gpio_dt_spec *spec,
					  struct gpio_callback *callback)
{
	return gpio_remove_callback(spec->port, callback);
}

BULKHEAD_NONNULL_END

#endif

/* What a devicetree says of a pin: the cell behind its number in `gpios = <&port pin flags>`. */
#ifndef ZEPHYR_DT_BINDINGS_GPIO_GPIO_H
#define ZEPHYR_DT_BINDINGS_GPIO_GPIO_H

/* Which level means 1 to whoever speaks of the pin's logical level. */
#define GPIO_ACTIVE_LOW (1 << 0)
#define GPIO_ACTIVE_HIGH (0 << 0)

/* Driven both ways, or one way only: then LINE_OPEN_DRAIN drives low, else high. */
#define GPIO_SINGLE_ENDED (1 << 1)
#define GPIO_PUSH_PULL (0 << 1)
#define GPIO_LINE_OPEN_DRAIN (1 << 2)
#define GPIO_LINE_OPEN_SOURCE (0 << 2)
#define GPIO_OPEN_DRAIN (GPIO_SINGLE_ENDED | GPIO_LINE_OPEN_DRAIN)
#define GPIO_OPEN_SOURCE (GPIO_SINGLE_ENDED | GPIO_LINE_OPEN_SOURCE)

/* A resistor to the supply or to ground. */
#define GPIO_PULL_UP (1 << 4)
#define GPIO_PULL_DOWN (1 << 5)

#define GPIO_INT_WAKEUP (1 << 6)

#endif

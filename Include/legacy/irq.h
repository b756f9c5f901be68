/* Zephyr 2.x's name for <zephyr/irq.h>. */
#include <zephyr/irq.h>

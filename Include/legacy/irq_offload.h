/* Zephyr 2.x's name for <zephyr/irq_offload.h>. */
#include <zephyr/irq_offload.h>

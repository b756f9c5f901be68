/* Zephyr 2.x's name for <zephyr/kernel.h>. */
#include <zephyr/kernel.h>

/* Zephyr 2.x's name for <zephyr/device.h>. */
#include <zephyr/device.h>

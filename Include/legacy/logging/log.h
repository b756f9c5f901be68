/* Zephyr 2.x's name for <zephyr/logging/log.h>. */
#include <zephyr/logging/log.h>

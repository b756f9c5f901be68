/* Zephyr 2.x's name for <zephyr/sys/util.h>. */
#include <zephyr/sys/util.h>

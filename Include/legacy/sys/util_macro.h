/* Zephyr 2.x's name for <zephyr/sys/util_macro.h>. */
#include <zephyr/sys/util_macro.h>

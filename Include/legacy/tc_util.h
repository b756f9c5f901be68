/* Zephyr 2.x's name for <zephyr/tc_util.h>. */
#include <zephyr/tc_util.h>

/* Zephyr 2.x's name for <zephyr/ztest.h>. */
#include <zephyr/ztest.h>

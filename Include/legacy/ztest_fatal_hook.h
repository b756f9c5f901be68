/* Zephyr 2.x's name for <zephyr/ztest_fatal_hook.h>. */
#include <zephyr/ztest_fatal_hook.h>

/* Zephyr 2.x's name for <zephyr/ztest_error_hook.h>. */
#include <zephyr/ztest_error_hook.h>

/* The former name of <zephyr/ztest_error_hook.h>. */
#include <zephyr/ztest_error_hook.h>

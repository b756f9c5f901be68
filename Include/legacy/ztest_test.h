/* Zephyr 2.x's name for <zephyr/ztest_test.h>. */
#include <zephyr/ztest_test.h>

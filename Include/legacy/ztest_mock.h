/* Zephyr 2.x's name for <zephyr/ztest_mock.h>. */
#include <zephyr/ztest_mock.h>

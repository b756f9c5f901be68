/* Zephyr 2.x's name for <zephyr/ztest_assert.h>. */
#include <zephyr/ztest_assert.h>

/* Zephyr 2.x's name for <zephyr/sys/__assert.h>. */
#include <zephyr/sys/__assert.h>

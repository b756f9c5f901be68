/* Zephyr 2.x's name for <zephyr/sys/atomic.h>. */
#include <zephyr/sys/atomic.h>

/* Zephyr 2.x's name for <zephyr/spinlock.h>. */
#include <zephyr/spinlock.h>

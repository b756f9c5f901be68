/* Zephyr 2.x's name for <zephyr/sys/mutex.h>. */
#include <zephyr/sys/mutex.h>

/* Zephyr 2.x's name for <zephyr/init.h>. */
#include <zephyr/init.h>

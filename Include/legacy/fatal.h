/* Zephyr 2.x's name for <zephyr/fatal.h>. */
#include <zephyr/fatal.h>

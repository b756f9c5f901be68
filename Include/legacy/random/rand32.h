/* Zephyr 2.x's name for <zephyr/random/random.h>. */
#include <zephyr/random/random.h>

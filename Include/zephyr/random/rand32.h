/* The older name of <zephyr/random/random.h>. */
#include <zephyr/random/random.h>

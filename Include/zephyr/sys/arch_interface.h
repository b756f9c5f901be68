/* Part of <zephyr/kernel.h> here. */
#include <zephyr/kernel.h>

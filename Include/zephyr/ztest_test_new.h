/* Part of <zephyr/ztest.h> here. */
#include <zephyr/ztest.h>

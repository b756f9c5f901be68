/* Zephyr 2.x's name for <zephyr/sys/byteorder.h>. */
#include <zephyr/sys/byteorder.h>

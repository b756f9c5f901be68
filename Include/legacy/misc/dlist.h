/* Zephyr 2.x's name for <zephyr/sys/dlist.h>. */
#include <zephyr/sys/dlist.h>

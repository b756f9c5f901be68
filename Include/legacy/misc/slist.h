/* Zephyr 2.x's name for <zephyr/sys/slist.h>. */
#include <zephyr/sys/slist.h>

/* Zephyr 2.x's name for <zephyr/sys/sflist.h>. */
#include <zephyr/sys/sflist.h>

/* Zephyr 2.x's name for <zephyr/sys/printk.h>. */
#include <zephyr/sys/printk.h>

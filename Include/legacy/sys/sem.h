/* Zephyr 2.x's name for <zephyr/sys/sem.h>. */
#include <zephyr/sys/sem.h>

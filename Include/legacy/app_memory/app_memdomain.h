/* Zephyr 2.x's name for <zephyr/app_memory/app_memdomain.h>. */
#include <zephyr/app_memory/app_memdomain.h>

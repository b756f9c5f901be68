/* Zephyr 2.x's name for <zephyr/app_memory/mem_domain.h>. */
#include <zephyr/app_memory/mem_domain.h>

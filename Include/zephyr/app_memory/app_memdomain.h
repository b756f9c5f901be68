/* Memory domains: not yet there; using a name is an error that says so. */
#ifndef ZEPHYR_APP_MEMORY_APP_MEMDOMAIN_H
#define ZEPHYR_APP_MEMORY_APP_MEMDOMAIN_H

#include <zephyr/kernel/unavailable.h>

#endif

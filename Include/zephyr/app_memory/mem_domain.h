/* Memory domains: what threads without privileges reach beside their own stacks. */
#ifndef ZEPHYR_APP_MEMORY_MEM_DOMAIN_H
#define ZEPHYR_APP_MEMORY_MEM_DOMAIN_H

#if defined(CONFIG_USERSPACE)
#include <bulkhead/memory_domain.h>
#else
#include <zephyr/kernel/unavailable.h>
#endif

#endif

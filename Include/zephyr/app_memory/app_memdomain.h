/*
 * Variables that lie in a memory partition, so that threads without privileges may share them. The build
 * lays each partition out so that one region of the protection covers it; docs/USER_MODE.md says how.
 */
#ifndef ZEPHYR_APP_MEMORY_APP_MEMDOMAIN_H
#define ZEPHYR_APP_MEMORY_APP_MEMDOMAIN_H

#include <zephyr/app_memory/mem_domain.h>

#if defined(CONFIG_USERSPACE) || defined(CONFIG_COMPARTMENTS_UNPROTECTED)
/* A variable of the partition `id`: with a value, and without. */
#define K_APP_DMEM_SECTION(id) ".data.bulkhead_partition." #id
#define K_APP_BMEM_SECTION(id) ".bss.bulkhead_partition." #id
#define K_APP_DMEM(id) __attribute__((section(K_APP_DMEM_SECTION(id))))
#define K_APP_BMEM(id) __attribute__((section(K_APP_BMEM_SECTION(id))))
#else
/* Every thread reaches every variable. */
#define K_APP_DMEM_SECTION(id) ".data"
#define K_APP_BMEM_SECTION(id) ".bss"
#define K_APP_DMEM(id)
#define K_APP_BMEM(id)
#endif

#if defined(CONFIG_USERSPACE)
/* The partition of those variables, to be read and written; of size 0 if there are none. Once in an image. */
#define K_APPMEM_PARTITION_DEFINE(id)                                                              \
	extern char bulkhead_partition_start_##id[], bulkhead_partition_size_##id[];               \
	/* So that the build sees the partition, also if no variable lies in it. */                \
	static char bulkhead_partition_mark_##id[0] __attribute__((used)) K_APP_BMEM(id);          \
	struct k_mem_partition id = {                                                              \
		.start = (uintptr_t)bulkhead_partition_start_##id,                                 \
		.size = (size_t)bulkhead_partition_size_##id,                                      \
		.attr = K_MEM_PARTITION_P_RW_U_RW,                                                 \
	};                                                                                         \
	static const struct bulkhead_named_partition bulkhead_named_##id                           \
		BULKHEAD_LIST_ENTRY(bulkhead_partitions) = {.partition = &id, .name = #id}
#define K_APPMEM_PARTITION_DECLARE(id) extern struct k_mem_partition id
#else
#define K_APPMEM_PARTITION_DEFINE(id) _Static_assert(1, "every thread reaches every variable")
#define K_APPMEM_PARTITION_DECLARE(id) _Static_assert(1, "every thread reaches every variable")
#endif

#endif

/* Memory domains: what threads without privileges reach beside their own stacks. */
#ifndef BULKHEAD_MEMORY_DOMAIN_H
#define BULKHEAD_MEMORY_DOMAIN_H

#include <bulkhead/attributes.h>
#include <bulkhead/region_note.h>
#include <stddef.h>
#include <stdint.h>

struct bulkhead_user;
struct k_thread;

/*
 * What may be done with a partition: the first half of a name says it of code with privileges (P), the second
 * of code without (U). Only the second half decides here: code with privileges can read what it may read, and
 * write it unless it is executable. On PMSAv8 an interrupt handler cannot write what the thread that it has
 * interrupted may only read.
 */
typedef uint32_t k_mem_partition_attr_t;
#define K_MEM_PARTITION_P_NA_U_NA 0u
#define K_MEM_PARTITION_P_RO_U_NA 0u
#define K_MEM_PARTITION_P_RW_U_NA 0u
#define K_MEM_PARTITION_P_RX_U_NA 0u
#define K_MEM_PARTITION_P_RWX_U_NA 0u
#define K_MEM_PARTITION_P_RO_U_RO 1u
#define K_MEM_PARTITION_P_RW_U_RO 1u
#define K_MEM_PARTITION_P_RW_U_RW 3u
#define K_MEM_PARTITION_P_RX_U_RX 5u
#define K_MEM_PARTITION_P_RWX_U_RX 5u
#define K_MEM_PARTITION_P_RWX_U_RWX 7u
#define K_MEM_PARTITION_IS_WRITABLE(attr) (((attr) & 2u) != 0)
#define K_MEM_PARTITION_IS_EXECUTABLE(attr) (((attr) & 4u) != 0)

/* Memory that threads of a domain reach: what one region of the protection covers, and nothing beside it. */
struct k_mem_partition {
	uintptr_t start;
	size_t size;                 /* 0: there is none */
	k_mem_partition_attr_t attr;
} BULKHEAD_SWIFT_NAME(PartitionRecord);

/* Partitions that a domain may have: the regions of a thread but for its stack. */
#define BULKHEAD_DOMAIN_PARTITIONS 6

/* Partitions that all threads of the domain reach. */
struct k_mem_domain {
	struct k_mem_partition partitions[BULKHEAD_DOMAIN_PARTITIONS];
	uint8_t num_partitions;
	/* Lets a thread that begins in the domain reach them; NULL while there has been none. */
	void (*BULKHEAD_NULLABLE admit)(struct k_mem_domain *BULKHEAD_NONNULL domain,
					struct bulkhead_user *BULKHEAD_NONNULL user);
} BULKHEAD_SWIFT_NAME(DomainRecord);

/* The domain of threads that nobody has added to another. It has no partitions of itself. */
extern struct k_mem_domain k_mem_domain_default;

/*
 * A partition of any memory: some eighths of a power of two on PMSAv7, multiples of 32 bytes on PMSAv8. The build
 * stops if no single region covers just that.
 */
#define K_MEM_PARTITION_DEFINE(name, begin, length, attributes)                                    \
	struct k_mem_partition name = {                                                            \
		.start = (uintptr_t)(begin), .size = (length), .attr = (attributes)}               \
	BULKHEAD_REGION_NOTE(partition, name, 1)

/*
 * Begins a domain, with partitions; `partitions` may be NULL if there are none. 0; -EINVAL: too many of them, or
 * what k_mem_domain_add_partition refuses; then the domain has no partition. Thread or boot, with privileges.
 */
int k_mem_domain_init(struct k_mem_domain *BULKHEAD_NONNULL domain, uint8_t count,
		      struct k_mem_partition *BULKHEAD_NULLABLE *BULKHEAD_NULLABLE partitions);
/*
 * All threads of the domain reach the partition from now on. 0; -EINVAL: it is empty, no single region covers
 * just that, or it shares bytes with another of the domain's, on PMSAv8 also with the application's code and
 * constants; -ENOSPC: the domain has all that it can have.
 * Any context, with privileges. Cost grows with CONFIG_MAX_USER_THREADS.
 */
int k_mem_domain_add_partition(struct k_mem_domain *BULKHEAD_NONNULL domain,
			       struct k_mem_partition *BULKHEAD_NULLABLE partition);
/*
 * From now on they do not: at once, also if one of them runs. 0; -ENOENT: the domain has no partition
 * that begins there and is as large. As k_mem_domain_add_partition.
 */
int k_mem_domain_remove_partition(struct k_mem_domain *BULKHEAD_NONNULL domain,
				  struct k_mem_partition *BULKHEAD_NULLABLE partition);
/*
 * Moves a thread from its domain into this one; threads that it creates from now on begin there, too. 0; -EINVAL:
 * a partition shares bytes with the thread's stack; then it stays where it was. As k_mem_domain_add_partition.
 */
int k_mem_domain_add_thread(struct k_mem_domain *BULKHEAD_NONNULL domain,
			    struct k_thread *BULKHEAD_NONNULL thread);
/* Back to the default domain; Zephyr 2.x. */
static inline void k_mem_domain_remove_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)k_mem_domain_add_thread(&k_mem_domain_default, thread);
}

/* A partition of variables, by its name for the reports of faults. */
struct bulkhead_named_partition {
	const struct k_mem_partition *BULKHEAD_NONNULL partition;
	const char *BULKHEAD_NONNULL name;
};

/* How many partitions a domain may have. */
BULKHEAD_INLINE int arch_mem_domain_max_partitions_get(void) { return BULKHEAD_DOMAIN_PARTITIONS; }

#endif

/* Which processors a thread may run on. There is one, number 0. */
#ifndef ZEPHYR_KERNEL_CPU_MASK_H
#define ZEPHYR_KERNEL_CPU_MASK_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <stdint.h>

struct k_thread;

/*
 * Zephyr's functions as they are with one processor. 0: the thread may run on processor 0, as it
 * always may; -EINVAL: there is no such processor; -ENOTSUP: the thread would have none left.
 */
static inline int k_thread_cpu_mask_clear(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
	return -BULKHEAD_ENOTSUP;
}

static inline int k_thread_cpu_mask_enable_all(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
	return 0;
}

static inline int k_thread_cpu_mask_enable(struct k_thread *BULKHEAD_NONNULL thread, int cpu)
{
	(void)thread;
	return cpu == 0 ? 0 : -BULKHEAD_EINVAL;
}

static inline int k_thread_cpu_mask_disable(struct k_thread *BULKHEAD_NONNULL thread, int cpu)
{
	(void)thread;
	return cpu == 0 ? -BULKHEAD_ENOTSUP : -BULKHEAD_EINVAL;
}

static inline int k_thread_cpu_pin(struct k_thread *BULKHEAD_NONNULL thread, int cpu)
{
	(void)thread;
	return cpu == 0 ? 0 : -BULKHEAD_EINVAL;
}

/* The number of processors. */
static inline unsigned int arch_num_cpus(void)
{
	return 1;
}

/* A processor's record: of what Zephyr keeps in it, its number. */
struct _cpu {
	uint8_t id;
};
typedef struct _cpu _cpu_t;

/* The processor that runs the caller. Any context. */
static inline const struct _cpu *BULKHEAD_NONNULL arch_curr_cpu(void)
{
	static const struct _cpu only = {0};

	return &only;
}
#define _current_cpu arch_curr_cpu()

#endif

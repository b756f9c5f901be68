/*
 * Counting semaphores in memory that threads without privileges share: taking what is there, and giving while
 * nobody waits, takes no system call. <bulkhead/shared_word.h> says who trusts whom.
 *
 * Without CONFIG_USERSPACE they are kernel objects, as every thread reaches those.
 */
#ifndef ZEPHYR_SYS_SEM_H
#define ZEPHYR_SYS_SEM_H

#include <bulkhead/error_numbers.h>
#include <stdint.h>
#include <zephyr/kernel/sem.h>

#if defined(CONFIG_USERSPACE)
#include <bulkhead/shared_word.h>
#include <port/shared_word.h>

struct sys_sem {
	uint32_t units;  /* twice how many there are; and whether somebody may wait */
	uint32_t limit;
};

/* The most that a semaphore can have. */
#define BULKHEAD_SYS_SEM_LIMIT 0x7fffffffu
#define BULKHEAD_SYS_SEM_INITIALIZER(initial, maximum) {.units = (initial) * 2u, .limit = (maximum)}

/*
 * 0; -EINVAL: the limit is 0, below the initial count or above 2^31 - 1. Any context that reaches it, before
 * anybody uses it.
 */
static inline int sys_sem_init(struct sys_sem *BULKHEAD_NONNULL sem, unsigned int initial_count, unsigned int limit)
{
	if (limit == 0 || initial_count > limit || limit > BULKHEAD_SYS_SEM_LIMIT) {
		return -BULKHEAD_EINVAL;
	}
	*sem = (struct sys_sem)BULKHEAD_SYS_SEM_INITIALIZER(initial_count, limit);
	return 0;
}

/* sys_sem_take where there is no unit. */
int bulkhead_wait_for_sem(struct sys_sem *BULKHEAD_NONNULL sem, k_timeout_t timeout);

/*
 * Takes one unit. 0; -ETIMEDOUT: none, and the time is up or none was given. Thread; with K_NO_WAIT any context
 * that reaches it.
 */
BULKHEAD_INLINE int sys_sem_take(struct sys_sem *BULKHEAD_NONNULL sem, k_timeout_t timeout)
{
	return port_take_shared_unit(&sem->units) ? 0 : bulkhead_wait_for_sem(sem, timeout);
}

/*
 * Gives one unit to the most urgent waiter, or to the count. 0; -EAGAIN: the count is at its limit. Any context
 * that reaches it.
 */
BULKHEAD_INLINE int sys_sem_give(struct sys_sem *BULKHEAD_NONNULL sem)
{
	return port_give_shared_unit(&sem->units, sem->limit) ? 0 : bulkhead_give_unit(&sem->units, sem->limit);
}

static inline unsigned int sys_sem_count_get(struct sys_sem *BULKHEAD_NONNULL sem)
{
	return __atomic_load_n(&sem->units, __ATOMIC_RELAXED) >> 1;
}
#else
struct sys_sem {
	struct k_sem kernel_sem;
};
#define BULKHEAD_SYS_SEM_INITIALIZER(initial, maximum) {.kernel_sem = BULKHEAD_SEM_INITIALIZER(initial, maximum)}

static inline int sys_sem_init(struct sys_sem *BULKHEAD_NONNULL sem, unsigned int initial_count, unsigned int limit)
{
	return k_sem_init(&sem->kernel_sem, initial_count, limit);
}

static inline int sys_sem_take(struct sys_sem *BULKHEAD_NONNULL sem, k_timeout_t timeout)
{
	return k_sem_take(&sem->kernel_sem, timeout) == 0 ? 0 : -BULKHEAD_ETIMEDOUT;
}

static inline int sys_sem_give(struct sys_sem *BULKHEAD_NONNULL sem)
{
	k_sem_give(&sem->kernel_sem);
	return 0;
}

static inline unsigned int sys_sem_count_get(struct sys_sem *BULKHEAD_NONNULL sem)
{
	return k_sem_count_get(&sem->kernel_sem);
}
#endif

#define SYS_SEM_DEFINE(name, initial, maximum)                                                     \
	struct sys_sem name = BULKHEAD_SYS_SEM_INITIALIZER(initial, maximum)

#endif

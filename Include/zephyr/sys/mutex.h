/*
 * Mutexes in memory that threads without privileges share: locking what nobody has locked, and unlocking while
 * nobody waits, takes no system call. Whom somebody waits for runs with that one's priority.
 * <bulkhead/shared_word.h> says who trusts whom.
 *
 * Without CONFIG_USERSPACE they are kernel objects, as every thread reaches those.
 */
#ifndef ZEPHYR_SYS_MUTEX_H
#define ZEPHYR_SYS_MUTEX_H

#include <stdint.h>
#include <zephyr/kernel/mutex.h>

#if defined(CONFIG_USERSPACE)
#include <port/self.h>
#include <port/shared_word.h>

struct sys_mutex {
	uint32_t owner;  /* a struct k_thread's address; lowest bit: somebody may wait */
	uint32_t again;  /* how often the owner has locked it besides: the owner's alone */
};
#define BULKHEAD_SYS_MUTEX_INITIALIZER {0, 0}

/* Before anybody uses it. */
static inline void sys_mutex_init(struct sys_mutex *BULKHEAD_NONNULL mutex)
{
	*mutex = (struct sys_mutex)BULKHEAD_SYS_MUTEX_INITIALIZER;
}

/* The two where it is not free, and where it is not the owner's last with nobody waiting. */
int bulkhead_lock_again(struct sys_mutex *BULKHEAD_NONNULL mutex, k_timeout_t timeout);
int bulkhead_unlock_once(struct sys_mutex *BULKHEAD_NONNULL mutex);

/*
 * Locks it; the owner may lock it again. An owner that ends leaves it locked for good. 0; -EBUSY: another thread has it and K_NO_WAIT; -EAGAIN: timed out;
 * -EINVAL: what it says of its owner is no thread that reaches it, or one that has ended;
 * -ENOMEM: threads wait for CONFIG_MAX_CONTENDED_MUTEXES others. Thread.
 */
BULKHEAD_INLINE int sys_mutex_lock(struct sys_mutex *BULKHEAD_NONNULL mutex, k_timeout_t timeout)
{
	return port_change_shared(&mutex->owner, 0, port_name_of_self()) ? 0 : bulkhead_lock_again(mutex, timeout);
}

/*
 * Unlocks it once; the last time it goes to the most urgent waiter. 0; -EINVAL: nobody has locked it;
 * -EPERM: another thread has. Thread.
 */
BULKHEAD_INLINE int sys_mutex_unlock(struct sys_mutex *BULKHEAD_NONNULL mutex)
{
	if (mutex->again == 0 && port_change_shared(&mutex->owner, port_name_of_self(), 0)) {
		return 0;
	}
	return bulkhead_unlock_once(mutex);
}
#else
struct sys_mutex {
	struct k_mutex kernel_mutex;
};
#define BULKHEAD_SYS_MUTEX_INITIALIZER {.kernel_mutex = {0}}

static inline void sys_mutex_init(struct sys_mutex *BULKHEAD_NONNULL mutex)
{
	(void)k_mutex_init(&mutex->kernel_mutex);
}

static inline int sys_mutex_lock(struct sys_mutex *BULKHEAD_NONNULL mutex, k_timeout_t timeout)
{
	return k_mutex_lock(&mutex->kernel_mutex, timeout);
}

static inline int sys_mutex_unlock(struct sys_mutex *BULKHEAD_NONNULL mutex)
{
	return k_mutex_unlock(&mutex->kernel_mutex);
}
#endif

#define SYS_MUTEX_DEFINE(name) struct sys_mutex name = BULKHEAD_SYS_MUTEX_INITIALIZER

#endif

/*
 * Objects in memory that threads share, where an operation is more than one change of a word: somebody has to
 * wait, or waits.
 */
#include <bulkhead/shared_word.h>
#include <errno.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

int bulkhead_wait_for_sem(struct sys_sem *sem, k_timeout_t timeout)
{
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT)) {
		return -ETIMEDOUT;
	}
	if (K_TIMEOUT_EQ(timeout, K_FOREVER)) {
		return bulkhead_await_unit(&sem->units);
	}
	int result = bulkhead_wait_for_unit(&sem->units, timeout);

	return result == -EAGAIN || result == -EBUSY ? -ETIMEDOUT : result;
}

int bulkhead_lock_again(struct sys_mutex *mutex, k_timeout_t timeout)
{
	if ((__atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) & ~1u) == port_name_of_self()) {
		mutex->again++;
		return 0;
	}
	return bulkhead_lock_contended(&mutex->owner, timeout);
}

int bulkhead_unlock_once(struct sys_mutex *mutex)
{
	uint32_t owner = __atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) & ~1u;

	if (owner != port_name_of_self()) {
		return owner == 0 ? -EINVAL : -EPERM;
	}
	if (mutex->again > 0) {
		mutex->again--;
		return 0;
	}
	return bulkhead_unlock_contended(&mutex->owner);
}

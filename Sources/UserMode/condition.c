/* bulkhead/shared_condition.h. The kernel compares the count of signals with what it was before the wait. */
#include <bulkhead/shared_condition.h>
#include <errno.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>

int bulkhead_shared_condition_wait(struct bulkhead_shared_condition *condition, struct sys_mutex *mutex,
				   k_timeout_t timeout)
{
	/* Under the mutex: whoever signals after a change of what it guards has not done so yet. */
	uint32_t seen = __atomic_load_n(&condition->changes, __ATOMIC_RELAXED);

	__atomic_fetch_add(&condition->waiters, 1, __ATOMIC_SEQ_CST);
	sys_mutex_unlock(mutex);
	int result = k_futex_wait((struct k_futex *)&condition->changes, (int)seen, timeout);

	__atomic_fetch_sub(&condition->waiters, 1, __ATOMIC_SEQ_CST);
	int locked = sys_mutex_lock(mutex, K_FOREVER);

	return locked != 0 ? locked : result == -EAGAIN ? 0 : result;
}

int bulkhead_shared_condition_wake(struct bulkhead_shared_condition *condition, bool all)
{
	__atomic_fetch_add(&condition->changes, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&condition->waiters, __ATOMIC_RELAXED) == 0) {
		return 0;
	}
	return k_futex_wake((struct k_futex *)&condition->changes, all);
}

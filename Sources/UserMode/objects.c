/*
 * Objects in memory that threads share, where an operation is more than one change of a word: somebody has to
 * wait, or waits.
 */
#include <bulkhead/image.h>
#include <bulkhead/compartment.h>
#include <bulkhead/shared_word.h>
#include <bulkhead/stack_share.h>
#include <errno.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

BULKHEAD_OBJECT struct bulkhead_wait_queue bulkhead_shared_waiters;
BULKHEAD_OBJECT struct bulkhead_contended_mutex bulkhead_contended_mutexes[CONFIG_MAX_CONTENDED_MUTEXES];
const uint32_t bulkhead_contended_count = CONFIG_MAX_CONTENDED_MUTEXES;

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

/* Stacks that others reach, and what ends that with a thread: NULL while none has ever been shared. */
struct bulkhead_stack_share_record bulkhead_stack_share_records[CONFIG_MAX_STACK_SHARES];
const uint32_t bulkhead_stack_share_count = CONFIG_MAX_STACK_SHARES;
bulkhead_share_ender_t bulkhead_share_ender;

void __real_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread)
{
	bulkhead_thread_leaves(thread);
	__real_bulkhead_end_thread(thread);
	bulkhead_end_shares_of(thread);
}

/*
 * Objects in memory that threads share: what takes no system call. Each change is one atomic operation on one
 * word, so nothing has to be undone for a thread that is interrupted or ended between any two instructions.
 * There is one processor, so that no barriers are needed but the compiler's.
 */
#include <bulkhead/shared_word.h>
#include <bulkhead/user_mode.h>
#include <errno.h>
#include <port/self.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

BULKHEAD_OBJECT struct bulkhead_wait_queue bulkhead_shared_waiters;
BULKHEAD_OBJECT struct bulkhead_contended_mutex bulkhead_contended_mutexes[CONFIG_MAX_CONTENDED_MUTEXES];
const uint32_t bulkhead_contended_count = CONFIG_MAX_CONTENDED_MUTEXES;

static inline uint32_t read(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }

/* Puts a value in place of another, if that is there; what others did before is seen, what is done after, not. */
static inline bool change(uint32_t *word, uint32_t from, uint32_t to)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	bool is_changed = __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return is_changed;
}

/* `kernel` in Sources/Kernel/Kernel.swift, whose first member is the running thread. */
extern struct k_thread *const volatile bulkhead_kernel;

/* The running thread, as the words of mutexes name it. */
static inline uint32_t my_name(void)
{
	struct bulkhead_self *self = port_self();

	return (uint32_t)(self != NULL ? self->thread : bulkhead_kernel);
}

int sys_sem_take(struct sys_sem *sem, k_timeout_t timeout)
{
	for (;;) {
		uint32_t units = read(&sem->units);

		if (units < BULKHEAD_ONE_UNIT) {
			break;
		}
		if (change(&sem->units, units, units - BULKHEAD_ONE_UNIT)) {
			return 0;
		}
	}
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT)) {
		return -ETIMEDOUT;
	}
	int result = bulkhead_wait_for_unit(&sem->units, timeout);

	return result == -EAGAIN || result == -EBUSY ? -ETIMEDOUT : result;
}

int sys_sem_give(struct sys_sem *sem)
{
	for (;;) {
		uint32_t units = read(&sem->units);

		if (units & BULKHEAD_UNITS_WANTED) {
			return bulkhead_give_unit(&sem->units, sem->limit);
		}
		if (units >> 1 >= sem->limit) {
			return -EAGAIN;
		}
		if (change(&sem->units, units, units + BULKHEAD_ONE_UNIT)) {
			return 0;
		}
	}
}

int sys_mutex_lock(struct sys_mutex *mutex, k_timeout_t timeout)
{
	uint32_t me = my_name();

	if (change(&mutex->owner, 0, me)) {
		return 0;
	}
	if ((read(&mutex->owner) & ~1u) == me) {
		mutex->again++;
		return 0;
	}
	return bulkhead_lock_contended(&mutex->owner, timeout);
}

int sys_mutex_unlock(struct sys_mutex *mutex)
{
	uint32_t me = my_name();
	uint32_t owner = read(&mutex->owner) & ~1u;

	if (owner != me) {
		return owner == 0 ? -EINVAL : -EPERM;
	}
	if (mutex->again > 0) {
		mutex->again--;
		return 0;
	}
	return change(&mutex->owner, me, 0) ? 0 : bulkhead_unlock_contended(&mutex->owner);
}

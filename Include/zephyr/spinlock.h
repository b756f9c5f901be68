/* Spin locks. On one processor: irq_lock, with a check that nobody locks twice. */
#ifndef ZEPHYR_SPINLOCK_H
#define ZEPHYR_SPINLOCK_H

#include <stdint.h>
#include <zephyr/irq.h>
#include <zephyr/sys/__assert.h>

struct k_spinlock {
	uint32_t held;
};

typedef struct z_spinlock_key {
	unsigned int key;
} k_spinlock_key_t;

/* Any context. The sections may nest on different locks and end in reverse order. */
static inline k_spinlock_key_t k_spin_lock(struct k_spinlock *lock)
{
	k_spinlock_key_t key = {irq_lock()};

	__ASSERT(lock->held == 0, "spin lock %p is locked already", (void *)lock);
	lock->held = 1;
	return key;
}

/* 0; -EBUSY: it is held. */
static inline int k_spin_trylock(struct k_spinlock *lock, k_spinlock_key_t *key)
{
	key->key = irq_lock();
	if (lock->held) {
		irq_unlock(key->key);
		return -16;
	}
	lock->held = 1;
	return 0;
}

static inline void k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key)
{
	__ASSERT(lock->held == 1, "spin lock %p is not locked", (void *)lock);
	lock->held = 0;
	irq_unlock(key.key);
}

/* Gives the lock up but leaves the interrupt lines locked. */
static inline void k_spin_release(struct k_spinlock *lock)
{
	lock->held = 0;
}

static inline int k_spin_is_locked(struct k_spinlock *lock)
{
	return lock->held != 0;
}

#define K_SPINLOCK(lock)                                                                           \
	for (k_spinlock_key_t bulkhead_key = k_spin_lock(lock), *bulkhead_once = &bulkhead_key;    \
	     bulkhead_once != NULL;                                                                \
	     k_spin_unlock(lock, bulkhead_key), bulkhead_once = NULL)

#endif

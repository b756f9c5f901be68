/*
 * The changes of a shared word that take no system call, each a single atomic one: an exception between its
 * instructions makes it begin again (Armv7-M ARM A3.4). There is one processor, so no barriers are needed but
 * the compiler's.
 */
#ifndef BULKHEAD_PORT_SHARED_WORD_H
#define BULKHEAD_PORT_SHARED_WORD_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(__arm__)
/* Takes a unit of `word`; false if there is none. */
BULKHEAD_INLINE bool port_take_shared_unit(uint32_t *BULKHEAD_NONNULL word)
{
	__asm__ volatile goto("1:\tldrex r3, [%0]\n\t"
			      "subs r3, #2\n\t"
			      "blo %l1\n\t"
			      "strex r12, r3, [%0]\n\t"
			      "cmp r12, #0\n\t"
			      "bne 1b"
			      ::"r"(word) : "r3", "r12", "cc", "memory" : none);
	return true;
none:
	return false;
}

/* Gives a unit to `word`; false if somebody may wait for it, or if there are `limit`. */
BULKHEAD_INLINE bool port_give_shared_unit(uint32_t *BULKHEAD_NONNULL word, uint32_t limit)
{
	__asm__ volatile goto("1:\tldrex r3, [%0]\n\t"
			      "lsrs r12, r3, #1\n\t"
			      "bcs %l2\n\t"
			      "cmp r12, %1\n\t"
			      "bhs %l2\n\t"
			      "adds r3, #2\n\t"
			      "strex r12, r3, [%0]\n\t"
			      "cmp r12, #0\n\t"
			      "bne 1b"
			      ::"r"(word), "r"(limit) : "r3", "r12", "cc", "memory" : other);
	return true;
other:
	return false;
}

/* Puts a value in place of another; false if that is not there. */
BULKHEAD_INLINE bool port_change_shared(uint32_t *BULKHEAD_NONNULL word, uint32_t from, uint32_t to)
{
	__asm__ volatile goto("1:\tldrex r12, [%0]\n\t"
			      "cmp r12, %1\n\t"
			      "bne %l3\n\t"
			      "strex r12, %2, [%0]\n\t"
			      "cmp r12, #0\n\t"
			      "bne 1b"
			      ::"r"(word), "r"(from), "r"(to) : "r12", "cc", "memory" : other);
	return true;
other:
	return false;
}
#else
BULKHEAD_INLINE bool port_change_shared(uint32_t *BULKHEAD_NONNULL word, uint32_t from, uint32_t to)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	bool is_changed = __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return is_changed;
}

BULKHEAD_INLINE bool port_take_shared_unit(uint32_t *BULKHEAD_NONNULL word)
{
	for (;;) {
		uint32_t units = __atomic_load_n(word, __ATOMIC_RELAXED);

		if (units < 2) {
			return false;
		}
		if (port_change_shared(word, units, units - 2)) {
			return true;
		}
	}
}

BULKHEAD_INLINE bool port_give_shared_unit(uint32_t *BULKHEAD_NONNULL word, uint32_t limit)
{
	for (;;) {
		uint32_t units = __atomic_load_n(word, __ATOMIC_RELAXED);

		if ((units & 1) != 0 || units >> 1 >= limit) {
			return false;
		}
		if (port_change_shared(word, units, units + 2)) {
			return true;
		}
	}
}
#endif

#endif

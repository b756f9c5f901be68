/* Threads of one compartment, for the sources that say what it is called: NAME(x) gives a function of it. */
#include "attacks.h"

#include <stdbool.h>
#include <zephyr/kernel.h>

static volatile uint32_t *volatile on_stack;
static volatile bool shall_attack;

static inline void attack(void)
{
	BULKHEAD_MARK(BEGINS);
	*on_stack = SPOILT;
	BULKHEAD_MARK(ENDS);
}

/* Has something on its stack that another thread writes. */
void NAME(sits)(void *p1, void *p2, void *p3)
{
	volatile uint32_t mine = 0;

	on_stack = &mine;
	for (int i = 0; i < 40 && mine == 0; i++) {
		k_msleep(1);
	}
	if (mine != 0) {
		BULKHEAD_MARK(SUCCEEDS);
	}
}

/* A compartment that calls others, and through which the tests do so without privileges. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

static unsigned int variable = 7;

int shop_add(int a, int b, int c, int d)
{
	return store_add(a, b, c, d);
}

static int sum_of_foreign(int address)
{
	return store_sum((const unsigned char *)(uintptr_t)address, 8);
}

static int lent(void)
{
	static unsigned char block[32] __attribute__((aligned(32)));
	int seen = store_change_when_lent(block);

	return seen == (int)(uintptr_t)block && block[31] == 0x31;
}

static int copied(void)
{
	unsigned char bytes[21] = {1, 2, 3};
	int number = 21;

	if (store_sum(bytes, 20) != 6 || store_address(bytes + 1, 19) == (int)(uintptr_t)(bytes + 1)) {
		return 0;
	}
	bytes[20] = 9;
	/* What it does not write is 0, and nothing beside the buffer changes. */
	if (store_fill(bytes + 1, 19, 5) != 0 || bytes[0] != 1 || bytes[18] != 5 || bytes[19] != 0 ||
	    bytes[20] != 9) {
		return 0;
	}
	return store_double(&number) == 0 && number == 42;
}

/* More values than there are registers that may be lost. */
static int preserved(int seed)
{
	volatile int input = seed;
	int a = input, b = input + 1, c = input + 2, d = input + 3, e = input + 4, f = input + 5, g = input + 6;
	int sum = store_add(a, 0, 0, 0) + store_fail(0);

	return sum + b + c + d + e + f + g - 6 * seed - 21 - seed;
}

static unsigned char held[32] __attribute__((aligned(32)));
static k_tid_t lender_id;
K_SEM_DEFINE(is_to_lend, 0, 1);

/* Its memory is taken from it while it is lent. */
void lender_main(void *p1, void *p2, void *p3)
{
	lender_id = k_current_get();
	k_sem_take(&is_to_lend, K_FOREVER);
	store_hold(held);
}

int shop_lend(void)
{
	k_sem_give(&is_to_lend);
	k_msleep(1);
	return (int)(uintptr_t)lender_id;
}

int shop_held(int place)
{
	return held[place];
}

int shop_run(int what, int argument)
{
	switch (what) {
	case SHOP_SUM_OF_FOREIGN:
		return sum_of_foreign(argument);
	case SHOP_OWN_VARIABLE:
		return store_write_word(&variable) * 1000 + (int)variable;
	case SHOP_LENT:
		return lent();
	case SHOP_COPIED:
		return copied();
	case SHOP_SLEEP:
		return store_sleep(argument);
	case SHOP_FAIL_INSIDE:
		return *(volatile int *)0x8;
	case SHOP_GIVE:
		return pair_give();
	case SHOP_PRESERVED:
		return preserved(argument);
#if defined(CONFIG_USERSPACE)
	case SHOP_MAKE:
		return maker_make((int)(uintptr_t)&variable);
#endif
	case SHOP_RECURSE:
		return loop_down(argument);
	default:
		return -1;
	}
}

int shop_jump(void *stub)
{
	return ((int (*)(int, int))stub)(1, 2);
}

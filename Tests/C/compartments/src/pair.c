/* A compartment that serves two callers at a time. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

K_SEM_DEFINE(door, 0, 2);

int pair_wait(int milliseconds)
{
	return k_sem_take(&door, K_MSEC(milliseconds));
}

int pair_give(void)
{
	k_sem_give(&door);
	return (int)k_sem_count_get(&door);
}

#include "compartments_under_test.h"

#include <zephyr/kernel.h>

K_SEM_DEFINE(done, 0, 1);
static int total;

int worker_init(void)
{
	total = 1000;
	return 0;
}

void worker_main(void *p1, void *p2, void *p3)
{
	for (int i = 1; i <= 3; i++) {
		total += store_add(i, 0, 0, 0);
	}
	k_sem_give(&done);
}

int worker_total(void)
{
	k_sem_take(&done, K_MSEC(100));
	return total;
}

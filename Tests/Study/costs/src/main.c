/* What is measured, and what says that it was done. */
#include "study.h"

#include <bulkhead/console.h>

int near_measure(void);

int main(void)
{
	int sum = near_measure();

	/* The two threads yield to each other meanwhile. */
	k_msleep(10);
	bulkhead_exit(sum == 9 * SHOTS ? 0 : 1);
}

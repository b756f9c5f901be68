/* A function of store that its first caller does not come back from. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

int store_give_up_once(void)
{
	static int given_up;

	if (given_up++ == 0) {
		k_oops();
	}
	return given_up;
}

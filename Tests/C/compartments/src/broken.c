#include "compartments_under_test.h"

#include <zephyr/kernel.h>

int broken_init(void)
{
	return -5;
}

int broken_ask(void)
{
	return 1;
}

void broken_main(void *p1, void *p2, void *p3)
{
	printk("a thread of a compartment that is down\n");
}

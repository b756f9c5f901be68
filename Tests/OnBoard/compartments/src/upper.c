#include <zephyr/kernel.h>

int base_use(int value);

int upper_start(void)
{
	printk("upper comes up, base gives %d\n", base_use(1));
	return 0;
}

int upper_stop(void)
{
	/* What it stands on is up longer than it. */
	printk("upper goes down, base gives %d\n", base_use(10));
	return 0;
}

int upper_use(int value)
{
	return base_use(value) + 100;
}

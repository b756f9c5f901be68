#include <zephyr/kernel.h>

int base_use(int value);

int upper_start(void)
{
	printk("upper comes up, base gives %d\n", base_use(1));
	return 0;
}

int upper_stop(void)
{
	printk("upper goes down, base gives %d\n", base_use(10));
	return 0;
}

int upper_hold(int milliseconds)
{
	k_msleep(milliseconds);
	printk("a guest leaves upper\n");
	return base_use(milliseconds);
}

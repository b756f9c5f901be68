#include <zephyr/kernel.h>

static int uses;

int base_start(void)
{
	printk("base comes up\n");
	return 0;
}

int base_stop(void)
{
	printk("base goes down, used %d times\n", uses);
	return 0;
}

int base_use(int value)
{
	uses++;
	return value + 1;
}

void beat_main(void *p1, void *p2, void *p3)
{
	printk("a thread of base\n");
}

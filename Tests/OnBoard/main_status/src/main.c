/* main's result is the run's. */
#include <zephyr/kernel.h>

int main(void)
{
	printk("main returns 3\n");
	return 3;
}

/* The smallest application: one line from the main thread. */
#include <zephyr/kernel.h>

int main(void)
{
	printk("Hello from %s\n", CONFIG_BOARD);
	return 0;
}

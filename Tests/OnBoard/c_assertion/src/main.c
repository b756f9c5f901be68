/* A failed assert of the C library. */
#include <assert.h>
#include <zephyr/kernel.h>

int main(void)
{
	volatile int number = 2;

	assert(number == 1);
	printk("not reached\n");
	return 0;
}

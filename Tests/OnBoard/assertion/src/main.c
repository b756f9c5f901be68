/* A failed __ASSERT: the condition, the place, the text, and the end. */
#include <zephyr/kernel.h>

static __noinline void check(int number)
{
	__ASSERT(number == 1, "number is %d", number);
	printk("number is %d\n", number);
}

int main(void)
{
	check(1);
	check(2);
	return 0;
}

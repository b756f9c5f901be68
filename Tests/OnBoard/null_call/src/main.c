/* A call through a null pointer: the return address says who called. */
#include <zephyr/kernel.h>

static void (*volatile nothing)(void);

static __noinline void call(void)
{
	nothing();
	printk("not reached\n");
}

int main(void)
{
	call();
	return 0;
}

/* A division by zero, where the processor traps it. */
#include <zephyr/kernel.h>

static volatile int zero;

static __noinline int divide(int number)
{
	return number / zero;
}

int main(void)
{
	return divide(7);
}

/* The compartment that is called. */
#include "study.h"

int far_nothing(int a, int b, int c, int d)
{
	(void)b, (void)c, (void)d;
	return a;
}

int far_take(const void *bytes, size_t length)
{
	(void)bytes, (void)length;
	return 1;
}

int far_sees(const void *bytes, size_t length, size_t address)
{
	(void)length;
	return (size_t)bytes == address;
}

void far_main(void *p1, void *p2, void *p3)
{
	REPEAT(SWITCH, k_yield());
}

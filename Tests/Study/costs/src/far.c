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

void far_main(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(SWITCH);
		k_yield();
		END(SWITCH);
	}
}

/* The compartment that calls. */
#include "study.h"

int far_nothing(int a, int b, int c, int d);
int far_take(const void *bytes, size_t length);

static unsigned char bytes[4096];

int near_measure(void)
{
	int sum = 0;

	for (int i = 0; i < SHOTS; i++) {
		BEGIN(NOTHING);
		END(NOTHING);
	}
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(CALL);
		sum += far_nothing(1, 2, 3, 4);
		END(CALL);
	}
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(PASS_16);
		sum += far_take(bytes, 16);
		END(PASS_16);
	}
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(PASS_256);
		sum += far_take(bytes, 256);
		END(PASS_256);
	}
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(PASS_4096);
		sum += far_take(bytes, 4096);
		END(PASS_4096);
	}
	return sum;
}

/* Each yields to the other: what begins here ends there. */
void near_main(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < SHOTS; i++) {
		BEGIN(SWITCH);
		k_yield();
		END(SWITCH);
	}
}

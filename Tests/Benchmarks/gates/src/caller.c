/* The brackets, in a compartment: its threads' privileges are those of any other. */
#include "../../isolated/src/callers.h"

int nothing(int a, int b, int c, int d);

static void empty(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		shot(&shots, END(counter));
	}
}

static void ten_nops(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		__asm__ volatile("nop\nnop\nnop\nnop\nnop\nnop\nnop\nnop\nnop\nnop");
		shot(&shots, END(counter));
	}
}

static int gate_call(void)
{
	uint32_t counter = COUNTER();
	int sum = 0;

	for (int i = 0; i < SHOTS; i++) {
		START();
		sum += nothing(1, 2, 3, 4);
		shot(&shots, END(counter));
	}
	return sum;
}

int measure(int what)
{
	require_no_privileges();
	switch (what) {
	case 0:
		empty();
		return 0;
	case 1:
		ten_nops();
		return 0;
	default:
		return gate_call() == SHOTS ? 0 : -1;
	}
}

/* Two threads, of which one attacks the other. */
#define NAME(x) two_##x
#include "threads.h"

void two_attacks(void *p1, void *p2, void *p3)
{
	while (!shall_attack) {
		k_msleep(1);
	}
	attack();
}

int two_attack(void)
{
	shall_attack = true;
	return 0;
}

/* Four threads, of which the first attacks the last. */
#define NAME(x) four_##x
#include "threads.h"

void four_attacks(void *p1, void *p2, void *p3)
{
	while (!shall_attack) {
		k_msleep(1);
	}
	attack();
}

void four_rests(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

int four_attack(void)
{
	shall_attack = true;
	return 0;
}

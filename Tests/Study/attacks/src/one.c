/* One thread; who attacks it is in a call. */
#define NAME(x) one_##x
#include "threads.h"

int one_attack(void)
{
	attack();
	return 0;
}

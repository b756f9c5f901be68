/* The compartment in which the laws hold, too. */
#include "laws.h"

static int there_are_as_many_as_it_says(void) { return there_are_so_many(12); }

int giver_run(int law)
{
	static int (*const laws[])(void) = {
#define LAW(name) name,
#include "list.h"
		others_have_their_own,
	};

	return laws[law]();
}

/* Its stack is not for who is in a call. */
void giver_rests(void *p1, void *p2, void *p3)
{
	uint64_t mine = 0;

	resting = &mine;
	k_sleep(K_FOREVER);
}

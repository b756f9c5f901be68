#include "confinement.h"

/* Calls as many as are left, and adds one; at the end it faults, if it is to. */
int mirror_down(int depth, int end)
{
	if (depth == 0) {
		if (end != 0) {
			__builtin_trap();
		}
		return 0;
	}
	int result = crowd_down(depth - 1, end);

	return result < 0 ? result : result + 1;
}

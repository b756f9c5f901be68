#include "compartments_under_test.h"

int loop_down(int depth)
{
	return depth == 0 ? 100 : 1 + back_down(depth - 1);
}

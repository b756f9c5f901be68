#include "compartments_under_test.h"

int back_down(int depth)
{
	int result = depth == 0 ? 200 : loop_down(depth - 1);

	return result < 0 ? result : result + 1;
}

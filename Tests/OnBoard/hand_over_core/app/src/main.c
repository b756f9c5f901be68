/* Prints the core as the hand-over has left it. */
#include "../../core.h"

int main(void)
{
	print_core();
	return 0;
}

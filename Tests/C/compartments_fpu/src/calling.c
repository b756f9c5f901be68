/* A compartment that calls another. */
#include "registers.h"

int calling_run(int how)
{
	return call_and_look(how);
}

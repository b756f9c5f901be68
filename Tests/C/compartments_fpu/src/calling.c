/* A compartment that calls another. */
#include "call_and_look.h"

int calling_run(int how)
{
	return call_and_look(how);
}

/* The compartment that nothing can be lent to where there are as many regions as there are. */
#include "study.h"

int full_take(const void *bytes, size_t length)
{
	(void)bytes, (void)length;
	return 1;
}

int full_sees(const void *bytes, size_t length, size_t address)
{
	(void)length;
	return (size_t)bytes == address;
}

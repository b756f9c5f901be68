/* A compartment that writes beyond what it has allocated, and faults in malloc. */
#include "compartments_under_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int spoiler_spoil(void)
{
	char *block = malloc(8);

	memset(block, 0x7f, 32);
	return malloc(8) == NULL;
}

int spoiler_ask(void)
{
	errno = 0;
	return malloc(8) == NULL ? -errno : 1;
}

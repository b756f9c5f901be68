/* The compartment that is given capabilities. */
#include "study.h"

#include <bulkhead/capability.h>

static unsigned char copy[4096] __attribute__((aligned(4)));

int reader_take(const bulkhead_capability_t *bytes)
{
	(void)bytes;
	return 1;
}

int reader_read(const bulkhead_capability_t *bytes)
{
	int result = 0;

	REPEAT(READ_16, result |= bulkhead_capability_read(bytes, 0, copy, 16));
	REPEAT(READ_256, result |= bulkhead_capability_read(bytes, 0, copy, 256));
	REPEAT(READ_4096, result |= bulkhead_capability_read(bytes, 0, copy, 4096));
	return result;
}

/* rand: Lehmer's generator with the multiplier 48271 and the modulus 2^31 - 1. */
#include <stdint.h>
#include <stdlib.h>

static unsigned int state = 1;

int rand_r(unsigned int *seed)
{
	uint64_t next = *seed * (uint64_t)48271 % 0x7fffffff;

	/* Zero would stay zero. */
	*seed = next == 0 ? 1 : (unsigned int)next;
	return (int)*seed;
}

int rand(void)
{
	return rand_r(&state);
}

void srand(unsigned int seed)
{
	state = seed;
}

/* The random numbers of <zephyr/random/random.h>, until a board has a driver for a source of entropy. */
#include <zephyr/random/random.h>

static uint32_t state = 0x2545f491;

uint32_t sys_rand32_get(void)
{
	/* Marsaglia's xorshift with the shifts 13, 17, 5: period 2^32 - 1, never zero. */
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

void sys_rand_get(void *destination, size_t length)
{
	uint8_t *bytes = destination;
	uint32_t word = 0;

	for (size_t i = 0; i < length; i++) {
		word = i % 4 == 0 ? sys_rand32_get() : word >> 8;
		bytes[i] = (uint8_t)word;
	}
}

/* A compartment that others call. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

static int count;

int store_add(int a, int b, int c, int d)
{
	count++;
	return a + 10 * b + 100 * c + 1000 * d;
}

int store_count(void)
{
	return count;
}

int store_sum(const unsigned char *bytes, size_t length)
{
	int sum = 0;

	while (length-- > 0) {
		sum += *bytes++;
	}
	return sum;
}

int store_fill(unsigned char *bytes, size_t length, int value)
{
	/* The last one is left as it is. */
	for (size_t i = 0; i + 1 < length; i++) {
		bytes[i] = (unsigned char)value;
	}
	return 0;
}

int store_double(int *number)
{
	*number *= 2;
	return 0;
}

int store_address(const void *buffer, size_t length)
{
	(void)length;
	return (int)(uintptr_t)buffer;
}

int store_change_when_lent(unsigned char *block)
{
	block[31] = 0x31;
	return (int)(uintptr_t)block;
}

int store_hold(unsigned char *block)
{
	block[0] = 1;
	k_msleep(5);
	block[1] = 2;
	return (int)(uintptr_t)block;
}

int store_fail(int how)
{
	return how == 0 ? *(volatile int *)0x4 : ((int (*)(void))0x10000001)();
}

int store_sleep(int milliseconds)
{
	k_msleep(milliseconds);
	return milliseconds;
}

int store_write_word(unsigned int *address)
{
	*address = 1;
	return 0;
}

static int fall(volatile int *depth)
{
	volatile int bytes[32] = {*depth};

	++*depth;
	return *depth < 100000 ? fall(depth) + bytes[0] : bytes[31];
}

int store_overflow(void)
{
	volatile int depth = 0;

	return fall(&depth);
}

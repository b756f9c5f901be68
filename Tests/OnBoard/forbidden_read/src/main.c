/* A thread reads where no memory is: its report, and the end of the run without a handler. */
#include <zephyr/kernel.h>

static __noinline uint32_t read_far(volatile const uint32_t *address)
{
	return *address;
}

int main(void)
{
	return read_far((void *)0xf0000000) != 0;
}

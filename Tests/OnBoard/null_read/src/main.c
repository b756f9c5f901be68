/* A read through a null pointer, where nothing lies at address 0. */
#include <zephyr/kernel.h>

static uint32_t *volatile nothing;

int main(void)
{
	return *nothing != 0;
}

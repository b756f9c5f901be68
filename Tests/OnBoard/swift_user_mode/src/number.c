/* A variable that is not of the application's Swift. */
#include "Bridging-Header.h"

#include <zephyr/kernel.h>

static uint32_t kernel_number = 7;

uintptr_t address_of_kernel_number(void)
{
	return (uintptr_t)&kernel_number;
}

uintptr_t address_zero(void)
{
	return 0;
}

/* The others go on. */
void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason;
	(void)esf;
}

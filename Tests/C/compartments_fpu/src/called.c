/* What a call finds in the registers, and leaves there. */
#include "registers.h"

#include <zephyr/kernel.h>

/* How many hold something; 100: the rounding is another. */
__attribute__((noinline)) static int look(int milliseconds)
{
	uint32_t found[REGISTERS];
	int count = 0;

	store_registers(found);
	for (int i = 0; i < REGISTERS; i++) {
		count += found[i] != 0;
	}
	count += rounding() == 0 ? 0 : 100;
	set_rounding(TOWARDS_ZERO);
	fill_registers(OF_CALLED);
	if (milliseconds > 0) {
		k_msleep(milliseconds);
		store_registers(found);
		for (uint32_t i = 16; i < REGISTERS; i++) {
			count += found[i] == OF_CALLED + i ? 0 : 1000;
		}
		fill_registers(OF_CALLED);
	}
	return count;
}

int called_look(int milliseconds)
{
	return look(milliseconds);
}

int called_look_beside(const void *bytes)
{
	return look(0) + *(const volatile char *)bytes;
}

int called_fail(void)
{
	look(0);
	return *(volatile int *)4;
}

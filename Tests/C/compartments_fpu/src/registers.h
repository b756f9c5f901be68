/* The registers, all at once. Between its uses of these a function has no floating point of its own, so they stay. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

#define REGISTERS 32
#define TOWARDS_ZERO (3u << 22)
#define OF_CALLED 0x5ec4e700u
#define OF_CALLER 0xca11e400u

enum how { AS_IT_IS, WITH_BUFFER, WITH_SLEEP, WITH_FAULT };
int called_look(int milliseconds);
int called_look_beside(const void *bytes);
int called_fail(void);
int calling_run(int how);

static inline void store_registers(uint32_t *values)
{
	__asm__ volatile("vstmia %0, {s0-s31}" ::"r"(values) : "memory");
}

static inline uint32_t rounding(void)
{
	uint32_t value;

	__asm__ volatile("vmrs %0, fpscr" : "=r"(value));
	return value & TOWARDS_ZERO;
}

static inline void set_rounding(uint32_t value)
{
	uint32_t others;

	__asm__ volatile("vmrs %0, fpscr" : "=r"(others));
	__asm__ volatile("vmsr fpscr, %0" ::"r"((others & ~TOWARDS_ZERO) | value));
}

static inline void fill_registers(uint32_t first)
{
	uint32_t values[REGISTERS];

	for (uint32_t i = 0; i < REGISTERS; i++) {
		values[i] = first + i;
	}
	__asm__ volatile("vldmia %0, {s0-s31}" ::"r"(values) : "memory");
}

#endif

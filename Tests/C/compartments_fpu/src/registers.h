/*
 * The registers, all at once. Between its uses of these a function has no floating point of its own, so they stay.
 * What both compartments and the test have of it are functions of their own.
 */
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

/* Calls, and gives what is wrong afterwards; 0: the caller has its own again, and nothing of the other's. */
__attribute__((noinline)) static int call_and_look(int how)
{
	uint32_t after[REGISTERS], rounds, bytes[2] = {0};
	int result, wrong = 0;

	set_rounding(how & 1 ? TOWARDS_ZERO : 0);
	fill_registers(OF_CALLER);
	switch (how) {
	case AS_IT_IS:
		result = called_look(0);
		break;
	case WITH_BUFFER:
		result = called_look_beside(bytes);
		break;
	case WITH_SLEEP:
		result = called_look(3);
		break;
	default:
		result = called_fail();
		break;
	}
	store_registers(after);
	rounds = rounding();
	set_rounding(0);
	for (uint32_t i = 0; i < REGISTERS; i++) {
		wrong |= i >= 16 && after[i] != OF_CALLER + i ? 1 : 0;
		wrong |= (after[i] & ~0xffu) == OF_CALLED ? 2 : 0;
	}
	wrong |= rounds == (how & 1 ? TOWARDS_ZERO : 0) ? 0 : 4;
	return result < 0 ? result : wrong | result << 4;
}

#endif

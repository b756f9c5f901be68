/* What a caller does, be it a compartment or the test. */
#ifndef CALL_AND_LOOK_H
#define CALL_AND_LOOK_H

#include "registers.h"

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

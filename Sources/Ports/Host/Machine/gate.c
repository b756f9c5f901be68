/*
 * Signals that come while a thread without privileges runs. What is here can be executed then; the kernel's code
 * and its variables cannot be reached before port_open_memory has opened them.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <signal.h>
#include "gate.h"
#include "host.h"
#include "interrupted.h"

_Alignas(GATE_PAGE) struct gate port_gate;

/* The way in or out is half done, all memory may be open or not: what can wait, waits. */
GATE_CODE static bool is_in_gate(uintptr_t pc)
{
	return pc - (uintptr_t)__bulkhead_gate_start < (uintptr_t)(__bulkhead_gate_end - __bulkhead_gate_start);
}

GATE_CODE void port_take_fault(int number, siginfo_t *info, void *context)
{
	bool was_unprivileged = port_gate.self != NULL;

	if (was_unprivileged) {
		port_open_memory();
		port_guard_again();
	}
	port_report_signal(number, info, context, was_unprivileged);
}

/* Comes on the stack of whoever runs: from there its own code goes on, maybe after others. */
GATE_CODE void port_take_period(int number, siginfo_t *info, void *context)
{
	uintptr_t pc = port_interrupted_pc(context);

	(void)number;
	(void)info;
	if (is_in_gate(pc)) {
		return;
	}
	if (port_gate.self != NULL) {
		port_ask_for_tick(pc);
	} else {
		port_look_for_spinning(pc, true);
	}
}
#endif

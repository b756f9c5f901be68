/*
 * How code without privileges calls the kernel on the host: the port's part of Sources/UserMode/calls.c, which
 * alone includes it.
 */
#ifndef BULKHEAD_PORT_CALLS_H
#define BULKHEAD_PORT_CALLS_H

#include <bulkhead/user_mode.h>

/* All of a function: with privileges to `real`, the one behind it, without through the gate, whose first word says which. */
#if defined(__x86_64__)
#define PORT_ASK_OR(name, real, look_for_interrupt)                                                \
	__asm__ volatile("cmpq $0, port_gate(%rip)\n\t"                                            \
			 "je " #real "\n\t"                                                         \
			 "leaq call_of_" #name "(%rip), %rax\n\t"                                  \
			 "jmp port_ask")
#else
#define PORT_ASK_OR(name, real, look_for_interrupt)                                                \
	__asm__ volatile("adrp x16, port_gate\n\t"                                                 \
			 "ldr x16, [x16, :lo12:port_gate]\n\t"                                     \
			 "cbnz x16, 1f\n\t"                                                        \
			 "b " #real "\n"                                                            \
			 "1:\tadrp x16, call_of_" #name "\n\t"                                     \
			 "add x16, x16, :lo12:call_of_" #name "\n\t"                               \
			 "b port_ask")
#endif
#define PORT_ASK(name, look_for_interrupt) PORT_ASK_OR(name, __real_##name, look_for_interrupt)

/* Handlers have privileges, and the word is 0 then. */
#define PORT_LOOK_FOR_INTERRUPT ""

/* Done without waiting: `handle` is given the arguments, and leaves the result in their first. */
#define PORT_HANDLER_CALL(name, handle)                                                            \
	void __real_##name(void);                                                                  \
	const struct bulkhead_system_call call_of_##name                                           \
		__attribute__((section("bulkhead_handler_calls." #name), aligned(8))) = {          \
			(void (*)(void))handle, 0};                                                \
	ASK_FOR(name, PORT_LOOK_FOR_INTERRUPT)

/* Six registers hold all. */
#define PORT_WORDS_ON_STACK 0

#endif

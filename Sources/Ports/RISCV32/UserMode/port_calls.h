/*
 * How code without privileges calls the kernel on RISC-V: the port's part of Sources/UserMode/calls.c, which
 * alone includes it.
 */
#ifndef BULKHEAD_PORT_CALLS_H
#define BULKHEAD_PORT_CALLS_H

#include <bulkhead/user_mode.h>

/* Handlers run with tp = 0, too. */
#define PORT_LOOK_FOR_INTERRUPT ""

#if defined(BULKHEAD_CHERI)
/* Compartments have stubs of their own (port_confined.h), so whoever comes here has privileges. */
#define PORT_ASK(name, look_for_interrupt) __asm__ volatile("tail __real_" #name)

/* A call as any: `handle` is given the first two arguments, and leaves the result in the first. Nothing comes between. */
#define PORT_HANDLER_CALL(name, handle)                                                            \
	static uintptr_t handled_##name(uintptr_t first, uintptr_t second)                         \
	{                                                                                          \
		uintptr_t words[2] = {first, second};                                              \
                                                                                                   \
		__asm__ volatile("csrci mstatus, 8" ::: "memory");                                 \
		handle(words);                                                                     \
		__asm__ volatile("csrsi mstatus, 8" ::: "memory");                                 \
		return words[0];                                                                   \
	}                                                                                          \
	void __real_##name(void);                                                                  \
	const struct bulkhead_system_call call_of_##name CALLS(name) = {                           \
		(void (*)(void))handled_##name, RESULT(1)};                                        \
	ASK_FOR(name, "")
#else
/*
 * All of a function: with privileges to the one behind it, without by an environment call, which returns to
 * ra. User mode has no register that says what it is; the traps keep tp at 0 in machine mode, and in user mode
 * where port/self.h says. Code that makes it 0 there makes its own calls fail until the next trap, for the
 * function itself is out of its reach.
 *
 * k_yield says the number of the trap in place of an address: user_mode.S has that in a register anyway.
 */
#define PORT_ASK(name, look_for_interrupt)                                                         \
	__asm__ volatile("beqz tp, 1f\n\t"                                                         \
			 ".ifc " #name ", k_yield\n\t"                                             \
			 "li t0, 8\n\t"                                                            \
			 ".else\n\t"                                                               \
			 "la t0, %0\n\t"                                                           \
			 ".endif\n\t"                                                              \
			 "ecall\n"                                                                 \
			 "1:\ttail __real_" #name ::"S"(&call_of_##name))

/*
 * Done in the trap's handler, without a stack of its own: `handle` is given the first two arguments, and leaves
 * the result in the first. Nothing comes between.
 */
#define PORT_HANDLER_CALL(name, handle)                                                            \
	void __real_##name(void);                                                                  \
	const struct bulkhead_system_call call_of_##name                                           \
		__attribute__((section("bulkhead_handler_calls." #name), aligned(8))) = {          \
			(void (*)(void))handle, 0};                                                \
	ASK_FOR(name, PORT_LOOK_FOR_INTERRUPT)
#endif

/* a0-a7 hold all. */
#define PORT_WORDS_ON_STACK 0

#endif

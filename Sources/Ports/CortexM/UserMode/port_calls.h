/*
 * How code without privileges calls the kernel on Cortex-M: the port's part of Sources/UserMode/calls.c, which
 * alone includes it.
 */
#ifndef BULKHEAD_PORT_CALLS_H
#define BULKHEAD_PORT_CALLS_H

#include <bulkhead/user_mode.h>

/* All of a function: with privileges to `real`, the one behind it, without by SVC. */
#define PORT_ASK_OR(name, real, look_for_interrupt)                                                \
	__asm__ volatile("mrs r12, control\n\t"                                                    \
			 "lsls r12, r12, #31\n\t"                                                  \
			 "beq 1f\n\t" look_for_interrupt "ldr r12, =%c0\n\t"                       \
			 "svc 2\n\t"                                                               \
			 "bx lr\n"                                                                 \
			 "1:\tb.w " #real "\n\t"                                                    \
			 ".ltorg" ::"i"(&call_of_##name))
#define PORT_ASK(name, look_for_interrupt) PORT_ASK_OR(name, __real_##name, look_for_interrupt)

/* A handler has privileges whomever it interrupted. */
#define PORT_LOOK_FOR_INTERRUPT "mrs r12, ipsr\n\tcmp r12, #0\n\tbne 1f\n\t"

/*
 * Done in the exception's handler, without a stack of its own: `handle` is given the arguments, and leaves
 * the result in their first. Nothing comes between but what is more urgent than any interrupt.
 */
#define PORT_HANDLER_CALL(name, handle)                                                            \
	void __real_##name(void);                                                                  \
	const struct bulkhead_system_call call_of_##name                                           \
		__attribute__((section("bulkhead_handler_calls." #name), aligned(8))) = {          \
			(void (*)(void))handle, 0};                                                \
	ASK_FOR(name, "mrs r3, ipsr\n\tcbnz r3, 1f\n\t")

/* r0-r3 hold the first four; behind a 64-bit one there are two more words. */
#define PORT_WORDS_ON_STACK 2

/*
 * The end of a system call: gives privileges up and returns to whoever made it. In: r2 = where the
 * thread's mode is kept, r3 = BULKHEAD_USER_UNPRIVILEGED. It lies here because it loses its privileges on
 * the way: who is interrupted between the first two instructions goes on without, and the second does nothing.
 */
__attribute__((naked, used, section(".text.call"))) void bulkhead_leave_call(void)
{
	__asm__ volatile("str r3, [r2]\n\t"
			 "msr control, r3\n\t"
			 "isb\n\t"
			 "movs r2, #0\n\t"
			 "movs r3, #0\n\t"
			 "mov r12, r2\n\t"
			 "bx lr");
}

/* Where a thread goes on that has given its privileges up: what to call is all that is on its stack. */
__attribute__((naked, used, section(".text.call"))) void bulkhead_begin_without_privileges(void)
{
	__asm__ volatile("pop {r0-r3}\n\t"
			 "b.w bulkhead_user_main");
}

#endif

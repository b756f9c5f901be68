/* How code calls through a gate on Cortex-M: for Sources/UserMode/gates.c and what the build generates. */
#ifndef BULKHEAD_PORT_GATES_H
#define BULKHEAD_PORT_GATES_H

#include <bulkhead/compartment.h>

/*
 * All of the function that stands for another compartment's: with privileges through the kernel, without by SVC. In
 * r4 which gate. The callee changes any register, so all are saved that a function preserves.
 */
#if defined(CONFIG_FPU)
#define PORT_SAVE_FPU "vpush {s16-s31}\n\t"
#define PORT_RESTORE_FPU "vpop {s16-s31}\n\t"
#else
#define PORT_SAVE_FPU
#define PORT_RESTORE_FPU
#endif
#define PORT_GATE_STUB(name, gate)                                                                 \
	__attribute__((naked, section(".text.gate." #name))) void name(void)                       \
	{                                                                                          \
		__asm__ volatile("mrs r12, control\n\t"                                            \
				 "lsls r12, r12, #31\n\t"                                          \
				 "beq 1f\n\t"                                                      \
				 "push {r3-r11, lr}\n\t" PORT_SAVE_FPU                             \
				 "ldr r4, =%c0\n\t"                                                \
				 "ldr r12, =call_of_bulkhead_gate\n\t"                             \
				 "svc 2\n\t" PORT_RESTORE_FPU                                      \
				 "pop {r3-r11, pc}\n"                                              \
				 "1:\tpush {r0-r3}\n\t"                                            \
				 "push {r4, lr}\n\t"                                               \
				 "ldr r0, =%c0\n\t"                                                \
				 "add r1, sp, #8\n\t"                                              \
				 "bl bulkhead_call_gate\n\t"                                       \
				 "pop {r4, lr}\n\t"                                                \
				 "add sp, #16\n\t"                                                 \
				 "bx lr\n\t"                                                       \
				 ".ltorg" ::"i"(&gate));                                           \
	}

#ifdef BULKHEAD_GATES_DEFINE
/* Where the function of a call returns to. */
__attribute__((naked, used, section(".text.gate"))) void bulkhead_return_through_gate(void)
{
	__asm__ volatile("ldr r12, =call_of_bulkhead_gate_return\n\t"
			 "svc 2\n\t"
			 ".ltorg");
}

/* The long way in has left arguments, return address and function on the stack. */
__attribute__((naked, used, section(".text.gate"))) void bulkhead_begin_behind_gate(void)
{
	__asm__ volatile("pop {r0-r3}\n\t"
			 "ldr lr, [sp], #4\n\t"
			 "ldr pc, [sp], #4");
}
#endif

#endif

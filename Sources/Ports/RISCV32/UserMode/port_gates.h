/* How code calls through a gate on RISC-V: for Sources/UserMode/gates.c and what the build generates. */
#ifndef BULKHEAD_PORT_GATES_H
#define BULKHEAD_PORT_GATES_H

#include <bulkhead/compartment.h>

/* Of a caller with privileges: by the kernel. */
#define PORT_CALL_WITH_PRIVILEGES                                                                  \
	"addi sp, sp, -32\n\t"                                                                     \
	"sw a0, 0(sp)\n\tsw a1, 4(sp)\n\tsw a2, 8(sp)\n\tsw a3, 12(sp)\n\t"                         \
	"sw ra, 28(sp)\n\t"                                                                        \
	"la a0, %0\n\t"                                                                            \
	"mv a1, sp\n\t"                                                                            \
	"call bulkhead_call_gate\n\t"                                                              \
	"lw ra, 28(sp)\n\t"                                                                        \
	"addi sp, sp, 32\n\t"                                                                      \
	"ret"

#if defined(BULKHEAD_CHERI)
/* All of the function that stands for a compartment's, for code with privileges; compartments have their own stubs. */
#define PORT_GATE_STUB(name, gate)                                                                 \
	__attribute__((naked, section(".text.gate." #name))) void name(void)                       \
	{                                                                                          \
		__asm__ volatile(PORT_CALL_WITH_PRIVILEGES ::"S"(&gate));                       \
	}
#else
#define PORT_EACH_SAVED(what)                                                                      \
	#what " s0, 0(sp)\n\t" #what " s1, 4(sp)\n\t" #what " s2, 8(sp)\n\t" #what " s3, 12(sp)\n\t"    \
	#what " s4, 16(sp)\n\t" #what " s5, 20(sp)\n\t" #what " s6, 24(sp)\n\t" #what " s7, 28(sp)\n\t" \
	#what " s8, 32(sp)\n\t" #what " s9, 36(sp)\n\t" #what " s10, 40(sp)\n\t" #what " s11, 44(sp)\n\t" \
	#what " ra, 60(sp)\n\t"

/*
 * All of the function that stands for another compartment's: with privileges through the kernel, without by an
 * environment call, which goes on at ra. In t3 which gate. The callee changes any register, so all are saved that a
 * function preserves.
 */
#define PORT_GATE_STUB(name, gate)                                                                 \
	__attribute__((naked, section(".text.gate." #name))) void name(void)                       \
	{                                                                                          \
		__asm__ volatile("beqz tp, 1f\n\t"                                                 \
				 "addi sp, sp, -64\n\t" PORT_EACH_SAVED(sw)                        \
				 "la t3, %0\n\t"                                                   \
				 "la t0, call_of_bulkhead_gate\n\t"                                \
				 "lla ra, 2f\n\t"                                                  \
				 "ecall\n"                                                         \
				 "2:\t" PORT_EACH_SAVED(lw)                                        \
				 "addi sp, sp, 64\n\t"                                             \
				 "ret\n"                                                           \
				 "1:\t" PORT_CALL_WITH_PRIVILEGES ::"S"(&gate));                \
	}

#ifdef BULKHEAD_GATES_DEFINE
/* Where the function of a call returns to. */
__attribute__((naked, used, section(".text.gate"))) void bulkhead_return_through_gate(void)
{
	__asm__ volatile("la t0, call_of_bulkhead_gate_return\n\t"
			 "ecall");
}
#endif
#endif

#endif

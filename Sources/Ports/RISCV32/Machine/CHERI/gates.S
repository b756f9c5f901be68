/*
 * Gates between compartments, by capabilities: a stub invokes the switcher with a sealed gate (CInvoke), and no trap
 * is taken. The short way is from one caller in a compartment to a function of another and back. What takes longer
 * (buffers, waiting for a place, callers with privileges) is Swift's: Sources/Kernel/Compartments.
 *
 * A stub (port_gates.h) has saved what its caller wants back, so registers are only cleared here. The trusted stack of a
 * thread is the chain of its places in compartments, of which each keeps where its caller goes on: there is room for
 * it as soon as there is a place.
 */
#if defined(__riscv) && defined(BULKHEAD_CHERI)
#include "capability_macros.h"
#include <bulkhead/compartment.h>

/* Bytes of a stack that are cleared with interrupts masked: 1 KiB, and what is added to it. */
#define LARGEST_CLEARED 1152

	/* Nothing of one side is left for the other: an integer that is written takes the capability away. */
	.macro clear_gate_registers
	.irp register, gp, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11
	li \register, 0
	.endr
	.endm

/*
 * From the switcher to the stack for system calls. In: csp = frame, t5 = the caller's DDC, MScratchC its csp. Out: sp
 * = a call frame with a0-a3. Lost: t0, t1.
 */
	.macro begin_slow
	lw t0, bulkhead_kernel
	lw t0, BULKHEAD_THREAD_USER(t0)
	sw zero, BULKHEAD_USER_MODE(t0)
	cspecialr t1, MSCRATCHC
	sw t1, BULKHEAD_USER_SP(t0)
	set_mtvec bulkhead_user_mode
	addi sp, sp, CONFINED_FRAME - CALL_FRAME
	sc t5, CALL_DDC, sp
	sw ra, CALL_RA(sp)
	sw tp, CALL_TP(sp)
	sw a0, 0(sp)
	sw a1, 4(sp)
	sw a2, 8(sp)
	sw a3, 12(sp)
	li tp, 0
	csrsi mstatus, 8
	.endm

/* A call. In: t6 = the gate, which was sealed; a0-a3 the arguments, ra where it goes on. */
	.section .text.bulkhead_switcher_gate, "ax"
	.global bulkhead_switcher_gate
	.type bulkhead_switcher_gate, @function
bulkhead_switcher_gate:
	enter_switcher t5
	mv t3, t6
	lw t0, bulkhead_kernel		/* the running thread */
	lw t1, BULKHEAD_THREAD_USER(t0)
	lbu t2, BULKHEAD_USER_COMPARTMENT(t1)
	lw t4, 8(t3)			/* importer; nobody is if its compartment has gone down */
	bne t2, t4, slow_call
	lw t4, 0(t3)			/* compartment */
	lw t6, BULKHEAD_GATE_HAS_BUFFERS(t3)
	lw t2, BULKHEAD_COMPARTMENT_FREE(t4)
	bnez t6, slow_call
	beqz t2, slow_call
	lw t6, BULKHEAD_ACTIVATION_NEXT(t2)
	sw t6, BULKHEAD_COMPARTMENT_FREE(t4)
	sw t1, BULKHEAD_ACTIVATION_CALLER(t2)
	sc t5, BULKHEAD_ACTIVATION_CALLER_DDC, t2
	sw ra, BULKHEAD_ACTIVATION_CALLER_RA(t2)
	sw tp, BULKHEAD_ACTIVATION_CALLER_SELF(t2)
	cspecialr t6, MSCRATCHC
	sw t6, BULKHEAD_USER_SP(t1)
	lw t6, BULKHEAD_USER_STACK_END(t1)
	addi t1, t2, BULKHEAD_ACTIVATION_USER
	sw t6, BULKHEAD_USER_STACK_END(t1)
	sw t0, BULKHEAD_USER_THREAD(t1)
	sw t1, BULKHEAD_THREAD_USER(t0)
	lw tp, BULKHEAD_ACTIVATION_SELF(t2)
	lw t5, BULKHEAD_ACTIVATION_STACK(t2)
	lw t4, BULKHEAD_ACTIVATION_SHORT_SIZE(t2)
	lw t6, 4(t3)			/* function */
	lw ra, BULKHEAD_ACTIVATION_RETURN_STUB(t2)
	sw t0, 0(tp)			/* struct bulkhead_self */
	sw zero, 4(tp)
	mv a0, a0			/* numbers only */
	mv a1, a1
	mv a2, a2
	mv a3, a3
	cspecialw MSCRATCHC, sp
	add sp, t5, t4			/* above it is the room for copies, which this call has none of */
	lc t5, USER_PCC, t1
	csetaddr t5, t5, t6
	cspecialw MEPCC, t5
	lc t5, USER_DDC, t1
enter_callee_with_stack:
	li t6, STAYS_IN_MACHINE_MODE
	csrs mstatus, t6
	cspecialw DDC, t5
	clear_gate_registers
	mret
slow_call:
	begin_slow
	mv a0, t3
	mv a1, sp
	call bulkhead_call_gate		/* comes back if it does not go in */
	tail bulkhead_leave_to_stub
	.size bulkhead_switcher_gate, . - bulkhead_switcher_gate

/* The end of a call. In: a0 the result. */
	.section .text.bulkhead_switcher_return, "ax"
	.global bulkhead_switcher_return
	.type bulkhead_switcher_return, @function
bulkhead_switcher_return:
	enter_switcher t5
	lw t0, bulkhead_kernel
	lw t1, BULKHEAD_THREAD_USER(t0)
	lw t2, BULKHEAD_USER_ACTIVATION(t1)
	beqz t2, slow_return
	lw t3, BULKHEAD_ACTIVATION_SLOW(t2)
	lw t4, BULKHEAD_ACTIVATION_COMPARTMENT(t2)
	lw t6, BULKHEAD_COMPARTMENT_SLOW(t4)
	or t3, t3, t6
	bnez t3, slow_return
	/* What the function has left on its stack, whoever is next does not find: all that it had, 32 bytes at a time. */
	lw t3, BULKHEAD_ACTIVATION_STACK(t2)
	lw t6, BULKHEAD_ACTIVATION_SHORT_SIZE(t2)
	li a4, LARGEST_CLEARED
	bltu a4, t6, slow_return	/* which lets interrupts come meanwhile */
	add t6, t6, t3
1:	sc zero, 0, t3
	sc zero, 8, t3
	sc zero, 16, t3
	sc zero, 24, t3
	addi t3, t3, 32
	bltu t3, t6, 1b
	sw zero, BULKHEAD_USER_THREAD(t1)
	lw t3, BULKHEAD_COMPARTMENT_FREE(t4)
	sw t3, BULKHEAD_ACTIVATION_NEXT(t2)
	sw t2, BULKHEAD_COMPARTMENT_FREE(t4)
	lw t1, BULKHEAD_ACTIVATION_CALLER(t2)
	sw t1, BULKHEAD_THREAD_USER(t0)
	lw tp, BULKHEAD_ACTIVATION_CALLER_SELF(t2)
	lw ra, BULKHEAD_ACTIVATION_CALLER_RA(t2)
	lc t5, USER_PCC, t1
	csetaddr t5, t5, ra
	cspecialw MEPCC, t5
	lc t5, BULKHEAD_ACTIVATION_CALLER_DDC, t2
	cspecialw MSCRATCHC, sp
	lw sp, BULKHEAD_USER_SP(t1)
	mv a0, a0
	li a1, 0
	li a2, 0
	li a3, 0
	j enter_callee_with_stack
slow_return:
	begin_slow
enter_slow_return:			/* in: a0 the result, sp CALL_FRAME below the end of the stack */
	call bulkhead_leave_gate	/* a1: the stack pointer of a caller with privileges */
	bnez a1, 1f
	tail bulkhead_leave_to_stub
1:	mv sp, a1
	lw ra, 60(sp)
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	lw s\n, (4 * \n)(sp)
	.endr
	addi sp, sp, 64
	ret
	.size bulkhead_switcher_return, . - bulkhead_switcher_return

/* port_call_gate: in a0 = activation; what is saved here enter_slow_return restores. */
	.section .text.port_call_gate, "ax"
	.global port_call_gate
	.global port_enter_gate
	.type port_call_gate, @function
port_call_gate:
	addi sp, sp, -64
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	sw s\n, (4 * \n)(sp)
	.endr
	sw ra, 60(sp)
	sw sp, BULKHEAD_ACTIVATION_CALLER_SP(a0)
	sw sp, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_STACK_END)(a0)
	tail bulkhead_enter_gate
	.size port_call_gate, . - port_call_gate

	.section .text.port_enter_gate, "ax"
	.type port_enter_gate, @function
port_enter_gate:			/* in: a0 = activation; does not return */
	csrci mstatus, 8		/* a switch in the kernel keeps numbers only, also of t1 */
	lw t0, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_STACK_END)(a0)
	addi t0, t0, -CALL_FRAME
	lw t1, CALL_RA(t0)
	sw t1, BULKHEAD_ACTIVATION_CALLER_RA(a0)
	lw t1, CALL_TP(t0)
	sw t1, BULKHEAD_ACTIVATION_CALLER_SELF(a0)
	lc t1, CALL_DDC, t0
	sc t1, BULKHEAD_ACTIVATION_CALLER_DDC, a0
	tail bulkhead_enter_gate
	.size port_enter_gate, . - port_enter_gate

/* In: a0 = activation, whose caller is known. Does not return. */
	.section .text.bulkhead_switcher_gate, "ax"
	.type bulkhead_enter_gate, @function
bulkhead_enter_gate:
	csrci mstatus, 8
	set_mtvec user_traps
	li t0, BULKHEAD_USER_UNPRIVILEGED
	sw t0, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_MODE)(a0)
	lw t1, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_STACK_END)(a0)
	andi t1, t1, -16
	addi t1, t1, -CONFINED_FRAME
	cspecialr t2, DDC
	csetaddr t2, t2, t1
	cspecialw MSCRATCHC, t2
	addi t1, a0, BULKHEAD_ACTIVATION_USER
	lw tp, BULKHEAD_ACTIVATION_SELF(a0)
	lw ra, BULKHEAD_ACTIVATION_RETURN_STUB(a0)
	lw t2, BULKHEAD_ACTIVATION_ENTRY(a0)
	lw t6, 16(t2)			/* the function, below which are its arguments */
	lc t5, USER_PCC, t1
	csetaddr t5, t5, t6
	cspecialw MEPCC, t5
	lc t5, USER_DDC, t1
	lw a0, 0(t2)
	lw a1, 4(t2)
	lw a2, 8(t2)
	lw a3, 12(t2)
	andi sp, t2, -16
	j enter_callee_with_stack
	.size bulkhead_enter_gate, . - bulkhead_enter_gate

/* Where a call goes on whose function has faulted: see port_fail_call. */
	.section .text.bulkhead_leave_failed_call, "ax"
	.global bulkhead_leave_failed_call
	.type bulkhead_leave_failed_call, @function
bulkhead_leave_failed_call:
	li a0, -14			/* -EFAULT */
	tail enter_slow_return
	.size bulkhead_leave_failed_call, . - bulkhead_leave_failed_call
#endif

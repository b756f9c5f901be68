/*
 * Gates between compartments: from one caller in user mode to a function of another compartment and back, in the
 * handler of the environment call, which nothing interrupts. What takes longer (buffers, waiting for a place, callers
 * with privileges) is Swift's, on the caller's stack for system calls: Sources/Kernel/Compartments.
 *
 * A stub (port_gates.h) has saved what its caller wants back, so registers are only cleared here. The frame of
 * the thread's traps stays where it is, at the end of the stack for system calls: what it has to keep of the
 * caller goes to the caller's place in the compartment.
 */
#if defined(__riscv) && !defined(BULKHEAD_CHERI)
#include "user_mode_macros.h"
#include <bulkhead/compartment.h>

	/* Nothing of one side is left for the other. a0-a3, ra, sp and tp are the caller's of this. */
	.macro clear_gate_registers
	.irp register, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11
	li \register, 0
	.endr
	.endm

/*
 * From the handler to the stack for system calls, with privileges. In: sp = frame. Out: a0 again, a call frame with
 * a0-a3. Lost: t0-t2.
 */
	.macro begin_slow
	set_mscratch
	set_mtvec bulkhead_user_mode
	lw t0, bulkhead_kernel
	lw t0, BULKHEAD_THREAD_USER(t0)
	sw zero, BULKHEAD_USER_MODE(t0)
	lw t1, 120(sp)
	sw t1, BULKHEAD_USER_SP(t0)
	lw a0, 16(sp)
	lw t1, 0(sp)
	addi sp, sp, FRAME - CALL_FRAME
	sw t1, 36(sp)
	sw a0, 0(sp)
	sw a1, 4(sp)
	sw a2, 8(sp)
	sw a3, 12(sp)
	csrsi mstatus, 8
	.endm

/*
 * A call; see handler_call. In: sp = mscratch = frame with ra, a0, sp and tp, a1-a3, t3 = which gate, which may be
 * anything.
 */
	.section .text.bulkhead_handle_gate, "ax"
	.global bulkhead_handle_gate
	.type bulkhead_handle_gate, @function
bulkhead_handle_gate:
	lla t0, __bulkhead_gates_start
	sub t1, t3, t0
	lla t2, __bulkhead_gates_end
	sub t2, t2, t0
	bgeu t1, t2, slow_call
	andi t1, t1, BULKHEAD_GATE_SIZE - 1
	bnez t1, slow_call
	lw t0, bulkhead_kernel		/* the running thread */
	lw t1, BULKHEAD_THREAD_USER(t0)
	lbu t2, BULKHEAD_USER_COMPARTMENT(t1)
	lw t4, 8(t3)			/* importer */
	bne t2, t4, slow_call
	lw t4, 0(t3)			/* compartment */
	lw t5, BULKHEAD_COMPARTMENT_FREE(t4)
	lw t6, BULKHEAD_GATE_HAS_BUFFERS(t3)
	beqz t5, slow_call
	bnez t6, slow_call
	lw t2, BULKHEAD_ACTIVATION_NEXT(t5)
	sw t2, BULKHEAD_COMPARTMENT_FREE(t4)
	sw t1, BULKHEAD_ACTIVATION_CALLER(t5)
	lw t2, 120(sp)
	sw t2, BULKHEAD_USER_SP(t1)
	lw t2, 0(sp)
	sw t2, BULKHEAD_ACTIVATION_CALLER_RA(t5)
	lw t2, TP(sp)
	sw t2, BULKHEAD_ACTIVATION_CALLER_SELF(t5)
	lw t2, BULKHEAD_USER_STACK_END(t1)
	addi t1, t5, BULKHEAD_ACTIVATION_USER
	sw t2, BULKHEAD_USER_STACK_END(t1)
	sw t0, BULKHEAD_USER_THREAD(t1)
	sw t1, BULKHEAD_THREAD_USER(t0)
	lw t5, BULKHEAD_ACTIVATION_SELF(t5)
	sw t0, 0(t5)			/* struct bulkhead_self */
	sw zero, 4(t5)
	sw t5, TP(sp)
	load_entries
	lw t0, 4(t3)			/* function */
	csrw mepc, t0
	lw a0, 16(sp)
	lla ra, bulkhead_return_through_gate
	mv tp, t5
	andi sp, t5, -16
	clear_gate_registers
	mret
slow_call:
	begin_slow
	mv a0, t3
	mv a1, sp
	call bulkhead_call_gate		/* comes back if it does not go in */
	j leave_to_stub
	.size bulkhead_handle_gate, . - bulkhead_handle_gate

/* The end of a call. In: sp = frame, with the result in 16(sp). */
	.section .text.bulkhead_handle_gate_return, "ax"
	.global bulkhead_handle_gate_return
	.type bulkhead_handle_gate_return, @function
bulkhead_handle_gate_return:
	lw t0, bulkhead_kernel
	lw t1, BULKHEAD_THREAD_USER(t0)
	lw t2, BULKHEAD_USER_ACTIVATION(t1)
	beqz t2, slow_return
	lw t3, BULKHEAD_ACTIVATION_SLOW(t2)
	lw t4, BULKHEAD_ACTIVATION_COMPARTMENT(t2)
	lw t5, BULKHEAD_COMPARTMENT_SLOW(t4)
	or t3, t3, t5
	bnez t3, slow_return
	sw zero, BULKHEAD_USER_THREAD(t1)
	lw t3, BULKHEAD_COMPARTMENT_FREE(t4)
	sw t3, BULKHEAD_ACTIVATION_NEXT(t2)
	sw t2, BULKHEAD_COMPARTMENT_FREE(t4)
	lw t1, BULKHEAD_ACTIVATION_CALLER(t2)
	sw t1, BULKHEAD_THREAD_USER(t0)
	lw t3, BULKHEAD_ACTIVATION_CALLER_SELF(t2)
	sw t3, TP(sp)
	lw ra, BULKHEAD_ACTIVATION_CALLER_RA(t2)
	lw t4, BULKHEAD_USER_SP(t1)
	load_entries
	mv tp, t3
	csrw mepc, ra
	lw a0, 16(sp)
	li a1, 0
	li a2, 0
	li a3, 0
	mv sp, t4
	clear_gate_registers
	mret
slow_return:
	begin_slow
enter_slow_return:			/* in: a0 the result, sp CALL_FRAME below the end of the stack */
	call bulkhead_leave_gate	/* a1: the stack pointer of a caller with privileges */
	beqz a1, leave_to_stub
	mv sp, a1
	lw ra, 60(sp)
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	lw s\n, (4 * \n)(sp)
	.endr
	addi sp, sp, 64
	ret
	.size bulkhead_handle_gate_return, . - bulkhead_handle_gate_return

/* Back behind the stub's environment call. In: a0 the result, the call frame at the end of the stack for calls. */
	.section .text.leave_to_stub, "ax"
	.type leave_to_stub, @function
leave_to_stub:
	csrci mstatus, 8
	lw t0, bulkhead_kernel
	lw t0, BULKHEAD_THREAD_USER(t0)
	li t1, BULKHEAD_USER_UNPRIVILEGED
	sw t1, BULKHEAD_USER_MODE(t0)
	lw t1, BULKHEAD_USER_SP(t0)
	lw sp, BULKHEAD_USER_STACK_END(t0)
	lw ra, (36 - CALL_FRAME)(sp)
	addi sp, sp, -FRAME
	sw ra, 0(sp)
	sw t1, 120(sp)
	csrw mscratch, sp
	set_mtvec user_traps
	li t0, MPP
	csrc mstatus, t0
	li a1, 0
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	li s\n, 0			/* the function's; the stub has the caller's */
	.endr
	tail bulkhead_leave_to_user
	.size leave_to_stub, . - leave_to_stub

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
	lw t0, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_STACK_END)(a0)
	lw t1, (36 - CALL_FRAME)(t0)
	sw t1, BULKHEAD_ACTIVATION_CALLER_RA(a0)
	lw t1, (TP - FRAME)(t0)
	sw t1, BULKHEAD_ACTIVATION_CALLER_SELF(a0)
	tail bulkhead_enter_gate
	.size port_enter_gate, . - port_enter_gate

/* In: a0 = activation, whose caller is known. Does not return. */
	.section .text.bulkhead_enter_gate, "ax"
	.type bulkhead_enter_gate, @function
bulkhead_enter_gate:
	csrci mstatus, 8
	li t0, 0x80			/* MPIE: mret turns interrupts on */
	csrs mstatus, t0
	li t0, MPP
	csrc mstatus, t0
	set_mtvec user_traps
	li t0, BULKHEAD_USER_UNPRIVILEGED
	sw t0, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_MODE)(a0)
	lw t1, (BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_STACK_END)(a0)
	addi t1, t1, -FRAME
	csrw mscratch, t1
	lw tp, BULKHEAD_ACTIVATION_SELF(a0)
	sw tp, TP(t1)
	lw t2, BULKHEAD_ACTIVATION_ENTRY(a0)
	lw t0, 16(t2)			/* the function, below which are its arguments */
	csrw mepc, t0
	lw a0, 0(t2)
	lw a1, 4(t2)
	lw a2, 8(t2)
	lw a3, 12(t2)
	lla ra, bulkhead_return_through_gate
	andi sp, t2, -16
	clear_gate_registers
	mret
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

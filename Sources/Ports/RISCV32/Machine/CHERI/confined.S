/*
 * Threads in compartments on a RISC-V with capabilities (CHERI-RISC-V ISAv9, hybrid mode): their traps, the context
 * switch, and their system calls.
 *
 * All is machine mode. What confines a thread is that its PCC has its compartment's code and no access to system
 * registers, and its DDC its compartment's memory. It may point sp anywhere, so nothing is stored there: each
 * has a stack for its system calls, which is empty while it is confined, and its registers, all of them capabilities,
 * are saved in the last bytes of that.
 *
 * While the kernel runs       mtvec = bulkhead_user_mode, DDC = all, mscratch as switch.S says, tp = 0.
 * While a thread is confined  mtvec = user_traps, MScratchC = where its frame is to be, with all authority.
 *
 * So an entry knows where it comes from. What a thread has made of its DDC, also nothing at all, is its own affair: it
 * is saved, and loaded again, with the rest.
 */
#if defined(__riscv) && defined(BULKHEAD_CHERI)
#include "capability_macros.h"

	.section .text.bulkhead_user_mode, "ax"
	.global bulkhead_user_mode
	.balign 64
bulkhead_user_mode:
	trap_table bulkhead_exception, machine_interrupt, machine_switch
	.balign 64
	.global user_traps
user_traps:
	trap_table user_exception, user_interrupt, user_switch

/* The context switch of a thread with privileges, in a system call or without end; see bulkhead_switch_trap. */
	.type machine_switch, @function
machine_switch:
	save_callers
	lw t0, port_devices
switch_with_frame:
	sw zero, 0(t0)
	call bulkhead_select_next
	beq a0, a1, 1f
	csrr t0, mepc
	save_others
	sw t0, 64(sp)
	sw sp, BULKHEAD_THREAD_SP(a1)
	.global bulkhead_enter_thread
bulkhead_enter_thread:
enter:					/* in: a0 = thread to run */
	lw t1, BULKHEAD_THREAD_USER(a0)
	lw sp, BULKHEAD_THREAD_SP(a0)
	beqz t1, enter_machine
	lw t0, BULKHEAD_USER_MODE(t1)
	bnez t0, enter_confined
enter_machine:
	lw t0, 64(sp)
	load_others
	set_mepc t0
1:	restore_callers
	mret
	.size machine_switch, . - machine_switch

/* Any other interrupt that comes to the kernel. */
	.type machine_interrupt, @function
machine_interrupt:
	serve_interrupt switch_with_frame
	.size machine_interrupt, . - machine_interrupt

/* From confined code to its frame, and all as in the kernel. Out: sp = frame. */
	.macro save_confined
	cspecialrw sp, MSCRATCHC, sp
	sc_cap t0, sp
	cspecialrw t0, DDC, sp
	sc t0, FRAME_DDC, sp
	cspecialr t0, MSCRATCHC
	sc t0, 16, sp
	addi t0, sp, FRAME_WORD
	sc.w zero, zero, (t0)		/* see save_callers_here */
	cspecialr t0, MEPCC
	sc t0, FRAME_MEPCC, sp
	.irp n, 1, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	sc x\n, 8*\n, sp
	.endr
	set_mtvec bulkhead_user_mode
	li tp, 0
	.endm

	.type user_switch, @function
user_switch:
	save_confined
	lw t0, port_devices
switch_user:				/* in: sp = frame, t0 = msip */
	sw zero, 0(t0)
	call bulkhead_select_next
	beq a0, a1, enter_confined
	sw sp, BULKHEAD_THREAD_SP(a1)
	j enter
	.size user_switch, . - user_switch

	.type user_interrupt, @function
user_interrupt:
	save_confined
	csrr a0, mcause
	mv s0, sp
	lw sp, port_interrupt_stack_end
	csrw mscratch, zero		/* port_in_interrupt says yes */
	call bulkhead_trap_handler	/* lines are not locked: only code with privileges can */
	mv sp, s0
	set_mscratch
	lw t0, port_devices
	lw t1, 0(t0)
	bnez t1, switch_user
	j enter_confined
	.size user_interrupt, . - user_interrupt

/* To confined code. In: sp = frame, interrupts are masked. */
	.global bulkhead_enter_confined
	.type bulkhead_enter_confined, @function
bulkhead_enter_confined:
enter_confined:
	set_mtvec user_traps
	li t0, STAYS_IN_MACHINE_MODE
	csrs mstatus, t0
	cspecialr t0, DDC
	csetaddr t0, t0, sp
	cspecialw MSCRATCHC, t0
	lc t0, FRAME_MEPCC, sp
	cspecialw MEPCC, t0
	.irp n, 1, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	lc x\n, 8*\n, sp
	.endr
	lc t0, FRAME_DDC, sp
	cspecialr sp, MSCRATCHC
	cspecialw DDC, t0
	lc_cap t0, sp
	cincoffset sp, sp, 16
	lc_cap sp, sp
	mret
	.size bulkhead_enter_confined, . - bulkhead_enter_confined

/*
 * An exception of confined code, also an environment call, which it has no use for. Its registers' addresses go
 * where those of any exception are, on the interrupt stack, and the thread is not gone on with.
 */
	.type user_exception, @function
user_exception:
	save_confined
	csrr t0, mstatus
	mv s1, sp
	lw s2, port_interrupt_stack_end
	addi sp, s2, -FRAME
	sw t0, 68(sp)
	.macro copy_register from, to
	lw t0, \from(s1)
	sw t0, 4*(\to)(sp)
	.endm
	copy_register 8, 0
	copy_register FRAME_T0, 1
	copy_register 48, 2
	copy_register 56, 3
	.irp n, 10, 11, 12, 13, 14, 15, 16, 17
	copy_register 8*\n, \n-6
	.endr
	.irp n, 28, 29, 30, 31
	copy_register 8*\n, \n-16
	.endr
	copy_register FRAME_MEPCC, 16
	copy_register 64, 18
	copy_register 72, 19
	.irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	copy_register 8*\n, \n+2
	.endr
	copy_register 16, 30
	csrw mscratch, zero
	csrr a0, mcause
	mv a1, sp
	call bulkhead_confined_fault
	csrw mscratch, s2
	lw t0, port_devices
	sw zero, 0(t0)
	mv sp, s2
	tail bulkhead_start_user_threads
	.size user_exception, . - user_exception

/*
 * A system call: where a compartment's stub invokes the switcher (port_calls.h). In: t6 = the call's record, which was
 * sealed, a0-a7 its arguments, ra where it goes on. It is served in the kernel, with interrupts on, as any other
 * thread's call, so that the kernel may wait in it.
 */
	.section .text.bulkhead_switcher_call, "ax"
	.global bulkhead_switcher_call
	.type bulkhead_switcher_call, @function
bulkhead_switcher_call:
	enter_switcher t0
	cspecialr t1, MSCRATCHC
	set_mtvec bulkhead_user_mode, t2
	lw t3, bulkhead_kernel			/* the running thread */
	lw t3, BULKHEAD_THREAD_USER(t3)
	sw zero, BULKHEAD_USER_MODE(t3)
	sw t1, BULKHEAD_USER_SP(t3)
	addi sp, sp, CONFINED_FRAME - CALL_FRAME
	sc t0, CALL_DDC, sp
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7
	sw a\n, (4 * \n)(sp)
	.endr
	sw s0, CALL_S0(sp)
	sw ra, CALL_RA(sp)
	sw t6, CALL_RECORD(sp)
	sw tp, CALL_TP(sp)
	mv s0, t3
	li tp, 0
	csrsi mstatus, 8
	mv a0, t6
	mv a1, sp
	call bulkhead_admit_call	/* does not return if it is refused */
	mv t0, a0
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7
	lw a\n, (4 * \n)(sp)
	.endr
	jalr t0
	lw t0, CALL_RECORD(sp)
	lw t0, 4(t0)			/* its claims: bits 25 and 24 say how many words the result has */
	slli t0, t0, 6
	bltz t0, 1f
	li a1, 0
	slli t0, t0, 1
	bltz t0, 1f
	li a0, 0
1:	csrci mstatus, 8
	mv t0, s0
	lw s0, CALL_S0(sp)
leave_switcher:				/* in: t0 = user, sp = call frame, a0, a1 the result; s0-s11 as they are to be */
	li t1, BULKHEAD_USER_UNPRIVILEGED
	sw t1, BULKHEAD_USER_MODE(t0)
	set_mtvec user_traps, t1
	li t1, STAYS_IN_MACHINE_MODE
	csrs mstatus, t1
	lw ra, CALL_RA(sp)
	lw tp, CALL_TP(sp)
	lc t1, USER_PCC, t0
	csetaddr t1, t1, ra
	cspecialw MEPCC, t1
	addi t1, sp, CALL_FRAME - CONFINED_FRAME
	cspecialr t2, DDC
	csetaddr t2, t2, t1
	cspecialw MSCRATCHC, t2
	lc t1, CALL_DDC, sp
	lw sp, BULKHEAD_USER_SP(t0)
	cspecialw DDC, t1
	.irp register, t0, t1, t2, a2, a3, a4, a5, a6, a7, t3, t4, t5, t6
	li \register, 0
	.endr
	mret
	.size bulkhead_switcher_call, . - bulkhead_switcher_call

/*
 * k_yield. It needs no stack of its own, and of the registers only those are saved that a function preserves; the
 * others of the frame are 0, for it may have been another compartment's.
 */
	.section .text.bulkhead_switcher_yield, "ax"
	.global bulkhead_switcher_yield
	.type bulkhead_switcher_yield, @function
bulkhead_switcher_yield:
	enter_switcher t0
	sc t0, FRAME_DDC, sp
	cspecialr t0, MSCRATCHC
	sc t0, 16, sp
	lw t0, bulkhead_kernel
	lw t0, BULKHEAD_THREAD_USER(t0)
	lc t0, USER_PCC, t0
	csetaddr t0, t0, ra
	sc t0, FRAME_MEPCC, sp
	.irp n, 1, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
	sc x\n, 8*\n, sp
	.endr
	.irp n, 0, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31
	sc zero, 8*\n, sp
	.endr
	addi t0, sp, FRAME_WORD
	sc.w zero, zero, (t0)
	set_mtvec bulkhead_user_mode
	li tp, 0
	call bulkhead_yield_and_select	/* as bulkhead_select_next */
	beq a0, a1, 1f
	sw sp, BULKHEAD_THREAD_SP(a1)
	tail bulkhead_enter_thread
1:	tail bulkhead_enter_confined
	.size bulkhead_switcher_yield, . - bulkhead_switcher_yield

/* Back behind the stub of a gate. In: a0 the result, sp = the call frame at the end of the stack for calls. */
	.section .text.bulkhead_switcher_call, "ax"
	.global bulkhead_leave_to_stub
	.type bulkhead_leave_to_stub, @function
bulkhead_leave_to_stub:
	csrci mstatus, 8
	lw t0, bulkhead_kernel
	lw t0, BULKHEAD_THREAD_USER(t0)
	li a1, 0
	li gp, 0
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	li s\n, 0			/* the function's; the stub has the caller's */
	.endr
	j leave_switcher
	.size bulkhead_leave_to_stub, . - bulkhead_leave_to_stub

/* port_start_threads, whose first thread may be confined. */
	.section .text.bulkhead_start_user_threads, "ax"
	.global bulkhead_start_user_threads
	.type bulkhead_start_user_threads, @function
bulkhead_start_user_threads:
	li t0, STAYS_IN_MACHINE_MODE
	csrs mstatus, t0
	call bulkhead_select_next
	tail enter
	.size bulkhead_start_user_threads, . - bulkhead_start_user_threads
#endif

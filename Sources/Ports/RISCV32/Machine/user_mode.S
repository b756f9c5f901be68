/*
 * Threads without privileges on RISC-V, in user mode: their traps, the context switch that loads their
 * entries of the PMP, and their system calls. Sections are those of the RISC-V Privileged Architecture 1.12.
 *
 * A thread in user mode may point sp anywhere, so nothing is stored there. Each has a stack for its system
 * calls, which is empty while it is in user mode: its registers are saved in the last bytes of that. This is
 * better than the thread's own stack, as nothing need be checked and nobody can change what is saved.
 *
 * While machine mode runs     mtvec = bulkhead_user_mode, mscratch as switch.S says, tp = 0.
 * While user mode runs        mtvec = user_traps, mscratch = where its frame is to be, tp = port_self's.
 *
 * So an entry knows where it comes from, and that of machine mode costs what it does without such threads.
 * What user mode puts into tp is lost with the next trap: it only tells code which way to call the kernel
 * (port_calls.h). In gp it may have what it likes: the linker makes nothing that depends on it.
 */
#if defined(__riscv) && !defined(BULKHEAD_CHERI)
#include "user_mode_macros.h"

/* Images with CONFIG_USERSPACE have these in place of those in switch.S: the linker script says so. */
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
enter:					/* in: a0 = thread to run; all as in machine mode, MPP too */
	lw t1, BULKHEAD_THREAD_USER(a0)
	lw sp, BULKHEAD_THREAD_SP(a0)
	bnez t1, 2f
enter_machine:
	lw t0, 64(sp)
	load_others
	csrw mepc, t0
1:	restore_callers
	mret
2:	load_entries
	lw t0, BULKHEAD_USER_MODE(t1)
	beqz t0, enter_machine		/* in a system call */
	load_others
enter_user:				/* in: sp = frame, s0-s11 the thread's */
	set_mtvec user_traps
	li t0, MPP
	csrc mstatus, t0
enter_user_again:			/* the same, mtvec and MPP are as user mode has them */
	lw t0, 64(sp)
	csrw mscratch, sp
	andi t1, t0, 1
	bnez t1, leave_yield
	csrw mepc, t0
	lw tp, TP(sp)
	load_callers
	lw sp, 120(sp)
	mret
	.size machine_switch, . - machine_switch

/* port_load_regions: a0 = the words. */
	.global port_load_regions
	.type port_load_regions, @function
port_load_regions:
	mv t1, a0
	load_entries
	ret
	.size port_load_regions, . - port_load_regions

/* Any other interrupt that comes to machine mode. */
	.type machine_interrupt, @function
machine_interrupt:
	serve_interrupt switch_with_frame
	.size machine_interrupt, . - machine_interrupt

/* From user mode to its frame, and all as in machine mode but MPP. Out: sp = frame. Lost: t0. */
	.macro save_user
	csrrw sp, mscratch, sp
	save_callers_here
	csrr t0, mscratch
	sw t0, 120(sp)
	csrr t0, mepc
	sw t0, 64(sp)
	set_mtvec bulkhead_user_mode
	li tp, 0
	.endm

/* A context switch was pended, or one of the lines is: user mode cannot mask either. */
	.type user_switch, @function
user_switch:
	save_user
	set_mscratch
	lw t0, port_devices
switch_user:				/* in: sp = frame, t0 = msip */
	sw zero, 0(t0)
	call bulkhead_select_next
	beq a0, a1, enter_user
	save_others
	sw sp, BULKHEAD_THREAD_SP(a1)
	li t0, MPP
	csrs mstatus, t0
	j enter
	.size user_switch, . - user_switch

	.type user_interrupt, @function
user_interrupt:
	save_user
	sw s0, 72(sp)
	csrr a0, mcause
	mv s0, sp
	lw sp, port_interrupt_stack_end
	csrw mscratch, zero		/* port_in_interrupt says yes */
	call bulkhead_user_trap_handler	/* lines are not locked: only code with privileges can */
	mv sp, s0
	lw s0, 72(sp)
	set_mscratch
	lw t0, port_devices
	lw t1, 0(t0)
	bnez t1, switch_user
	j enter_user
	.size user_interrupt, . - user_interrupt

/*
 * An exception in user mode. A system call has in t0 which, in a0-a7 its arguments, and in ra where it goes on:
 * who asks is a function that has nothing more to do.
 */
	.type user_exception, @function
user_exception:
	csrrw sp, mscratch, sp
	sw t1, 8(sp)
	sw t2, 12(sp)
	csrr t1, mcause
	li t2, USER_CALL
	bne t1, t2, user_fault
	bne t0, t2, system_call
	/*
	 * k_yield needs no stack of its own. Of the registers only those that a function preserves are saved,
	 * and the frame's mepc, which is odd as none is (3.1.14), says so. If another thread in user mode is next,
	 * mtvec and MPP are what that one needs.
	 */
	li t0, 1
	csrr t1, mscratch
	csrw mscratch, sp		/* any but 0: no handler runs */
	sw ra, 0(sp)
	sw zero, 16(sp)
	sw t0, 64(sp)
	sw t1, 120(sp)
	call bulkhead_yield_and_select	/* as bulkhead_select_next */
switch_from_call:
	beq a0, a1, enter_user_again
	save_others
	sw sp, BULKHEAD_THREAD_SP(a1)
	lw t1, BULKHEAD_THREAD_USER(a0)
	lw sp, BULKHEAD_THREAD_SP(a0)
	beqz t1, 1f
	load_entries
	lw t0, BULKHEAD_USER_MODE(t1)
	beqz t0, 1f
	load_others
	j enter_user_again
1:	set_mtvec bulkhead_user_mode
	set_mscratch
	li t0, MPP
	csrs mstatus, t0
	li tp, 0
	j enter_machine

/*
 * So is what is one of eight records, or of as many as there are: its function is given the arguments, and leaves
 * the result in their first. In: as system_call.
 */
handler_call:
	lla t1, __bulkhead_handler_calls
	andi t2, t0, ~0x38
	bne t1, t2, call_on_stack
	lw t2, 0(t0)
	beqz t2, call_on_stack
	csrr t1, mscratch
	csrw mscratch, sp
	li tp, 0
	sw ra, 0(sp)
	sw a0, 16(sp)
	sw a1, 20(sp)
	sw t1, 120(sp)
	li t1, 1
	sw t1, 64(sp)
	addi a0, sp, 16
	jalr t2
	lw t0, port_devices
	lw t1, 0(t0)
	beqz t1, enter_user_again
	sw zero, 0(t0)			/* the switch that it has pended */
	call bulkhead_select_next
	j switch_from_call
	.size user_exception, . - user_exception

/* A fault in user mode: goes on as one in machine mode, on the interrupt stack. In: t1, t2 are in the frame. */
	.type user_fault, @function
user_fault:
	sw t0, 4(sp)
	set_mtvec bulkhead_user_mode
	lw t0, port_interrupt_stack_end
	csrrw t1, mscratch, t0
	/* A stack pointer at the end of the interrupt stack says that a handler failed: not user mode's. */
	bne t1, t0, 1f
	addi t1, t1, -1
1:	sw t1, 120(sp)
	li tp, 0
	lw t0, 4(sp)
	lw t1, 8(sp)
	lw t2, 12(sp)
	lw sp, 120(sp)
	j bulkhead_exception
	.size user_fault, . - user_fault

/*
 * A system call. In: sp = frame, which is free, mscratch = user mode's stack pointer. It is served in machine
 * mode, with interrupts on, as any other thread's call, so that the kernel may wait in it. On the stack: a0-a7,
 * s0, where it goes on, and which call it is.
 */
	.type system_call, @function
system_call:
	lla t1, __bulkhead_calls_start
	bltu t0, t1, handler_call	/* these lie below */
call_on_stack:
	mv t2, t0
	csrr t1, mscratch
	set_mscratch
	set_mtvec bulkhead_user_mode
	li tp, 0
	lw t0, bulkhead_kernel			/* the running thread */
	lw t0, BULKHEAD_THREAD_USER(t0)
	sw zero, BULKHEAD_USER_MODE(t0)
	sw t1, BULKHEAD_USER_SP(t0)
	addi sp, sp, FRAME - CALL_FRAME
	sw a0, 0(sp)
	sw a1, 4(sp)
	sw a2, 8(sp)
	sw a3, 12(sp)
	sw a4, 16(sp)
	sw a5, 20(sp)
	sw a6, 24(sp)
	sw a7, 28(sp)
	sw s0, 32(sp)
	sw ra, 36(sp)
	sw t2, 40(sp)
	mv s0, t0
	csrsi mstatus, 8
	mv a0, t2
	mv a1, sp
	call bulkhead_admit_call	/* does not return if it is refused */
	mv t0, a0
	lw a0, 0(sp)
	lw a1, 4(sp)
	lw a2, 8(sp)
	lw a3, 12(sp)
	lw a4, 16(sp)
	lw a5, 20(sp)
	lw a6, 24(sp)
	lw a7, 28(sp)
	jalr t0
	lw t0, 40(sp)
	lw t0, 4(t0)			/* its claims: bits 25 and 24 say how many words the result has */
	slli t0, t0, 6
	bltz t0, 1f
	li a1, 0
	slli t0, t0, 1
	bltz t0, 1f
	li a0, 0
1:	li t0, MPP | 8			/* interrupts are off, and mret enters user mode */
	csrc mstatus, t0
	li t0, BULKHEAD_USER_UNPRIVILEGED
	sw t0, BULKHEAD_USER_MODE(s0)
	lw t1, BULKHEAD_USER_SP(s0)
	lw s0, 32(sp)
	lw ra, 36(sp)
	addi sp, sp, CALL_FRAME - FRAME
	sw t1, 120(sp)
	csrw mscratch, sp
	set_mtvec user_traps
	j leave_call
	.size system_call, . - system_call

/* Back from a system call: nothing of the kernel's is left in a register. In: sp = frame; a0, a1 the result. */
	.type leave_yield, @function
leave_yield:
	lw a0, 16(sp)
	li a1, 0
	.global bulkhead_leave_to_user
bulkhead_leave_to_user:
	lw ra, 0(sp)
leave_call:				/* in: ra where it goes on */
	lw tp, TP(sp)
	csrw mepc, ra
	.irp register, t0, t1, t2, a2, a3, a4, a5, a6, a7, t3, t4, t5, t6
	li \register, 0
	.endr
	lw sp, 120(sp)
	mret
	.size leave_yield, . - leave_yield

/*
 * k_thread_user_mode_enter. In: a0 struct bulkhead_user, a1 the frame that user mode begins with, on the stack for
 * system calls, a2 and a3 from where to where the thread's stack is to be cleared.
 */
	.section .text.bulkhead_clear_stack_and_leave, "ax"
	.global bulkhead_clear_stack_and_leave
	.type bulkhead_clear_stack_and_leave, @function
bulkhead_clear_stack_and_leave:
	mv sp, a1
	li t0, BULKHEAD_STACK_PAINT * 0x01010101
1:	sw t0, 0(a2)
	addi a2, a2, 4
	bltu a2, a3, 1b
	.irp register, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11
	li \register, 0
	.endr
	csrci mstatus, 8
	li t0, 0x80			/* MPIE: mret turns interrupts on */
	csrs mstatus, t0
	li t0, BULKHEAD_USER_UNPRIVILEGED
	sw t0, BULKHEAD_USER_MODE(a0)
	j enter_user
	.size bulkhead_clear_stack_and_leave, . - bulkhead_clear_stack_and_leave

/* port_start_threads, whose first thread may be in user mode. */
	.section .text.bulkhead_start_user_threads, "ax"
	.global bulkhead_start_user_threads
	.type bulkhead_start_user_threads, @function
bulkhead_start_user_threads:
	li t0, 0x1880			/* mstatus: MPP machine mode, MPIE: mret turns interrupts on */
	csrs mstatus, t0
	call bulkhead_select_next
	tail enter
	.size bulkhead_start_user_threads, . - bulkhead_start_user_threads
#endif

/*
 * What the trap entries of switch.S and of user_mode.S share: the frame, and the way of an interrupt that
 * is served on the interrupt stack.
 */
#ifndef BULKHEAD_RISCV32_TRAP_FRAME_H
#define BULKHEAD_RISCV32_TRAP_FRAME_H

#define FRAME 128

/*
 * The frame on the interrupted stack, in words: 0 ra, 1-3 t0-t2, 4-11 a0-a7, 12-15 t3-t6, 16 mepc,
 * 17 mstatus, 18-29 s0-s11 (the last twelve only of a thread that was switched away). An exception's
 * lies on the interrupt stack and has all of them, and in word 30 the stack pointer.
 */
	.macro save_callers
	addi sp, sp, -FRAME
	save_callers_here
	.endm

	.macro save_callers_here
	sw ra, 0(sp)
	/*
	 * Whoever was between LR and SC begins anew: a reservation may outlast a trap, and what this hart stores
	 * meanwhile need not end it (Unprivileged ISA, 8.2). Where it stores it is what is there.
	 */
	sc.w zero, ra, 0(sp)
	sw t0, 4(sp)
	sw t1, 8(sp)
	sw t2, 12(sp)
	sw a0, 16(sp)
	sw a1, 20(sp)
	sw a2, 24(sp)
	sw a3, 28(sp)
	sw a4, 32(sp)
	sw a5, 36(sp)
	sw a6, 40(sp)
	sw a7, 44(sp)
	sw t3, 48(sp)
	sw t4, 52(sp)
	sw t5, 56(sp)
	sw t6, 60(sp)
	.endm

	.macro load_callers
	lw ra, 0(sp)
	lw t0, 4(sp)
	lw t1, 8(sp)
	lw t2, 12(sp)
	lw a0, 16(sp)
	lw a1, 20(sp)
	lw a2, 24(sp)
	lw a3, 28(sp)
	lw a4, 32(sp)
	lw a5, 36(sp)
	lw a6, 40(sp)
	lw a7, 44(sp)
	lw t3, 48(sp)
	lw t4, 52(sp)
	lw t5, 56(sp)
	lw t6, 60(sp)
	.endm

	.macro restore_callers
	load_callers
	addi sp, sp, FRAME
	.endm

	.macro save_others
	sw s0, 72(sp)
	sw s1, 76(sp)
	sw s2, 80(sp)
	sw s3, 84(sp)
	sw s4, 88(sp)
	sw s5, 92(sp)
	sw s6, 96(sp)
	sw s7, 100(sp)
	sw s8, 104(sp)
	sw s9, 108(sp)
	sw s10, 112(sp)
	sw s11, 116(sp)
	.endm

	.macro load_others
	lw s0, 72(sp)
	lw s1, 76(sp)
	lw s2, 80(sp)
	lw s3, 84(sp)
	lw s4, 88(sp)
	lw s5, 92(sp)
	lw s6, 96(sp)
	lw s7, 100(sp)
	lw s8, 104(sp)
	lw s9, 108(sp)
	lw s10, 112(sp)
	lw s11, 116(sp)
	.endm

/* A table for mtvec, vectored: exceptions at the start, interrupt n at 4 * n; 3 is the machine software interrupt. */
	.macro trap_table exception, interrupt, software
	.option push
	.option norvc
	.option norelax
	j \exception
	j \interrupt
	j \interrupt
	j \software
	.rept 12
	j \interrupt
	.endr
	.option pop
	.endm

/*
 * An interrupt that comes to code with privileges: on the interrupt stack, on which handlers nest. In:
 * mscratch = end of the interrupt stack, or 0 in a handler. To \switch with the callers' registers saved,
 * mepc the thread's and t0 = msip.
 */
	.macro serve_interrupt switch
	save_callers
	csrr t0, mepc
	csrr t1, mstatus
	sw t0, 64(sp)
	sw t1, 68(sp)
	sw s0, 72(sp)
	sw s1, 76(sp)
	csrr a0, mcause
	mv s0, sp
	csrrw s1, mscratch, zero	/* from here on port_in_interrupt says yes */
	beqz s1, 1f
	mv sp, s1
1:	call bulkhead_trap_handler	/* a0 = mcause; true: no lines are locked */
	mv sp, s0
	csrw mscratch, s1
	mv t3, s1
	lw t0, 64(sp)
	lw t1, 68(sp)
	lw s0, 72(sp)
	lw s1, 76(sp)
	csrw mepc, t0
	csrw mstatus, t1
	beqz t3, 2f			/* nested: not yet */
	beqz a0, 2f
	lw t0, port_devices
	lw t1, 0(t0)
	bnez t1, \switch	/* a switch is pended: no second trap for it */
2:	restore_callers
	mret
	.endm

#endif

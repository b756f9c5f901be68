/*
 * Trap entries, context switch and first switch for 32-bit RISC-V in machine mode. Decides nothing:
 * whom to run is bulkhead_select_next's answer, what to do is bulkhead_trap_handler's.
 */
#if defined(__riscv)
#include <port/frame.h>

#define FRAME 128

/*
 * The frame on the interrupted stack, in words: 0 ra, 1-3 t0-t2, 4-11 a0-a7, 12-15 t3-t6, 16 mepc,
 * 17 mstatus, 18-29 s0-s11 (the last twelve only of a thread that was switched away). An exception's
 * lies on the interrupt stack and has all of them, and in word 30 the stack pointer.
 */
	.macro save_callers
	addi sp, sp, -FRAME
	sw ra, 0(sp)
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

/* Where mtvec points, vectored: exceptions at the start, interrupt n at 4 * n. Interrupts are off. */
	.section .text.bulkhead_traps, "ax"
	.global bulkhead_traps
	.option push
	.option norvc
	.option norelax
	.balign 64
bulkhead_traps:
	j bulkhead_exception
	j bulkhead_trap
	j bulkhead_trap
	j bulkhead_switch_trap		/* 3: machine software interrupt */
	.rept 12
	j bulkhead_trap
	.endr
	.option pop

/*
 * The context switch, on the thread's own stack. Software interrupts only come in threads, which
 * all run in machine mode with interrupts on: so mstatus is the same for all and stays.
 */
	.section .text.bulkhead_traps, "ax"
	.type bulkhead_switch_trap, @function
bulkhead_switch_trap:
	save_callers
	la t0, port_devices
	lw t0, 0(t0)
switch_with_frame:			/* in: callers' registers saved, mepc the thread's, t0 = msip */
	sw zero, 0(t0)
	call bulkhead_select_next	/* a0 = next thread, a1 = the one that ran; s0-s11 preserved */
	beq a0, a1, 1f
	csrr t0, mepc
	save_others
	sw t0, 64(sp)
	sw sp, BULKHEAD_THREAD_SP(a1)
enter:					/* in: a0 = thread to run */
	lw sp, BULKHEAD_THREAD_SP(a0)
	lw t0, 64(sp)
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
	csrw mepc, t0
1:	restore_callers
	mret
	.size bulkhead_switch_trap, . - bulkhead_switch_trap

/*
 * An exception: a fault, or the call of a routine. Everything is saved on the interrupt stack, since
 * the thread's may be what is broken. In: mscratch = end of the interrupt stack, or 0 in a handler.
 */
	.section .text.bulkhead_traps, "ax"
	.type bulkhead_exception, @function
bulkhead_exception:
	csrrw sp, mscratch, sp
	bnez sp, 1f
	csrr sp, mscratch		/* a handler's: on */
1:	save_callers
	save_others
	csrr t0, mepc
	csrr t1, mstatus
	csrrw s0, mscratch, zero	/* s0 = the stack pointer; port_in_interrupt says yes */
	sw t0, 64(sp)
	sw t1, 68(sp)
	sw s0, 120(sp)
	addi s1, sp, FRAME
	bne s0, s1, 1f
	mv s1, zero			/* s1 = what mscratch was */
1:	csrr a0, mcause
	mv a1, sp
	call bulkhead_exception_handler	/* a0 = mcause, a1 = frame; true: the thread has ended */
	csrw mscratch, s1
	bnez a0, 2f
	lw t0, 64(sp)
	lw t1, 68(sp)
	lw s0, 72(sp)
	lw s1, 76(sp)
	csrw mepc, t0
	csrw mstatus, t1
	load_callers
	lw sp, 120(sp)
	mret
2:	la t0, port_devices		/* leave it: the switch that its end has pended happens here */
	lw t0, 0(t0)
	sw zero, 0(t0)
	mv sp, s1
	tail port_start_threads
	.size bulkhead_exception, . - bulkhead_exception

/*
 * Any other interrupt: on the interrupt stack, on which handlers nest. In: mscratch = end of the
 * interrupt stack, or 0 in a handler.
 */
	.section .text.bulkhead_traps, "ax"
	.type bulkhead_trap, @function
bulkhead_trap:
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
	la t0, port_devices
	lw t0, 0(t0)
	lw t1, 0(t0)
	bnez t1, switch_with_frame	/* a switch is pended: no second trap for it */
2:	restore_callers
	mret
	.size bulkhead_trap, . - bulkhead_trap

/*
 * port_start_threads: forgets the boot's stack (it belongs to interrupts from now on) and enters
 * the first thread. In: interrupts off; does not return. Interrupts come on with mret.
 */
	.section .text.port_start_threads, "ax"
	.global port_start_threads
	.type port_start_threads, @function
port_start_threads:
	li t0, 0x1880			/* mstatus: MPP machine mode, MPIE: mret turns interrupts on */
	csrs mstatus, t0
	call bulkhead_select_next
	tail enter
	.size port_start_threads, . - port_start_threads

/* bulkhead_enter_boot: goes on on the interrupt stack. In: a0 = its end; does not return. */
	.section .text.bulkhead_enter_boot, "ax"
	.global bulkhead_enter_boot
	.type bulkhead_enter_boot, @function
bulkhead_enter_boot:
	mv sp, a0
	csrw mscratch, a0
	j bulkhead_boot
	.size bulkhead_enter_boot, . - bulkhead_enter_boot

/* Reset: hart 0 goes on, others wait for ever. In: nothing; interrupts off. */
	.section .vectors, "ax"
	.global bulkhead_reset
	.type bulkhead_reset, @function
bulkhead_reset:
	csrw mie, zero
	csrr t0, mhartid
	bnez t0, 2f
	.option push
	.option norelax
	la gp, __global_pointer$
	.option pop
	la t0, bulkhead_traps
	addi t0, t0, 1			/* vectored */
	csrw mtvec, t0
	la sp, __bulkhead_ram_end	/* until the memory is as C expects it */
	call bulkhead_start
2:	wfi
	j 2b
	.size bulkhead_reset, . - bulkhead_reset
#endif

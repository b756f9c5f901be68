/*
 * Trap entries, context switch and first switch for 32-bit RISC-V in machine mode. Decides nothing:
 * whom to run is bulkhead_select_next's answer, what to do is bulkhead_trap_handler's.
 */
#if defined(__riscv)
#include "trap_frame.h"
#include <port/frame.h>

/* Where mtvec points. Interrupts are off. Images with CONFIG_USERSPACE have another: user_mode.S. */
	.section .text.bulkhead_traps, "ax"
	.global bulkhead_traps
	.balign 64
bulkhead_traps:
	trap_table bulkhead_exception, bulkhead_trap, bulkhead_switch_trap

/*
 * The context switch, on the thread's own stack. Software interrupts only come in threads, which
 * all run in machine mode with interrupts on: so mstatus is the same for all and stays.
 */
	.section .text.bulkhead_traps, "ax"
	.type bulkhead_switch_trap, @function
bulkhead_switch_trap:
	save_callers
	lw t0, port_devices
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
	load_others
	csrw mepc, t0
1:	restore_callers
	mret
	.size bulkhead_switch_trap, . - bulkhead_switch_trap

/*
 * An exception: a fault, or the call of a routine. Everything is saved on the interrupt stack, since
 * the thread's may be what is broken. In: mscratch = end of the interrupt stack, or 0 in a handler.
 */
	.section .text.bulkhead_exception, "ax"
	.global bulkhead_exception
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
2:	lw t0, port_devices		/* leave it: the switch that its end has pended happens here */
	sw zero, 0(t0)
	mv sp, s1
	tail port_start_threads
	.size bulkhead_exception, . - bulkhead_exception

/* Any other interrupt. */
	.section .text.bulkhead_traps, "ax"
	.type bulkhead_trap, @function
bulkhead_trap:
	serve_interrupt switch_with_frame
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
	li tp, 0			/* machine mode, see user_mode.S */
	la t0, bulkhead_traps
	addi t0, t0, 1			/* vectored */
	csrw mtvec, t0
	la sp, __bulkhead_ram_end	/* until the memory is as C expects it */
	call bulkhead_start
2:	wfi
	j 2b
	.size bulkhead_reset, . - bulkhead_reset
#endif

/*
 * Context switch, first switch and interrupt entry for Cortex-M. Decides nothing: whom to run is
 * bulkhead_select_next's answer.
 */
#if defined(__arm__)
#include <port/frame.h>
	.syntax unified
	.thumb

#define SAVED (BULKHEAD_THREAD_SP + 4)	/* struct bulkhead_saved_registers follows sp */

/*
 * PendSV: the context switch. In: lr = EXC_RETURN, thread state stacked at psp. Interrupts on;
 * off only while the kernel chooses, because handlers may make threads ready.
 * r4-r11 hold the thread's values throughout: bulkhead_select_next preserves them.
 */
	.macro begin_switch same
	push {r3, lr}
	cpsid i
	bl bulkhead_select_next		/* r0 = next thread, r1 = the one that ran */
	cpsie i
	pop {r3, lr}
	cmp r0, r1
	beq \same
	mrs r2, psp
	.endm

/* Armv8-M faults a thread whose stack pointer goes below this. In: r0 = thread; lost: r2. */
	.macro set_limit
#if __ARM_ARCH >= 8
	ldr r2, [r0, #BULKHEAD_THREAD_STACK]
	msr psplim, r2
#endif
	.endm

	.macro exchange			/* in: r0 next, r1 previous, r2 its stack pointer; out: r2, lr */
	str r2, [r1, #BULKHEAD_THREAD_SP]
	add r1, #SAVED
	stmia r1, {r4-r11, lr}
	set_limit
	ldr r2, [r0, #BULKHEAD_THREAD_SP]
	add r0, #SAVED
	ldmia r0, {r4-r11, lr}
	.endm

	.section .text.bulkhead_pendsv, "ax"
	.global bulkhead_pendsv
	.type bulkhead_pendsv, %function
	.thumb_func
bulkhead_pendsv:
	begin_switch 1f
	exchange
	msr psp, r2
1:	bx lr
	.size bulkhead_pendsv, . - bulkhead_pendsv

/*
 * PendSV of images with CONFIG_FPU: also s16-s31, of those threads that have used them since they
 * last entered an exception (EXC_RETURN.FType 0: the frame holds s0-s15; Armv7-M ARM B1.5.7).
 */
	.fpu fpv4-sp-d16
	.section .text.bulkhead_pendsv_fpu, "ax"
	.global bulkhead_pendsv_fpu
	.type bulkhead_pendsv_fpu, %function
	.thumb_func
bulkhead_pendsv_fpu:
	begin_switch 1f
	tst lr, #0x10
	it eq
	vstmdbeq r2!, {s16-s31}
	exchange
	tst lr, #0x10
	it eq
	vldmiaeq r2!, {s16-s31}
	msr psp, r2
1:	bx lr
	.size bulkhead_pendsv_fpu, . - bulkhead_pendsv_fpu

/*
 * port_switch_with_locked_lines: lets the pended switch happen and puts the lock back when the thread runs
 * again. In: r0 = BASEPRI, interrupts masked. Lost: r1.
 */
	.section .text.port_switch_with_locked_lines, "ax"
	.global port_switch_with_locked_lines
	.type port_switch_with_locked_lines, %function
	.thumb_func
port_switch_with_locked_lines:
	movs r1, #0
	msr basepri, r1
	cpsie i
	isb
	msr basepri, r0
	bx lr
	.size port_switch_with_locked_lines, . - port_switch_with_locked_lines

/*
 * port_start_threads: forgets the boot's stack (the main stack belongs to interrupts from now on)
 * and enters the first thread, in thread mode and without an exception. In: interrupts off, no
 * switch pended; does not return. Interrupts come on with the thread's first instruction.
 */
	.section .text.port_start_threads, "ax"
	.global port_start_threads
	.type port_start_threads, %function
	.thumb_func
port_start_threads:
	bl bulkhead_select_next		/* r0 = thread to run */
	set_limit
	ldr r4, [r0, #BULKHEAD_THREAD_SP]
	ldr r1, =bulkhead_vectors
	ldr r1, [r1]			/* the vector table begins with the main stack's end */
	add r2, r4, #32			/* the frame is popped by hand below */
	msr psp, r2
	movs r2, #2
	msr control, r2			/* SPSEL: threads run on psp; FPCA clear */
	isb
	msr msp, r1
	ldr r12, [r4, #24]		/* its first instruction */
	orr r12, r12, #1
	ldmia r4, {r0-r3}
	mov lr, #0xffffffff		/* no caller */
	cpsie i
	bx r12
	.size port_start_threads, . - port_start_threads

/*
 * SVC 1: port_offload. In: r0 = routine, r1 = its parameter, from thread mode; lr = EXC_RETURN.
 * Lost: r0-r3, r12 (the hardware stacked them). Interrupts on.
 */
	.section .text.bulkhead_svc, "ax"
	.global bulkhead_svc
	.type bulkhead_svc, %function
	.thumb_func
bulkhead_svc:
	mrs r2, psp
	ldrd r2, r0, [r2]		/* the stacked r0 and r1: a late arriving handler may have run */
	bx r2
	.size bulkhead_svc, . - bulkhead_svc

/*
 * Every interrupt line: calls the handler and argument that the table holds for the active
 * exception. In: lr = EXC_RETURN. Lost: r0-r3, r12 (the hardware stacked them). Interrupts on.
 */
	.section .text.bulkhead_interrupt, "ax"
	.global bulkhead_interrupt
	.type bulkhead_interrupt, %function
	.thumb_func
bulkhead_interrupt:
	mrs r0, ipsr
	ldr r1, =bulkhead_interrupts - 16 * 8
	add r1, r1, r0, lsl #3
	ldrd r2, r0, [r1]
	bx r2				/* the handler's return is the exception's */
	.size bulkhead_interrupt, . - bulkhead_interrupt

/*
 * Faults and exceptions without a handler. Stores a struct bulkhead_fault_frame below the main
 * stack pointer and calls bulkhead_fault_handler(frame); does not return unless the thread was
 * aborted, in which case PendSV is pending. In: lr = EXC_RETURN.
 */
	.section .text.bulkhead_fault, "ax"
	.global bulkhead_fault
	.global bulkhead_spurious
	.type bulkhead_fault, %function
	.thumb_func
bulkhead_spurious:
	.thumb_func
bulkhead_fault:
	mrs r0, psp
	tst lr, #4			/* EXC_RETURN.SPSEL: whose stack holds the frame */
	it eq
	mrseq r0, msp
	mrs r1, ipsr
	push {r4-r11}
	push {r0, r1, r2, lr}		/* frame address, exception number, padding, EXC_RETURN */
	mov r0, sp
	bl bulkhead_fault_handler
	ldr lr, [sp, #12]
	add sp, #16
	pop {r4-r11}
	bx lr
	.size bulkhead_fault, . - bulkhead_fault
#endif

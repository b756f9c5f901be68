/*
 * The same as user_mode.S for images with CONFIG_FPU. A thread without privileges has floating-point
 * registers from its first instruction to its last, whether it uses them or not: so it finds no others'
 * there. Its frames are extended ones and hold s0-s15 and FPSCR (DDI 0403E, B1.5.6); s16-s31 are kept at the
 * end of its stack for system calls, since the kernel does not write below a stack pointer that such code
 * chooses.
 */
#if defined(__arm__)
#include "user_mode_macros.h"
	.fpu fpv4-sp-d16

#define LEAVES_CALL 2	/* in r12 of an SVC with privileges; port_offload has 1 */

	/* In: r1 previous, r2 its stack pointer, lr. Out: r2. Lost: r3, r12. */
	.macro save_fpu
	tst lr, #0x10			/* EXC_RETURN.FType: the frame is an extended one */
	bne 5f
	ldr r3, [r1, #BULKHEAD_THREAD_USER]
	cbz r3, 4f
	ldr r12, [r3, #BULKHEAD_USER_MODE]
	cmp r12, #0
	beq 4f				/* in a system call, on a stack of the kernel's */
	ldr r3, [r3, #BULKHEAD_USER_STACK_END]
	vstmdb r3!, {s16-s31}
	b 5f
4:	vstmdb r2!, {s16-s31}
5:
	.endm

	/* The same of a thread that is in its own code, and without privileges. Lost: r3. */
	.macro save_fpu_of_user
	ldr r3, [r1, #BULKHEAD_THREAD_USER]
	ldr r3, [r3, #BULKHEAD_USER_STACK_END]
	vstmdb r3!, {s16-s31}
	.endm

	/* In: r0 next. */
	.macro enter_next_fpu
	ldr r3, [r0, #BULKHEAD_THREAD_USER]
	add r0, #BULKHEAD_THREAD_SP
	ldmia r0, {r2, r4-r11, lr}
	tst lr, #0x10
	bne 5f
	cbz r3, 4f
	ldr r1, [r3, #BULKHEAD_USER_MODE]
	cbz r1, 4f
	ldr r3, [r3, #BULKHEAD_USER_STACK_END]
	vldmdb r3!, {s16-s31}
5:	msr psp, r2
	bx lr
4:	vldmia r2!, {s16-s31}
	b 5b
	.endm

	/*
	 * The processor stores floating-point registers when it enters an exception, with the rights of whom
	 * that interrupts, and not later, for whoever uses them then (FPCCR.LSPEN: B3.2.21). In: r3 a frame.
	 * Its FPSCR is as for who begins: not 0 where there are vectors (DDI 0553, FPDSCR.LTPSIZE). Lost: r1, r2.
	 */
	.macro prepare_fpu
	ldr r1, =0xe000ef34		/* FPCCR */
	ldr r2, [r1]
	bic r2, #1 << 30
	str r2, [r1]
	ldr r2, [r1, #8]		/* FPDSCR */
	str r2, [r3, #96]
	.endm

	/* What is kept of s16-s31 is 0. In: r3 0, r2 the stack's end. Out: r2. Lost: r12. */
	.macro clear_kept
	movs r12, #16
3:	str r3, [r2, #-4]!
	subs r12, #1
	bne 3b
	.endm

/*
 * The first frame, a basic one that is prepared, becomes an extended one: all floating-point registers are 0.
 * In: r0 thread. Lost: r1-r3, r12.
 */
	.section .text.bulkhead_give_fpu, "ax"
	.global bulkhead_give_fpu
	.hidden bulkhead_give_fpu
	.type bulkhead_give_fpu, %function
	.thumb_func
bulkhead_give_fpu:
	ldr r1, [r0, #BULKHEAD_THREAD_SP]
	sub r2, r1, #72
	str r2, [r0, #BULKHEAD_THREAD_SP]
	mvn r3, #0x12			/* EXC_RETURN: thread mode, PSP, an extended frame */
	str r3, [r0, #BULKHEAD_THREAD_SP + 36]
	movs r12, #8
1:	ldr r3, [r1], #4
	str r3, [r2], #4
	subs r12, #1
	bne 1b
	movs r3, #0
	movs r12, #18
2:	str r3, [r2], #4
	subs r12, #1
	bne 2b
	ldr r2, [r0, #BULKHEAD_THREAD_USER]
	ldr r2, [r2, #BULKHEAD_USER_STACK_END]
	clear_kept
	ldr r3, [r0, #BULKHEAD_THREAD_SP]
	prepare_fpu
	bx lr
	.size bulkhead_give_fpu, . - bulkhead_give_fpu

/* PendSV; see bulkhead_pendsv. */
	.section .text.bulkhead_pendsv_user_fpu, "ax"
	.global bulkhead_pendsv_user_fpu
	.type bulkhead_pendsv_user_fpu, %function
	.thumb_func
bulkhead_pendsv_user_fpu:
	push {r3, lr}
	cpsid i
	bl bulkhead_select_next
	cpsie i
	pop {r3, lr}
	cmp r0, r1
	beq 1f
	mrs r2, psp
	save_fpu
	leave_with_next enter_next_fpu
1:	bx lr
	.size bulkhead_pendsv_user_fpu, . - bulkhead_pendsv_user_fpu

/* The same with CONFIG_CLOSED_STACKS. */
	.section .text.bulkhead_pendsv_closed_fpu, "ax"
	.global bulkhead_pendsv_closed_fpu
	.type bulkhead_pendsv_closed_fpu, %function
	.thumb_func
bulkhead_pendsv_closed_fpu:
	switch_closed save_fpu, enter_next_fpu
	.size bulkhead_pendsv_closed_fpu, . - bulkhead_pendsv_closed_fpu

/*
 * SVC; see bulkhead_svc_user. A call runs without floating-point registers. The thread's come back as they
 * are when the processor unstacks the frame, and so a call ends with an SVC, too.
 */
	.macro serve_call_fpu closes=0
	serve_yield save_fpu_of_user, enter_next_fpu, \closes
	serve_in_handler
	mrs r3, control
	lsls r3, r3, #31
	bne 1f
	cmp r12, #LEAVES_CALL
	beq 6f
	ldrd r2, r0, [r2]
	bx r2
1:	begin_call
	vstmdb r1!, {s16-s31}
	orr lr, #0x10
	end_in_call bulkhead_enter_call_fpu
	/* The result is what the caller's frame has for r0 and r1. */
6:	ldrd r0, r1, [r2]
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]
	ldr r3, [r3, #BULKHEAD_THREAD_USER]
	ldr r2, [r3, #BULKHEAD_USER_SP]
	strd r0, r1, [r2]
	ldr r1, [r3, #BULKHEAD_USER_STACK_END]
	vldmdb r1!, {s16-s31}
	resume_caller_stack
	movs r0, #BULKHEAD_USER_UNPRIVILEGED
	str r0, [r3, #BULKHEAD_USER_MODE]
	msr control, r0
	msr psp, r2
	bic lr, #0x10
	bx lr
	.endm

	.section .text.bulkhead_svc_user_fpu, "ax"
	.global bulkhead_svc_user_fpu
	.type bulkhead_svc_user_fpu, %function
	.thumb_func
bulkhead_svc_user_fpu:
	serve_call_fpu
	.size bulkhead_svc_user_fpu, . - bulkhead_svc_user_fpu

/* The same with CONFIG_CLOSED_STACKS. */
	.section .text.bulkhead_svc_closed_fpu, "ax"
	.global bulkhead_svc_closed_fpu
	.type bulkhead_svc_closed_fpu, %function
	.thumb_func
bulkhead_svc_closed_fpu:
	serve_call_fpu closes=1
	.size bulkhead_svc_closed_fpu, . - bulkhead_svc_closed_fpu

/*
 * See bulkhead_clear_stack_and_leave. The thread begins as if it came back from a system call, with a frame
 * in which everything is 0.
 */
	.section .text.bulkhead_clear_stack_and_leave_fpu, "ax"
	.global bulkhead_clear_stack_and_leave_fpu
	.hidden bulkhead_clear_stack_and_leave_fpu
	.type bulkhead_clear_stack_and_leave_fpu, %function
	.thumb_func
bulkhead_clear_stack_and_leave_fpu:
	clear_stack
	mov r4, r3
	movs r12, #26
	movs r3, #0
2:	str r3, [r4, #-4]!
	subs r12, #1
	bne 2b
	str r4, [r1, #BULKHEAD_USER_SP]
	ldr r2, [r1, #BULKHEAD_USER_STACK_END]
	clear_kept
	leave_limit
	mov sp, r2			/* the SVC is on a stack of the kernel's, too */
	mov r3, r4
	prepare_fpu
	ldr r2, =bulkhead_begin_without_privileges
	bic r2, #1
	mov r12, #0x01000000
	strd r2, r12, [r3, #24]
	clear_registers
	mov r12, #LEAVES_CALL
	svc 2
	.size bulkhead_clear_stack_and_leave_fpu, . - bulkhead_clear_stack_and_leave_fpu

/* The first instruction of a system call, with privileges. In: r0-r3 arguments, r12 which call, lr whose record. */
	.section .text.bulkhead_enter_call_fpu, "ax"
	.global bulkhead_enter_call_fpu
	.type bulkhead_enter_call_fpu, %function
	.thumb_func
bulkhead_enter_call_fpu:
	make_call 104
	mov r12, #LEAVES_CALL
	svc 2
	.size bulkhead_enter_call_fpu, . - bulkhead_enter_call_fpu
#endif

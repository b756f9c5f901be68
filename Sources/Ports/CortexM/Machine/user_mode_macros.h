/*
 * What the two user_mode files have in common: parts of handlers and of system calls, as macros. Whatever
 * differs between Armv7-M and Armv8-M stands here.
 */
#include <bulkhead/user_mode.h>
	.syntax unified
	.thumb

/*
 * Leaves the handler with another thread. In: r0 next, r1 previous, r2 its stack pointer; its r4-r11 and lr.
 * What is loaded lies in the order of struct bulkhead_user: see BULKHEAD_USER_WORDS. `enter` is enter_next, or
 * what does more. With `closes` stacks are closed to a thread with privileges (closed_stacks.c).
 */
#if __ARM_ARCH >= 8
#define MPU_CTRL 0xe000ed94
#define MPU_ENABLED 5

	/*
	 * An address in two regions is a fault, also for a handler that comes between: so each STM begins
	 * with MPU_CTRL and turns the MPU off. With privileges, also in a system call, it stays off: the
	 * regions are the last thread's, and what may only be read without privileges may not be written
	 * with them, either (DDI 0553, MPU_RBAR.AP).
	 */
	.macro leave_with_next enter=enter_next, closes=0, unmask=
	\unmask
	save_previous
	ldr r1, [r0, #BULKHEAD_THREAD_USER]
	cbz r1, 7f
	ldmia r1!, {r2-r11, r12}	/* MPU_CTRL, MPU_RNR, regions 0 to 3, the address of the first */
	cbnz r2, 7f			/* it has privileges, and a record of what it may use */
	stmia r12, {r2-r11}
	ldmia r1!, {r4-r11}		/* MPU_CTRL, MPU_RNR, 4 to 6 */
	stmia r12, {r4-r11}
	ldmia r1, {r1-r3}		/* MPU_CTRL, PSPLIM, the mode */
	str r1, [r12]
8:	msr psplim, r2
	msr control, r3
	\enter
7:	.if \closes
	mov r4, r0
	bl port_close_stacks
	mov r0, r4
	.else
	ldr r12, =MPU_CTRL
	movs r3, #0
	str r3, [r12]
	.endif
	ldr r2, [r0, #BULKHEAD_THREAD_STACK]
	movs r3, #0
	b 8b
	.endm

	/* From the caller's stack to that for system calls. In: r0 0, r3 struct bulkhead_user. Lost: r0, r12. */
	.macro enter_call_stack
	str r0, [r3, #BULKHEAD_USER_MPU]
	ldr r12, =MPU_CTRL
	str r0, [r12]
	ldr r0, =bulkhead_call_stack_size
	ldr r0, [r0]
	ldr r12, [r3, #BULKHEAD_USER_STACK_END]
	sub r12, r0
	str r12, [r3, #BULKHEAD_USER_LIMIT]
	msr psplim, r12
	.endm

	/*
	 * Back again, still with privileges. A switch may come between any two instructions, and what it
	 * finds in the record holds when the thread goes on; without a limit either stack is right.
	 * In: r2 the record's mode, r3 the caller's stack pointer. Lost: r3, r12.
	 */
	.macro leave_call_stack
	mov r12, #0
	str r12, [r2, #BULKHEAD_USER_LIMIT - BULKHEAD_USER_MODE]
	msr psplim, r12
	msr psp, r3
	ldr r12, [r2, #BULKHEAD_USER_REACH - BULKHEAD_USER_MODE]	/* where its own stack begins */
	movs r3, #MPU_ENABLED
	strd r3, r12, [r2, #BULKHEAD_USER_MPU - BULKHEAD_USER_MODE]	/* and the limit */
	msr psplim, r12
	ldr r12, =MPU_CTRL
	str r3, [r12]
	dsb
	.endm

	/* No stack limit, until a switch of stacks is done. In: r1 struct bulkhead_user, r3 0. */
	.macro leave_limit
	str r3, [r1, #BULKHEAD_USER_LIMIT]
	msr psplim, r3
	.endm

	/* The same as leave_call_stack in a handler. In: r3 struct bulkhead_user. Lost: r1, r12. */
	.macro resume_caller_stack
	ldr r12, [r3, #BULKHEAD_USER_REACH]
	str r12, [r3, #BULKHEAD_USER_LIMIT]
	msr psplim, r12
	mov r12, #MPU_ENABLED
	str r12, [r3, #BULKHEAD_USER_MPU]
	ldr r1, =MPU_CTRL
	str r12, [r1]
	.endm
#else
	/*
	 * With privileges what the last thread reached does not matter: it is theirs, too. With `closes` no interrupt
	 * may come before the last region is loaded: its handler would find what closes the stacks in another place.
	 */
	.macro leave_with_next enter=enter_next, closes=0, unmask=
	save_previous
	ldr r1, [r0, #BULKHEAD_THREAD_USER]
	.if \closes
	cbz r1, 7f
	ldrb r2, [r1, #BULKHEAD_USER_UNPRIVILEGED_CODE]
	cbz r2, 7f
	.else
	cbz r1, 8f
	.endif
	ldmia r1!, {r4-r11, r12}	/* regions 1 to 4, the address of MPU_RBAR */
	stmia r12, {r4-r11}
	ldmia r1!, {r4-r9}		/* 5 to 7 */
	stmia r12, {r4-r9}
	ldr r1, [r1]			/* the mode */
8:	\unmask
	msr control, r1
	\enter
	.if \closes
7:	mov r4, r0
	bl port_close_stacks
	mov r0, r4
	movs r1, #0
	b 8b
	.endif
	.endm

	.macro enter_call_stack
	.endm

	.macro leave_call_stack
	msr psp, r3
	.endm

	.macro leave_limit
	.endm

	.macro resume_caller_stack
	.endm
#endif

	/*
	 * From a system call back to the caller, which goes on where its SVC is (PC), or would have returned to (LR).
	 * Of r0 and r1 what is no result is left as it is. In: r2 where its mode is kept.
	 */
#define LR 20
#define PC 24
	.macro leave_to_caller place
	ldr r3, [r2, #BULKHEAD_USER_SP - BULKHEAD_USER_MODE]
	ldr lr, [r3, #\place]
	.if \place == PC
	orr lr, #1
	.endif
	ldrb r12, [r3, #29]		/* of xPSR, whose bit 9 says that the processor had aligned the frame */
	and r12, #2
	add r3, r3, r12, lsl #1
	add r3, #32
	leave_call_stack
	movs r3, #BULKHEAD_USER_UNPRIVILEGED
	b bulkhead_leave_call
	.endm

	/* In: r1 previous, r2 its stack pointer. Lost: r1. */
	.macro save_previous
	add r1, #BULKHEAD_THREAD_SP
	stmia r1, {r2, r4-r11, lr}
	.endm

	/* In: r0 next. */
	.macro enter_next
	add r0, #BULKHEAD_THREAD_SP
	ldmia r0, {r2, r4-r11, lr}
	msr psp, r2
	bx lr
	.endm


	/* All of PendSV with CONFIG_CLOSED_STACKS; see bulkhead_pendsv. */
	.macro switch_closed save, enter
	push {r3, lr}
	cpsid i
	bl bulkhead_select_next
	pop {r3, lr}
	cmp r0, r1
	beq 1f
	mrs r2, psp
	\save
	leave_with_next \enter, 1, "cpsie i"
	/* The thread goes on that ran: its stacks are closed again. */
1:	cpsie i
	ldr r1, [r0, #BULKHEAD_THREAD_USER]
	cbz r1, 2f
	ldrb r2, [r1, #BULKHEAD_USER_UNPRIVILEGED_CODE]
	cbz r2, 2f
	bx lr
2:	b port_close_stacks
	.endm

/*
 * What every SVC of a thread without privileges begins with: the call that only switches needs no stack, since
 * nothing but NMI is as urgent as SVC. Goes on at label 2 with r2 = psp, r12 what is asked for. `save` stores
 * what is not in the frame.
 */
	.weak call_of_k_yield
	.macro serve_yield save, enter, closes=0
	mrs r2, psp
	ldr r12, [r2, #16]
	ldr r3, =call_of_k_yield
	cmp r12, r3
	bne 2f
	push {r2, lr}
	bl bulkhead_yield_and_select	/* as bulkhead_select_next */
	pop {r2, lr}
	cmp r0, r1
	beq 3f
	\save
	leave_with_next \enter, \closes
3:	bx lr
	.endm

	.macro serve_in_handler
	/*
	 * What is done here, too: one of eight records, or of as many as there are. Its function is given the
	 * frame, whose r0 becomes the result; a switch is pended. Nobody with privileges has such an r12.
	 */
2:	ldr r3, =__bulkhead_handler_calls
	bic r0, r12, #0x38
	cmp r0, r3
	bne 4f
	ldr r1, [r12]
	mov r0, r2
	cbz r1, 4f
	bx r1
4:
	.endm

	/* In: r2 psp. Out: r3 struct bulkhead_user, r1 the end of the stack for system calls. */
	.macro begin_call
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]			/* the running thread */
	ldr r3, [r3, #BULKHEAD_THREAD_USER]
	str r2, [r3, #BULKHEAD_USER_SP]
	ldr r1, [r3, #BULKHEAD_USER_STACK_END]
	.endm

	/* A frame on the stack for system calls: the same registers but lr = r3, and `entry` is next. In: r1, r2, r3. */
	.macro end_in_call entry
	sub r1, #32
	ldrd r0, r12, [r2]
	strd r0, r12, [r1]
	ldrd r0, r12, [r2, #8]
	strd r0, r12, [r1, #8]
	ldr r0, [r2, #16]
	strd r0, r3, [r1, #16]
	ldr r0, =\entry
	bic r0, #1
	mov r12, #0x01000000
	strd r0, r12, [r1, #24]
	msr psp, r1
	movs r0, #0
	str r0, [r3, #BULKHEAD_USER_MODE]
	msr control, r0
	enter_call_stack
	bx lr
	.endm

	/*
	 * What k_thread_user_mode_enter begins with: nothing stays on the stack but struct bulkhead_self, and below
	 * it the function and its parameters. In: as bulkhead_clear_stack_and_leave. Out: r3 the function's place,
	 * sp, r9. Lost: r0, r4-r8.
	 */
	.macro clear_stack
	ldr r4, [r0, #BULKHEAD_THREAD_STACK]
	ldm r3, {r5-r8}
	mov r9, r2
	sub r3, r2, #16
	mov sp, r3
	stm r3, {r5-r8}
	ldr r0, =BULKHEAD_STACK_PAINT * 0x01010101
1:	cmp r4, r3
	itt lo
	strlo r0, [r4], #4
	blo 1b
	.endm

	/* Neither a number nor an address of the kernel's stays in them. Lost: r4-r8, r10, r11. */
	.macro clear_registers
	movs r0, #0
	movs r1, #0
	mov r4, r0
	mov r5, r0
	mov r6, r0
	mov r7, r0
	mov r8, r0
	mov r10, r0
	mov r11, r0
	.endm

	/*
	 * A system call, with privileges. `frame` is what the processor stored of the caller: bytes. In: r0-r3
	 * arguments, r12 which call, lr struct bulkhead_user. Out: r0, r1 the result, r2 where the caller's mode is
	 * kept. Lost: r3, r12, lr; the stack pointer, which is nobody's from here on.
	 */
	.macro make_call frame
	push {r4, r5}
	mov r4, r12
	mov r5, lr
	push {r0-r3}
	mov r0, r12
	mov r1, sp
	bl bulkhead_admit_call		/* does not return if it is refused */
	mov r12, r0
	ldr r3, [r4, #4]
	mov r4, sp
	lsrs r3, r3, #28		/* words of arguments on the caller's stack, which were admitted, too */
	beq 2f
	ldr r1, [r5, #BULKHEAD_USER_SP]
	ldr r2, [r1, #28]
	add r1, #\frame
	tst r2, #0x200			/* the processor had aligned the frame (DDI 0403E, B1.5.7) */
	it ne
	addne r1, #4
	sub sp, sp, r3, lsl #2
1:	subs r3, #1
	ldr r2, [r1, r3, lsl #2]
	str r2, [sp, r3, lsl #2]
	bne 1b
2:	ldm r4, {r0-r3}
	blx r12
	add r2, r5, #BULKHEAD_USER_MODE
	ldrd r4, r5, [r4, #16]
	.endm

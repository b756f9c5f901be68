/*
 * What the two gate files have in common: the handlers of a call and of its end, as macros. What is not in the frame of
 * an exception stands in the files.
 */
#include "user_mode_macros.h"
#include <bulkhead/compartment.h>

	/* The regions of a record. In: r1 struct bulkhead_user. Lost: r0-r8, r10-r12. */
	.macro load_regions
#if __ARM_ARCH >= 8
	ldmia r1!, {r0, r2-r8, r10-r12}	/* see leave_with_next */
	stmia r12, {r0, r2-r8, r10, r11}
	ldmia r1!, {r0, r2-r8}
	stmia r12, {r0, r2-r8}
	ldmia r1, {r0, r2}
	str r0, [r12]
	msr psplim, r2
#else
	ldmia r1!, {r0, r2-r8, r12}
	stmia r12, {r0, r2-r8}
	ldmia r1, {r0, r2-r6}
	stmia r12, {r0, r2-r6}
#endif
	.endm

/*
 * A call. In: r0, r2 = psp, where r0-r3 are its arguments; r4 = which gate, which may be anything; lr = EXC_RETURN.
 * Goes to `slow` with all of that but r0, r3 if this is not all there is to do. Out: r2, r3 the thread, r6 the function,
 * r9 struct bulkhead_self, lr. Lost: all others.
 */
	.macro enter_gate slow
	ldr r3, =__bulkhead_gates_start
	subs r3, r4, r3
	ldr r1, =__bulkhead_gates_size
	cmp r3, r1
	bhs \slow
	lsls r3, r3, #27		/* BULKHEAD_GATE_SIZE */
	bne \slow
	ldm r4, {r5-r8}			/* compartment, function, importer, has_buffers */
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]			/* the running thread */
	ldr r1, [r3, #BULKHEAD_THREAD_USER]
	ldrb r10, [r1, #BULKHEAD_USER_COMPARTMENT]
	cmp r10, r7
	bne \slow
	ldr r7, [r5, #BULKHEAD_COMPARTMENT_FREE]
	cmp r7, #0
	beq \slow
	cmp r8, #0
	bne \slow
	ldr r10, [r7, #BULKHEAD_ACTIVATION_NEXT]
	str r10, [r5, #BULKHEAD_COMPARTMENT_FREE]
	str r1, [r7, #BULKHEAD_ACTIVATION_CALLER]
	str r2, [r1, #BULKHEAD_USER_SP]
	ldr r10, [r1, #BULKHEAD_USER_STACK_END]
	ldr r9, [r7, #BULKHEAD_ACTIVATION_SELF]
	add r1, r7, #BULKHEAD_ACTIVATION_USER
	str r10, [r1, #BULKHEAD_USER_STACK_END]
	str r3, [r1, #BULKHEAD_USER_THREAD]
	str r1, [r3, #BULKHEAD_THREAD_USER]
	push {r2, r3, r6, lr}
	load_regions
	pop {r2, r3, r6, lr}
	.endm

	/*
	 * struct bulkhead_self, and below it the frame that the function begins with, of so many bytes. In: as
	 * enter_gate gives it. Out: r0 0, r1 the frame. Lost: r4-r8.
	 */
	.macro make_frame bytes
	movs r0, #0
	strd r3, r0, [r9]
	sub r1, r9, #\bytes
	ldrd r4, r5, [r2]
	ldrd r7, r8, [r2, #8]
	strd r4, r5, [r1]
	strd r7, r8, [r1, #8]
	ldr r5, =bulkhead_return_through_gate
	strd r0, r5, [r1, #16]
	bic r6, #1
	mov r5, #0x01000000
	strd r6, r5, [r1, #24]
	msr psp, r1
	.endm

	/* In: r0 0. r9 is the called function's, or will be loaded. */
	.macro clear_preserved
	mov r4, r0
	mov r5, r0
	mov r6, r0
	mov r7, r0
	mov r8, r0
	mov r10, r0
	mov r11, r0
	.endm

	/* The end of a call. In: r0, r2 = psp, where r0 is the result; lr. Goes to `slow` with these. Lost: all others. */
	.macro leave_gate slow
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]
	ldr r4, [r3, #BULKHEAD_THREAD_USER]
	ldr r5, [r4, #BULKHEAD_USER_ACTIVATION]
	cmp r5, #0
	beq \slow
	ldr r6, [r5, #BULKHEAD_ACTIVATION_SLOW]
	ldr r7, [r5, #BULKHEAD_ACTIVATION_COMPARTMENT]
	ldr r8, [r7, #BULKHEAD_COMPARTMENT_SLOW]
	orrs r6, r8
	bne \slow
	str r6, [r4, #BULKHEAD_USER_THREAD]
	ldr r8, [r7, #BULKHEAD_COMPARTMENT_FREE]
	str r8, [r5, #BULKHEAD_ACTIVATION_NEXT]
	str r5, [r7, #BULKHEAD_COMPARTMENT_FREE]
	ldr r1, [r5, #BULKHEAD_ACTIVATION_CALLER]
	str r1, [r3, #BULKHEAD_THREAD_USER]
	ldr r9, [r1, #BULKHEAD_USER_SP]
	ldr r3, [r2]
	push {r3, lr}
	load_regions
	pop {r3, lr}
#if __ARM_ARCH < 8
	mov r10, r9			/* the callee's, which no region has overwritten */
	mov r11, r9
#endif
	str r3, [r9]
	msr psp, r9
	.endm

	/* A caller with privileges goes on: its stack. In: r1 its stack pointer. Lost: r2. */
	.macro return_to_privileged
#if __ARM_ARCH >= 8
	ldr r2, =bulkhead_kernel
	ldr r2, [r2]
	ldr r2, [r2, #BULKHEAD_THREAD_STACK]
	msr psplim, r2
#endif
	mov sp, r1
	.endm

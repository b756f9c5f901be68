/*
 * Gates between compartments: from one caller without privileges to a function of another compartment and back,
 * in the handler of SVC, which nothing interrupts. What takes longer (buffers, waiting for a place, callers
 * with privileges) is Swift's, on the caller's stack for system calls: Sources/Kernel/Compartments.
 *
 * A stub (port_gates.h) has saved what its caller wants back, so registers are only cleared here. Of the
 * calling side nothing but the arguments goes in, of the called side nothing but the result comes out.
 */
#if defined(__arm__)
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
 */
	.section .text.bulkhead_handle_gate, "ax"
	.global bulkhead_handle_gate
	.type bulkhead_handle_gate, %function
	.thumb_func
bulkhead_handle_gate:
	ldr r3, =__bulkhead_gates_start
	subs r3, r4, r3
	ldr r1, =__bulkhead_gates_size
	cmp r3, r1
	bhs slow_call
	lsls r3, r3, #27		/* BULKHEAD_GATE_SIZE */
	bne slow_call
	ldm r4, {r5-r8}			/* compartment, function, importer, has_buffers */
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]			/* the running thread */
	ldr r1, [r3, #BULKHEAD_THREAD_USER]
	ldr r10, [r1, #BULKHEAD_USER_BITS]
	tst r10, r7
	beq slow_call
	ldr r7, [r5, #BULKHEAD_COMPARTMENT_FREE]
	cmp r7, #0
	beq slow_call
	cmp r8, #0
	bne slow_call
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
	/* struct bulkhead_self, and below it the frame that the function begins with. */
	movs r0, #0
	strd r3, r0, [r9]
	sub r1, r9, #32
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
	mov r4, r0
	mov r5, r0
	mov r6, r0
	mov r7, r0
	mov r8, r0
	mov r10, r0
	mov r11, r0
	bx lr
slow_call:
	begin_call
	end_in_call enter_slow_call
	.size bulkhead_handle_gate, . - bulkhead_handle_gate

/* The end of a call. In: r0, r2 = psp, where r0 is the result. */
	.section .text.bulkhead_handle_gate_return, "ax"
	.global bulkhead_handle_gate_return
	.type bulkhead_handle_gate_return, %function
	.thumb_func
bulkhead_handle_gate_return:
	ldr r3, =bulkhead_kernel
	ldr r3, [r3]
	ldr r4, [r3, #BULKHEAD_THREAD_USER]
	ldr r5, [r4, #BULKHEAD_USER_ACTIVATION]
	cmp r5, #0
	beq slow_return
	ldr r6, [r5, #BULKHEAD_ACTIVATION_SLOW]
	ldr r7, [r5, #BULKHEAD_ACTIVATION_COMPARTMENT]
	ldr r8, [r7, #BULKHEAD_COMPARTMENT_SLOW]
	orrs r6, r8
	bne slow_return
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
	str r3, [r9]
	msr psp, r9
	bx lr
slow_return:
	begin_call
	end_in_call enter_slow_return
	.size bulkhead_handle_gate_return, . - bulkhead_handle_gate_return

/* The long way in, with privileges. In: r0-r3 arguments, r4 which gate. What comes back is why it did not go in. */
	.section .text.enter_slow_call, "ax"
	.type enter_slow_call, %function
	.thumb_func
enter_slow_call:
	push {r0-r3}
	mov r0, r4
	mov r1, sp
	bl bulkhead_call_gate
	add sp, #16
	b leave_to_stub
	.size enter_slow_call, . - enter_slow_call

/*
 * The long way out, with privileges. In: r0 the result. Registers that the compiled code preserves are the
 * callee's; a stub has saved the caller's.
 */
	.section .text.enter_slow_return, "ax"
	.type enter_slow_return, %function
	.thumb_func
enter_slow_return:
	bl bulkhead_leave_gate		/* r1: the stack pointer of a caller with privileges */
	cbz r1, leave_to_stub
#if __ARM_ARCH >= 8
	ldr r2, =bulkhead_kernel
	ldr r2, [r2]
	ldr r2, [r2, #BULKHEAD_THREAD_STACK]
	msr psplim, r2
#endif
	mov sp, r1
	pop {r3-r11, pc}
leave_to_stub:				/* behind its SVC, where it has more to do */
	movs r1, #0
	leave_to_caller PC
	.size enter_slow_return, . - enter_slow_return

/* port_call_gate: in r0 = activation; what is saved here enter_slow_return restores. */
	.section .text.port_call_gate, "ax"
	.global port_call_gate
	.global port_enter_gate
	.type port_call_gate, %function
	.thumb_func
port_call_gate:
	push {r3-r11, lr}
	mov r1, sp
	str r1, [r0, #BULKHEAD_ACTIVATION_CALLER_SP]
	add r2, r0, #BULKHEAD_ACTIVATION_USER
	str r1, [r2, #BULKHEAD_USER_STACK_END]
	.thumb_func
port_enter_gate:			/* in: r0 = activation; does not return */
	ldr r9, [r0, #BULKHEAD_ACTIVATION_SELF]
	ldr r3, [r0, #BULKHEAD_ACTIVATION_ENTRY]
	add r2, r0, #BULKHEAD_ACTIVATION_USER
	leave_call_stack
	movs r3, #BULKHEAD_USER_UNPRIVILEGED
	add r2, #BULKHEAD_USER_MODE
	clear_registers
	ldr lr, =bulkhead_begin_behind_gate
	b bulkhead_leave_call
	.size port_call_gate, . - port_call_gate

/* Where a call goes on whose function has faulted: see port_fail_call. */
	.section .text.bulkhead_leave_failed_call, "ax"
	.global bulkhead_leave_failed_call
	.type bulkhead_leave_failed_call, %function
	.thumb_func
bulkhead_leave_failed_call:
	mvn r0, #13			/* -EFAULT */
	b enter_slow_return
	.size bulkhead_leave_failed_call, . - bulkhead_leave_failed_call
#endif

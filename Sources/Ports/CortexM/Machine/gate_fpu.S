/*
 * The same as gate.S for images with CONFIG_FPU, where the frames of threads without privileges are extended ones: see
 * user_mode_fpu.S. A stub has saved s16-s31, too (port_gates.h). A function begins with registers that are 0,
 * and so goes its caller on, but for what the stub and the frame bring back.
 */
#if defined(__arm__)
#include "gate_macros.h"
	.fpu fpv4-sp-d16

#define EXTENDED 104
#define KEPT 64			/* bytes at the end of the stack for system calls, for s16-s31 */
#define LEAVES_CALL 2
#define FPDSCR 0xe000ef3c

	.section .rodata.bulkhead_gate_zeros, "a"
	.balign 4
zeros:
	.zero 64

	.macro clear_s16_s31
	ldr r4, =zeros
	vldmia r4, {s16-s31}
	.endm

/* The handlers: see gate_macros.h. */
	.section .text.bulkhead_handle_gate_fpu, "ax"
	.global bulkhead_handle_gate_fpu
	.type bulkhead_handle_gate_fpu, %function
	.thumb_func
bulkhead_handle_gate_fpu:
	enter_gate slow_call
	make_frame EXTENDED
	clear_s16_s31
	add r1, #32
	vstmia r1!, {s16-s31}		/* as s0-s15 */
	ldr r4, =FPDSCR
	ldr r4, [r4]
	str r4, [r1]
	clear_preserved
	bx lr
slow_call:
	begin_call
	sub r1, #KEPT
	orr lr, #0x10
	end_in_call enter_slow_call_fpu
	.size bulkhead_handle_gate_fpu, . - bulkhead_handle_gate_fpu

	.section .text.bulkhead_handle_gate_return_fpu, "ax"
	.global bulkhead_handle_gate_return_fpu
	.type bulkhead_handle_gate_return_fpu, %function
	.thumb_func
bulkhead_handle_gate_return_fpu:
	leave_gate slow_return
	clear_s16_s31
	bx lr
slow_return:
	begin_call
	sub r1, #KEPT
	orr lr, #0x10
	end_in_call enter_slow_return_fpu
	.size bulkhead_handle_gate_return_fpu, . - bulkhead_handle_gate_return_fpu

	/* What is kept of s16-s31 is 0, and the stack ends below. In: r2 struct bulkhead_user, r3 0. Lost: r1, r12. */
	.macro clear_kept_and_drop_stack
	ldr r1, [r2, #BULKHEAD_USER_STACK_END]
	sub r1, #KEPT
	mov sp, r1
	movs r12, #KEPT / 4
3:	str r3, [r1], #4
	subs r12, #1
	bne 3b
	.endm

/* The long ways: see gate.S. */
	.section .text.enter_slow_call_fpu, "ax"
	.type enter_slow_call_fpu, %function
	.thumb_func
enter_slow_call_fpu:
	push {r0-r3}
	mov r0, r4
	mov r1, sp
	bl bulkhead_call_gate
	b leave_to_stub
	.size enter_slow_call_fpu, . - enter_slow_call_fpu

	.section .text.enter_slow_return_fpu, "ax"
	.type enter_slow_return_fpu, %function
	.thumb_func
enter_slow_return_fpu:
	bl bulkhead_leave_gate
	cbz r1, leave_to_stub
	return_to_privileged
	pop {r2, r3}
	vmsr fpscr, r2
	vpop {s16-s31}
	pop {r3-r11, pc}
leave_to_stub:				/* the caller's frame gets the result when the SVC serves its end */
	mov r4, r0
	ldr r2, =bulkhead_kernel
	ldr r2, [r2]
	ldr r2, [r2, #BULKHEAD_THREAD_USER]
	movs r3, #0
	clear_kept_and_drop_stack
	mov r12, r4
	clear_registers
	mov r9, r0
	mov r0, r12
	mov r12, #LEAVES_CALL
	svc 2
	.size enter_slow_return_fpu, . - enter_slow_return_fpu

/* See port_call_gate. The function begins as if it came back from a system call, with a frame in which all is 0. */
	.section .text.port_call_gate_fpu, "ax"
	.global port_call_gate_fpu
	.hidden port_call_gate_fpu
	.global port_enter_gate_fpu
	.hidden port_enter_gate_fpu
	.type port_call_gate_fpu, %function
	.thumb_func
port_call_gate_fpu:
	push {r3-r11, lr}
	vpush {s16-s31}
	vmrs r2, fpscr
	push {r2, r3}
	mov r1, sp
	str r1, [r0, #BULKHEAD_ACTIVATION_CALLER_SP]
	add r2, r0, #BULKHEAD_ACTIVATION_USER
	str r1, [r2, #BULKHEAD_USER_STACK_END]
	.thumb_func
port_enter_gate_fpu:
	ldr r9, [r0, #BULKHEAD_ACTIVATION_SELF]
	ldr r4, [r0, #BULKHEAD_ACTIVATION_ENTRY]
	add r2, r0, #BULKHEAD_ACTIVATION_USER
	movs r3, #0
	clear_kept_and_drop_stack
	movs r12, #EXTENDED / 4
2:	str r3, [r4, #-4]!
	subs r12, #1
	bne 2b
	ldr r1, =bulkhead_begin_behind_gate
	bic r1, #1
	mov r12, #0x01000000
	strd r1, r12, [r4, #24]
	ldr r1, =FPDSCR
	ldr r1, [r1]
	str r1, [r4, #96]
	str r4, [r2, #BULKHEAD_USER_SP]
	clear_registers
	mov r12, #LEAVES_CALL
	svc 2
	.size port_call_gate_fpu, . - port_call_gate_fpu

	.section .text.bulkhead_leave_failed_call_fpu, "ax"
	.global bulkhead_leave_failed_call_fpu
	.hidden bulkhead_leave_failed_call_fpu
	.type bulkhead_leave_failed_call_fpu, %function
	.thumb_func
bulkhead_leave_failed_call_fpu:
	mvn r0, #13			/* -EFAULT */
	b enter_slow_return_fpu
	.size bulkhead_leave_failed_call_fpu, . - bulkhead_leave_failed_call_fpu
#endif

/*
 * Gates between compartments: from one caller without privileges to a function of another compartment and back,
 * in the handler of SVC, which nothing interrupts. What takes longer (buffers, waiting for a place, callers
 * with privileges) is Swift's, on the caller's stack for system calls: Sources/Kernel/Compartments.
 *
 * A stub (port_gates.h) has saved what its caller wants back, so registers are only cleared here. Of the
 * calling side nothing but the arguments goes in, of the called side nothing but the result comes out.
 */
#if defined(__arm__)
#include "gate_macros.h"

/* The handlers: see gate_macros.h. */
	.section .text.bulkhead_handle_gate, "ax"
	.global bulkhead_handle_gate
	.type bulkhead_handle_gate, %function
	.thumb_func
bulkhead_handle_gate:
	enter_gate slow_call
	make_frame 32
	clear_preserved
	bx lr
slow_call:
	begin_call
	end_in_call enter_slow_call
	.size bulkhead_handle_gate, . - bulkhead_handle_gate

	.section .text.bulkhead_handle_gate_return, "ax"
	.global bulkhead_handle_gate_return
	.type bulkhead_handle_gate_return, %function
	.thumb_func
bulkhead_handle_gate_return:
	leave_gate slow_return
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
	return_to_privileged
	pop {r3-r11, pc}
leave_to_stub:				/* behind its SVC, where it has more to do; what the function left in registers does not */
	mov r12, r0
	movs r0, #0
	clear_preserved
	mov r9, r0
	mov r1, r0
	mov r0, r12
	ldr r2, =bulkhead_kernel
	ldr r2, [r2]
	ldr r2, [r2, #BULKHEAD_THREAD_USER]
	add r2, #BULKHEAD_USER_MODE
	leave_to_caller PC
	.size enter_slow_return, . - enter_slow_return

/* port_call_gate: in r0 = activation; what is saved here enter_slow_return restores. */
	.section .text.port_call_gate, "ax"
	.global port_call_gate
	.global port_enter_gate
	.type port_call_gate, %function
	.weak port_call_gate_fpu	/* of gate_fpu.S, which is there with CONFIG_FPU */
	.weak port_enter_gate_fpu
	.thumb_func
port_call_gate:
	ldr r1, =port_call_gate_fpu
	cbz r1, 1f
	bx r1
1:	push {r3-r11, lr}
	mov r1, sp
	str r1, [r0, #BULKHEAD_ACTIVATION_CALLER_SP]
	add r2, r0, #BULKHEAD_ACTIVATION_USER
	str r1, [r2, #BULKHEAD_USER_STACK_END]
	.thumb_func
port_enter_gate:			/* in: r0 = activation; does not return */
	ldr r1, =port_enter_gate_fpu
	cbz r1, 1f
	bx r1
1:	ldr r9, [r0, #BULKHEAD_ACTIVATION_SELF]
	ldr r3, [r0, #BULKHEAD_ACTIVATION_ENTRY]
	add r2, r0, #BULKHEAD_ACTIVATION_USER + BULKHEAD_USER_MODE
	leave_call_stack
	movs r3, #BULKHEAD_USER_UNPRIVILEGED
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

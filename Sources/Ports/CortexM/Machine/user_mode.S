/*
 * Threads without privileges: the context switch that loads their regions of the MPU, and their system
 * calls. A call runs on a stack of its own, in thread mode with privileges, so that the kernel may wait in
 * it as for any other thread.
 */
#if defined(__arm__)
#include "user_mode_macros.h"

/* PendSV of images with CONFIG_USERSPACE; see bulkhead_pendsv. */
	.section .text.bulkhead_pendsv_user, "ax"
	.global bulkhead_pendsv_user
	.type bulkhead_pendsv_user, %function
	.thumb_func
bulkhead_pendsv_user:
	push {r3, lr}
	cpsid i
	bl bulkhead_select_next
	cpsie i
	pop {r3, lr}
	cmp r0, r1
	beq 1f
	mrs r2, psp
	leave_with_next
1:	bx lr
	.size bulkhead_pendsv_user, . - bulkhead_pendsv_user

/* The same with CONFIG_CLOSED_STACKS. */
	.section .text.bulkhead_pendsv_closed, "ax"
	.global bulkhead_pendsv_closed
	.type bulkhead_pendsv_closed, %function
	.thumb_func
bulkhead_pendsv_closed:
	switch_closed save=, enter=enter_next
	.size bulkhead_pendsv_closed, . - bulkhead_pendsv_closed

	/* All of SVC; `closes`: with CONFIG_CLOSED_STACKS. */
	.macro serve_svc closes
	serve_yield save=, enter=enter_next, closes=\closes
	serve_in_handler
	mrs r3, control
	lsls r3, r3, #31
	bne 1f
	ldrd r2, r0, [r2]
	bx r2
1:	begin_call
	end_in_call bulkhead_enter_call
	.endm

/*
 * SVC of such images. With privileges: port_offload. Without: a system call; in the stacked frame
 * r0-r3 its arguments and r12 the address of its struct bulkhead_system_call, which may be anything.
 */
	.section .text.bulkhead_svc_user, "ax"
	.global bulkhead_svc_user
	.type bulkhead_svc_user, %function
	.thumb_func
bulkhead_svc_user:
	serve_svc 0
	.size bulkhead_svc_user, . - bulkhead_svc_user

/* The same with CONFIG_CLOSED_STACKS. */
	.section .text.bulkhead_svc_closed, "ax"
	.global bulkhead_svc_closed
	.type bulkhead_svc_closed, %function
	.thumb_func
bulkhead_svc_closed:
	serve_svc 1
	.size bulkhead_svc_closed, . - bulkhead_svc_closed

/*
 * Faults with CONFIG_CLOSED_STACKS: the kernel's own touch of a stack that is closed is done once more, with all
 * stacks open. In: lr = EXC_RETURN. Lost: r0-r3, r12 (the hardware stacked them).
 */
	.section .text.bulkhead_fault_closed, "ax"
	.global bulkhead_fault_closed
	.type bulkhead_fault_closed, %function
	.thumb_func
bulkhead_fault_closed:
	push {r4, lr}
	mov r0, lr
	bl port_open_for_kernel
	pop {r4, lr}
	cbz r0, 1f
	bx lr
1:	b bulkhead_fault_user
	.size bulkhead_fault_closed, . - bulkhead_fault_closed

/*
 * Faults of such images. If the registers could not be stored for a system call, both are pended, and the
 * thread has ended when the call comes, with whatever its stack holds there: it is not made.
 * In: lr = EXC_RETURN. Lost: r0, r1 (the hardware stacked them).
 */
	.section .text.bulkhead_fault_user, "ax"
	.global bulkhead_fault_user
	.type bulkhead_fault_user, %function
	.thumb_func
bulkhead_fault_user:
	ldr r0, =0xe000ed24		/* SHCSR */
	ldr r1, [r0]
	bic r1, #1 << 15		/* SVCALLPENDED */
	str r1, [r0]
	b bulkhead_fault
	.size bulkhead_fault_user, . - bulkhead_fault_user

/*
 * k_thread_user_mode_enter. In: r0 struct k_thread, r1 its struct bulkhead_user, r2 struct bulkhead_self at the
 * top of its stack, r3 its entry and parameters. From the new stack pointer down nothing is left of what was there.
 */
	.section .text.bulkhead_clear_stack_and_leave, "ax"
	.global bulkhead_clear_stack_and_leave
	.type bulkhead_clear_stack_and_leave, %function
	.thumb_func
bulkhead_clear_stack_and_leave:
	clear_stack
	add r2, r1, #BULKHEAD_USER_MODE
	leave_call_stack
	movs r3, #BULKHEAD_USER_UNPRIVILEGED
	clear_registers
	ldr lr, =bulkhead_begin_without_privileges
	b bulkhead_leave_call
	.size bulkhead_clear_stack_and_leave, . - bulkhead_clear_stack_and_leave

/* The first instruction of a system call, with privileges. In: r0-r3 arguments, r12 which call, lr whose record. */
	.section .text.bulkhead_enter_call, "ax"
	.global bulkhead_enter_call
	.type bulkhead_enter_call, %function
	.thumb_func
bulkhead_enter_call:
	make_call 32
	/* As if the SVC were a return. */
	leave_to_caller LR
	.size bulkhead_enter_call, . - bulkhead_enter_call
#endif

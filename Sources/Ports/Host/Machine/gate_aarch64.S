/*
 * The way into the kernel and out of it for threads without privileges, on aarch64; see gate_x86_64.S. Decides
 * nothing.
 */
#if defined(__linux__) && defined(__aarch64__)
#include "gate.h"

#define MPROTECT 226		/* system calls of Linux */
#define WRITE 64
#define EXIT_GROUP 94

/* The address of a member of the gate. */
	.macro gate_address register, offset
	adrp \register, port_gate
	add \register, \register, :lo12:port_gate
	add \register, \register, #\offset
	.endm

/* Carries out a table. In: its offset in the gate. Lost: x0-x2, x8, x9, flags. */
	.macro change_memory table
	gate_address x9, \table
1:	ldp x0, x1, [x9]
	cbz x1, 2f
	ldr x2, [x9, #16]
	mov x8, #MPROTECT
	svc #0
	cbnz x0, cannot_change
	add x9, x9, #24
	b 1b
2:
	.endm

/*
 * Asks for a system call, in place of the function that is asked for. In: x16 = its record, the arguments where a
 * function has them, x30 = the return address. Out: x0 = the result; what a function need not keep is 0.
 */
	.section .text.gate, "ax"
	.globl port_ask
	.hidden port_ask
	.type port_ask, %function
	.p2align 4
port_ask:
	.cfi_startproc
	.cfi_undefined x30
	stp x16, x0, [sp, #-64]!
	stp x1, x2, [sp, #16]
	stp x3, x4, [sp, #32]
	stp x5, x30, [sp, #48]
	change_memory GATE_OPENING
	gate_address x9, 0
	str xzr, [x9, #GATE_SELF]
	mov x0, sp
	ldr x10, [x9, #GATE_STACK]
	mov sp, x10
	bl port_serve_call
	.cfi_endproc
	.size port_ask, . - port_ask

/* Leaves for the thread that the gate says, with its memory and no other; see gate_x86_64.S. */
	.globl port_leave_kernel
	.hidden port_leave_kernel
	.type port_leave_kernel, %function
port_leave_kernel:
	.cfi_startproc
	.cfi_undefined x30
	gate_address x9, 0
	ldr x10, [x9, #GATE_NEXT]
	str x10, [x9, #GATE_SELF]
	/* The one stack that is never closed, for the case of a signal meanwhile. */
	add x9, x9, #GATE_PAGE
	add x9, x9, #GATE_SIGNAL_STACK
	mov sp, x9
	change_memory GATE_CLOSING
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	movi v\n\().2d, #0
	.endr
	gate_address x16, 0
	ldp x9, x17, [x16, #GATE_SP]	/* and GATE_PC behind it */
	mov sp, x9
	ldp x0, x1, [x16, #GATE_REGISTERS + 8]
	ldp x2, x3, [x16, #GATE_REGISTERS + 24]
	ldp x4, x5, [x16, #GATE_REGISTERS + 40]
	.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	mov x\n, xzr
	.endr
	mov x30, x17
	br x17
	.cfi_endproc
	.size port_leave_kernel, . - port_leave_kernel

/* The same for a thread that has not run without privileges before. */
	.globl port_begin_without_privileges
	.hidden port_begin_without_privileges
	.type port_begin_without_privileges, %function
port_begin_without_privileges:
	.cfi_startproc
	.cfi_undefined x30
	.irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
	mov x\n, xzr
	.endr
	.irp n, 8, 9, 10, 11, 12, 13, 14, 15
	movi v\n\().2d, #0
	.endr
	b port_leave_kernel
	.cfi_endproc
	.size port_begin_without_privileges, . - port_begin_without_privileges

/* port_ask_for_tick(pc): as a system call, from the handler of a signal. */
	.globl port_ask_for_tick
	.hidden port_ask_for_tick
	.type port_ask_for_tick, %function
port_ask_for_tick:
	.cfi_startproc
	adrp x16, port_call_of_tick
	add x16, x16, :lo12:port_call_of_tick
	b port_ask
	.cfi_endproc
	.size port_ask_for_tick, . - port_ask_for_tick

/* port_open_memory(): as a signal's handler comes. */
	.globl port_open_memory
	.hidden port_open_memory
	.type port_open_memory, %function
port_open_memory:
	.cfi_startproc
	change_memory GATE_OPENING
	gate_address x9, 0
	str xzr, [x9, #GATE_SELF]
	ret
	.cfi_endproc
	.size port_open_memory, . - port_open_memory

/* mprotect has failed: no thread can be kept within what is its. Ends the process, with a line. */
	.type cannot_change, %function
cannot_change:
	mov x0, #2
	adr x1, 3f
	mov x2, #4f - 3f
	mov x8, #WRITE
	svc #0
	mov x0, #1
	mov x8, #EXIT_GROUP
	svc #0
	brk #1
3:	.ascii "bulkhead: mprotect failed: the process has too many pieces of memory, or none where one was\n"
4:	.p2align 2
	.size cannot_change, . - cannot_change

/* port_continue_on_stack(stack_end, function, thread). The first code of the kernel's behind what is open. */
	.section .text.behind_gate, "ax"
	.globl port_continue_on_stack
	.hidden port_continue_on_stack
	.type port_continue_on_stack, %function
port_continue_on_stack:
	.cfi_startproc
	.cfi_undefined x30
	and x0, x0, #-16
	mov sp, x0
	mov x0, x2
	mov x29, xzr
	mov x30, xzr
	blr x1
	brk #1
	.cfi_endproc
	.size port_continue_on_stack, . - port_continue_on_stack
#endif

#if defined(__linux__)
	.section .note.GNU-stack, "", %progbits
#endif

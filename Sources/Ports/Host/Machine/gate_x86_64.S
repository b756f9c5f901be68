/*
 * The way into the kernel and out of it for threads without privileges, on x86_64: mprotect, again and again, as
 * the tables in the gate's page say, while no memory but that page and this code is sure to be there. Decides nothing.
 */
#if defined(__linux__) && defined(__x86_64__)
#include "gate.h"

#define MPROTECT 10		/* system calls of Linux */
#define WRITE 1
#define EXIT_GROUP 231

/* Carries out a table. In: its offset in the gate. Lost: rax, rcx, rdx, rdi, rsi, r8, r11, flags. */
	.macro change_memory table
	leaq port_gate+\table(%rip), %r8
1:	movq 8(%r8), %rsi
	testq %rsi, %rsi
	jz 2f
	movq (%r8), %rdi
	movq 16(%r8), %rdx
	movl $MPROTECT, %eax
	syscall
	testq %rax, %rax
	jnz cannot_change
	addq $24, %r8
	jmp 1b
2:
	.endm

/*
 * Asks for a system call, in place of the function that is asked for. In: rax = its record, the arguments where a
 * function has them, rsp = its return address. Out: rax = the result; what a function need not keep is 0. What is
 * pushed is the caller's own and only a claim. The kernel's code runs on a stack of its own, with clean flags.
 */
	.section .text.gate, "ax"
	.globl port_ask
	.hidden port_ask
	.type port_ask, @function
	.p2align 4
port_ask:
	.cfi_startproc
	.cfi_undefined %rip
	pushq %r9
	pushq %r8
	pushq %rcx
	pushq %rdx
	pushq %rsi
	pushq %rdi
	pushq %rax
	change_memory GATE_OPENING
	movq $0, port_gate+GATE_SELF(%rip)
	movq %rsp, %rdi
	movq port_gate+GATE_STACK(%rip), %rsp
	pushq $2
	popfq
	callq port_serve_call
	.cfi_endproc
	.size port_ask, . - port_ask

/*
 * Leaves for the thread that the gate says, with its memory and no other. In: registers that a function keeps are
 * the thread's already. Lost: all others, but for what the gate says of them.
 */
	.globl port_leave_kernel
	.hidden port_leave_kernel
	.type port_leave_kernel, @function
port_leave_kernel:
	.cfi_startproc
	.cfi_undefined %rip
	movq port_gate+GATE_NEXT(%rip), %rax
	movq %rax, port_gate+GATE_SELF(%rip)
	/* The one stack that is never closed, for the case of a signal meanwhile. */
	leaq port_gate+GATE_PAGE+GATE_SIGNAL_STACK(%rip), %rsp
	change_memory GATE_CLOSING
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	pxor %xmm\n, %xmm\n
	.endr
	movq port_gate+GATE_SP(%rip), %rsp
	movq port_gate+GATE_REGISTERS(%rip), %rax
	movq port_gate+GATE_REGISTERS+8(%rip), %rdi
	movq port_gate+GATE_REGISTERS+16(%rip), %rsi
	movq port_gate+GATE_REGISTERS+24(%rip), %rdx
	movq port_gate+GATE_REGISTERS+32(%rip), %rcx
	movq port_gate+GATE_REGISTERS+40(%rip), %r8
	movq port_gate+GATE_REGISTERS+48(%rip), %r9
	xorl %r10d, %r10d
	xorl %r11d, %r11d
	jmpq *port_gate+GATE_PC(%rip)
	.cfi_endproc
	.size port_leave_kernel, . - port_leave_kernel

/* The same for a thread that has not run without privileges before. */
	.globl port_begin_without_privileges
	.hidden port_begin_without_privileges
	.type port_begin_without_privileges, @function
port_begin_without_privileges:
	.cfi_startproc
	.cfi_undefined %rip
	xorl %ebx, %ebx
	xorl %ebp, %ebp
	.irp register, r12d, r13d, r14d, r15d
	xorl %\register, %\register
	.endr
	jmp port_leave_kernel
	.cfi_endproc
	.size port_begin_without_privileges, . - port_begin_without_privileges

/* port_ask_for_tick(pc): as a system call, from the handler of a signal. Lost: what a function need not keep. */
	.globl port_ask_for_tick
	.hidden port_ask_for_tick
	.type port_ask_for_tick, @function
port_ask_for_tick:
	.cfi_startproc
	leaq port_call_of_tick(%rip), %rax
	jmp port_ask
	.cfi_endproc
	.size port_ask_for_tick, . - port_ask_for_tick

/* port_open_memory(): as a signal's handler comes. Lost: what a function need not keep. */
	.globl port_open_memory
	.hidden port_open_memory
	.type port_open_memory, @function
port_open_memory:
	.cfi_startproc
	change_memory GATE_OPENING
	movq $0, port_gate+GATE_SELF(%rip)
	retq
	.cfi_endproc
	.size port_open_memory, . - port_open_memory

/* mprotect has failed: no thread can be kept within what is its. Ends the process, with a line. */
	.type cannot_change, @function
cannot_change:
	movl $2, %edi
	leaq 3f(%rip), %rsi
	movl $4f - 3f, %edx
	movl $WRITE, %eax
	syscall
	movl $1, %edi
	movl $EXIT_GROUP, %eax
	syscall
	ud2
3:	.ascii "bulkhead: mprotect failed: the process has too many pieces of memory, or none where one was\n"
4:
	.size cannot_change, . - cannot_change

/* port_continue_on_stack(stack_end, function, thread). The first code of the kernel's behind what is open. */
	.section .text.behind_gate, "ax"
	.globl port_continue_on_stack
	.hidden port_continue_on_stack
	.type port_continue_on_stack, @function
port_continue_on_stack:
	.cfi_startproc
	.cfi_undefined %rip
	andq $-16, %rdi
	movq %rdi, %rsp
	movq %rdx, %rdi
	xorl %ebp, %ebp
	callq *%rsi
	ud2
	.cfi_endproc
	.size port_continue_on_stack, . - port_continue_on_stack
#endif

#if defined(__linux__)
	.section .note.GNU-stack, "", %progbits
#endif

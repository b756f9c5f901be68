/*
 * The context switch on x86_64: what the System V ABI (section 3.2.1) lets a function keep, and
 * nothing else. Decides nothing.
 */
#if defined(__linux__) && defined(__x86_64__)

/*
 * port_swap_stacks(save, load): leaves the caller's registers on its stack, the stack pointer in
 * *save, and returns to whoever did the same at `load`.
 * In: rdi = save, rsi = load. Out: all callee-saved registers, MXCSR and the x87 control word of
 * the thread that left `load`. Lost: flags. Interrupts locked.
 */
	.text
	.globl port_swap_stacks
	.hidden port_swap_stacks
	.type port_swap_stacks, @function
	.p2align 4
port_swap_stacks:
	.cfi_startproc
	pushq %rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	pushq %rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	pushq %r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r12, 0
	pushq %r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r13, 0
	pushq %r14
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r14, 0
	pushq %r15
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %r15, 0
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	stmxcsr (%rsp)
	fnstcw 4(%rsp)
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	ldmxcsr (%rsp)
	fldcw 4(%rsp)
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	popq %r15
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r15
	popq %r14
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r14
	popq %r13
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r13
	popq %r12
	.cfi_adjust_cfa_offset -8
	.cfi_restore %r12
	popq %rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	popq %rbp
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbp
	retq
	.cfi_endproc
	.size port_swap_stacks, . - port_swap_stacks

/*
 * port_first_frame(stack_end, thread): builds what port_swap_stacks finds at `load`, so that it
 * returns into port_thread_entry.
 * In: rdi = stack_end, rsi = thread. Out: rax = the value for `load`. Lost: rdi, flags.
 */
	.globl port_first_frame
	.hidden port_first_frame
	.type port_first_frame, @function
	.p2align 4
port_first_frame:
	.cfi_startproc
	andq $-16, %rdi
	leaq -64(%rdi), %rax
	movl $0x1f80, (%rax)		/* MXCSR and control word: their values at a process's start */
	movl $0x037f, 4(%rax)
	movq $0, 8(%rax)		/* r15 */
	movq $0, 16(%rax)		/* r14 */
	movq $0, 24(%rax)		/* r13 */
	movq %rsi, 32(%rax)		/* r12 */
	movq $0, 40(%rax)		/* rbx */
	movq $0, 48(%rax)		/* rbp: no frame above */
	leaq port_thread_entry(%rip), %rdi
	movq %rdi, 56(%rax)
	retq
	.cfi_endproc
	.size port_first_frame, . - port_first_frame

/*
 * A thread's first instruction. In: r12 = thread, stack aligned to 16. Does not return; unwinders
 * stop here. Interrupts locked.
 */
	.globl port_thread_entry
	.hidden port_thread_entry
	.type port_thread_entry, @function
	.p2align 4
port_thread_entry:
	.cfi_startproc
	.cfi_undefined %rip
	movq %r12, %rdi
	callq port_begin_thread
	ud2
	.cfi_endproc
	.size port_thread_entry, . - port_thread_entry
#endif

#if defined(__linux__)
	.section .note.GNU-stack, "", %progbits
#endif

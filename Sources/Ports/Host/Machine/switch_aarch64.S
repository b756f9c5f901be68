/*
 * The context switch on aarch64: what the procedure call standard (AAPCS64, section 6.1) lets a
 * function keep, and the floating-point control register, which belongs to a thread. Decides
 * nothing.
 */
#if defined(__linux__) && defined(__aarch64__)

#define FRAME 176	/* x19-x30 at 0, d8-d15 at 96, fpcr at 160 */

/*
 * port_swap_stacks(save, load): leaves the caller's registers on its stack, the stack pointer in
 * *save, and returns to whoever did the same at `load`.
 * In: x0 = save, x1 = load. Out: x19-x30, d8-d15 and fpcr of the thread that left `load`.
 * Lost: x9, x10, flags. Interrupts locked.
 */
	.text
	.globl port_swap_stacks
	.hidden port_swap_stacks
	.type port_swap_stacks, %function
	.p2align 4
port_swap_stacks:
	.cfi_startproc
	sub sp, sp, #FRAME
	.cfi_def_cfa_offset FRAME
	stp x19, x20, [sp, #0]
	stp x21, x22, [sp, #16]
	stp x23, x24, [sp, #32]
	stp x25, x26, [sp, #48]
	stp x27, x28, [sp, #64]
	stp x29, x30, [sp, #80]
	.cfi_rel_offset x19, 0
	.cfi_rel_offset x20, 8
	.cfi_rel_offset x21, 16
	.cfi_rel_offset x22, 24
	.cfi_rel_offset x23, 32
	.cfi_rel_offset x24, 40
	.cfi_rel_offset x25, 48
	.cfi_rel_offset x26, 56
	.cfi_rel_offset x27, 64
	.cfi_rel_offset x28, 72
	.cfi_rel_offset x29, 80
	.cfi_rel_offset x30, 88
	stp d8, d9, [sp, #96]
	stp d10, d11, [sp, #112]
	stp d12, d13, [sp, #128]
	stp d14, d15, [sp, #144]
	mrs x9, fpcr
	str x9, [sp, #160]
	mov x10, sp
	str x10, [x0]
	mov sp, x1
	ldr x10, [sp, #160]
	cmp x9, x10
	b.eq 1f
	msr fpcr, x10			/* slow, and hardly ever different */
1:	ldp d8, d9, [sp, #96]
	ldp d10, d11, [sp, #112]
	ldp d12, d13, [sp, #128]
	ldp d14, d15, [sp, #144]
	ldp x19, x20, [sp, #0]
	ldp x21, x22, [sp, #16]
	ldp x23, x24, [sp, #32]
	ldp x25, x26, [sp, #48]
	ldp x27, x28, [sp, #64]
	ldp x29, x30, [sp, #80]
	.cfi_restore x19
	.cfi_restore x20
	.cfi_restore x21
	.cfi_restore x22
	.cfi_restore x23
	.cfi_restore x24
	.cfi_restore x25
	.cfi_restore x26
	.cfi_restore x27
	.cfi_restore x28
	.cfi_restore x29
	.cfi_restore x30
	add sp, sp, #FRAME
	.cfi_def_cfa_offset 0
	ret
	.cfi_endproc
	.size port_swap_stacks, . - port_swap_stacks

/*
 * port_first_frame(stack_end, thread): builds what port_swap_stacks finds at `load`, so that it
 * returns into port_thread_entry.
 * In: x0 = stack_end, x1 = thread. Out: x0 = the value for `load`. Lost: x9.
 */
	.globl port_first_frame
	.hidden port_first_frame
	.type port_first_frame, %function
	.p2align 4
port_first_frame:
	.cfi_startproc
	and x0, x0, #-16
	sub x0, x0, #FRAME
	stp x1, xzr, [x0, #0]		/* x19 = thread */
	stp xzr, xzr, [x0, #16]
	stp xzr, xzr, [x0, #32]
	stp xzr, xzr, [x0, #48]
	stp xzr, xzr, [x0, #64]
	adrp x9, port_thread_entry
	add x9, x9, :lo12:port_thread_entry
	stp xzr, x9, [x0, #80]		/* x29: no frame above; x30 */
	stp xzr, xzr, [x0, #96]
	stp xzr, xzr, [x0, #112]
	stp xzr, xzr, [x0, #128]
	stp xzr, xzr, [x0, #144]
	str xzr, [x0, #160]		/* fpcr: its value at a process's start */
	ret
	.cfi_endproc
	.size port_first_frame, . - port_first_frame

/*
 * A thread's first instruction. In: x19 = thread, stack aligned to 16. Does not return; unwinders
 * stop here. Interrupts locked.
 */
	.globl port_thread_entry
	.hidden port_thread_entry
	.type port_thread_entry, %function
	.p2align 4
port_thread_entry:
	.cfi_startproc
	.cfi_undefined x30
	mov x0, x19
	bl port_begin_thread
	brk #1
	.cfi_endproc
	.size port_thread_entry, . - port_thread_entry
#endif

#if defined(__linux__)
	.section .note.GNU-stack, "", %progbits
#endif

/*
 * The last step of a hand-over for 32-bit RISC-V in machine mode: from ROM, in registers only.
 * Decides nothing: what is scrubbed is the table's answer. Sources: RISC-V Privileged Architecture
 * 1.12, sections 3.1 (machine CSRs), 3.4 (reset) and 3.7 (PMP).
 */
#if defined(__riscv)

#define RANGE_SIZE 12			/* struct bulkhead_memory_range: start, end, is_retained */

/* The next range that is not retained: t0 = start, t1 = end; to \done behind the last. Lost: t2. */
	.macro next_range done
1:	beq a1, a2, \done
	lw t0, 0(a1)
	lw t1, 4(a1)
	lbu t2, 8(a1)
	addi a1, a1, RANGE_SIZE
	bnez t2, 1b
	beq t0, t1, 1b
	.endm

/*
 * port_hand_over. In: a0 = the image's first instruction, a1 = the first range, a2 = the end of the
 * last, interrupts masked. Does not return, and uses no stack.
 */
	.section .text.port_hand_over, "ax"
	.global port_hand_over
	.type port_hand_over, @function
port_hand_over:
	csrci mstatus, 8
	csrw mie, zero
	la t0, failed			/* also where an access fault leads from here on */
	csrw mtvec, t0
	mv s0, a1

scrub:
	next_range check
1:	sw zero, 0(t0)
	sw zero, 4(t0)
	sw zero, 8(t0)
	sw zero, 12(t0)
	addi t0, t0, 16
	bne t0, t1, 1b
	j scrub

check:
	fence
	mv a1, s0
check_range:
	next_range leave_core
1:	lw a3, 0(t0)
	lw a4, 4(t0)
	lw a5, 8(t0)
	lw a6, 12(t0)
	or a3, a3, a4
	or a5, a5, a6
	or a3, a3, a5
	bnez a3, failed
	addi t0, t0, 16
	bne t0, t1, 1b
	j check_range

/* t0 = the 16 bytes that do not read as 0, or cannot be reached. */
	.balign 4
failed:
	la sp, __bulkhead_ram_end
	mv a0, t0
	tail bulkhead_stop_handoff

/* A register that this core does not have is an illegal instruction, four bytes long: the next one. */
	.option push
	.option norvc
	.balign 4
skip:
	csrr t2, mepc
	addi t2, t2, 4
	csrw mepc, t2
	mret

/* Control and status registers as reset leaves them; what reset leaves open is 0. */
leave_core:
	la t0, skip
	csrw mtvec, t0
	.option push
	.option arch, +f
	li t0, 0x6000			/* mstatus.FS: without an FPU it stays 0 (3.1.6.6) */
	csrs mstatus, t0
	csrr t0, mstatus
	srli t0, t0, 13
	andi t0, t0, 3
	beqz t0, 2f
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	fmv.w.x f\n, zero
	.endr
	.irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	fmv.w.x f\n, zero
	.endr
	csrw fcsr, zero
2:	.option pop
	/* Supervisor mode, where there is one; satp first. */
	.irp register, satp, stvec, sscratch, sepc, scause, stval, scounteren, medeleg, mideleg
	csrw \register, zero
	.endr
	/* A locked entry stays as it is (3.7.1). */
	.irp register, pmpcfg0, pmpcfg1, pmpcfg2, pmpcfg3
	csrw \register, zero
	.endr
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	csrw pmpaddr\n, zero
	.endr
	csrw mcounteren, zero
	csrw mcountinhibit, zero
	csrw mip, zero
	csrw mscratch, zero
	csrw mcause, zero
	csrw mtval, zero
	csrw mepc, zero
	csrw mstatus, zero
	csrw mtvec, zero
	.option pop
	fence.i
	.irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15
	mv x\n, zero
	.endr
	.irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	mv x\n, zero
	.endr
	jr a0				/* a0 holds this address, every other register 0 */
	.size port_hand_over, . - port_hand_over
#endif

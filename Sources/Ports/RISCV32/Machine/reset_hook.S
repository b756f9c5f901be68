/* The first instructions of an image with CONFIG_BULKHEAD_RESET_HOOK. Decides nothing. */
#if defined(__riscv)

#define FRAME 288			/* struct bulkhead_reset_registers, whole 16 bytes */
#define FP 32
#define GENERAL 160

/*
 * bulkhead_reset_hooked, at the image's beginning before bulkhead_reset: stores a struct
 * bulkhead_reset_registers at the end of RAM and calls bulkhead_reset_hook with it. In: the state at
 * reset. Harts other than 0 go on to bulkhead_reset, which parks them.
 */
	.section .vectors.first, "ax"
	.global bulkhead_reset_hooked
	.type bulkhead_reset_hooked, @function
bulkhead_reset_hooked:
	csrw mscratch, t0
	csrr t0, mhartid
	bnez t0, 3f
	csrr t0, mscratch
	csrw mscratch, sp
	la sp, __bulkhead_ram_end
	addi sp, sp, -FRAME
	sw zero, GENERAL(sp)
	sw x1, (GENERAL + 4 * 1)(sp)
	.irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	sw x\n, (GENERAL + 4 * \n)(sp)
	.endr
	.irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	sw x\n, (GENERAL + 4 * \n)(sp)
	.endr
	csrr t0, mscratch
	sw t0, (GENERAL + 4 * 2)(sp)
	csrr t0, mstatus
	sw t0, 0(sp)
	csrr t1, mie
	sw t1, 4(sp)
	csrr t1, mtvec
	sw t1, 8(sp)
	csrr t1, mepc
	sw t1, 12(sp)
	csrr t1, mcause
	sw t1, 16(sp)
	csrr t1, mtval
	sw t1, 20(sp)
	sw zero, 24(sp)			/* fcsr, has_fp and f0-f31: 0 first */
	sw zero, 28(sp)
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	sw zero, (FP + 4 * \n)(sp)
	sw zero, (FP + 64 + 4 * \n)(sp)
	.endr
	li t1, 0x6000			/* mstatus.FS stays 0 without an FPU */
	csrs mstatus, t1
	csrr t1, mstatus
	srli t1, t1, 13
	andi t1, t1, 3
	beqz t1, 2f
	.option push
	.option arch, +f
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	fsw f\n, (FP + 4 * \n)(sp)
	.endr
	.irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	fsw f\n, (FP + 4 * \n)(sp)
	.endr
	csrr t1, fcsr
	sw t1, 24(sp)
	li t1, 1
	sw t1, 28(sp)
	.option pop
2:	csrw mstatus, t0
	.option push
	.option norelax
	la gp, __global_pointer$
	.option pop
	mv a0, sp
	call bulkhead_reset_hook
3:	tail bulkhead_reset
	.size bulkhead_reset_hooked, . - bulkhead_reset_hooked
#endif

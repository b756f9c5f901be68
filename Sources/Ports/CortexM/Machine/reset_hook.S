/* The first instructions of an image with CONFIG_BULKHEAD_RESET_HOOK. Decides nothing. */
#if defined(__arm__)
	.syntax unified
	.thumb
	.fpu fpv4-sp-d16

#define CPACR 0xe000ed88
#define FP_WORDS 34			/* s0-s31, FPSCR, has_fp */

/*
 * bulkhead_reset_hooked, in the vector table instead of bulkhead_reset: stores a struct
 * bulkhead_reset_registers on the main stack and calls bulkhead_reset_hook with it. In: the state at
 * reset, sp = the main stack's end. Lost: r0-r8, flags, s0-s31 as the function uses them.
 */
	.section .text.bulkhead_reset_hooked, "ax"
	.global bulkhead_reset_hooked
	.type bulkhead_reset_hooked, %function
	.thumb_func
bulkhead_reset_hooked:
	push {r0-r12, lr}
	mrs r7, apsr
	mrs r6, control
	mrs r5, primask
	mrs r4, basepri
	mrs r3, faultmask
	mrs r2, psp
#if __ARM_ARCH >= 8
	mrs r1, msplim
	mrs r0, psplim
#else
	mov r1, #0
	mov r0, #0
#endif
	sub sp, #4 * FP_WORDS
	push {r0-r7}

	add r0, sp, #32			/* the floating-point words: 0 first */
	mov r1, #0
	mov r2, #FP_WORDS
1:	str r1, [r0], #4
	subs r2, #1
	bne 1b
	ldr r3, =CPACR
	ldr r4, [r3]
	mov r1, #0x00f00000		/* the bits stay only where there is an FPU (Armv7-M ARM B3.2.20) */
	str r1, [r3]
	dsb
	isb
	ldr r2, [r3]
	ands r2, r1
	beq 2f
	add r0, sp, #32
	vstmia r0!, {s0-s31}
	vmrs r1, fpscr
	mov r2, #1
	stmia r0!, {r1, r2}
2:	str r4, [r3]
	mov r0, #0
	msr control, r0			/* the instructions above have made a floating-point context */
	isb
	mov r0, sp
	bl bulkhead_reset_hook
	add sp, #4 * (8 + FP_WORDS + 14)
	b bulkhead_reset
	.size bulkhead_reset_hooked, . - bulkhead_reset_hooked
	.ltorg
#endif

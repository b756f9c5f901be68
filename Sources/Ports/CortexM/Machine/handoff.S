/*
 * The last step of a hand-over for Cortex-M: from ROM, in registers only. Decides nothing: what is
 * scrubbed is the table's answer. Sources: Armv7-M ARM (DDI 0403), Armv8-M ARM (DDI 0553).
 */
#if defined(__arm__)
	.syntax unified
	.thumb

#define RANGE_SIZE 12			/* struct bulkhead_memory_range: start, end, is_retained */

/* The next range that is not retained: r4 = start, r5 = end; to \done behind the last. Lost: r6. */
	.macro next_range done
1:	cmp r1, r2
	beq \done
	ldmia r1!, {r4, r5, r6}
	tst r6, #0xff
	bne 1b
	cmp r4, r5
	beq 1b
	.endm

/*
 * The registers that Armv8-M has once for each security state, as reset leaves them. In: r10 = the system
 * control block, r3, r7-r9 = 0, r11 = ones, \vectors. Lost: r1.
 */
	.macro leave_bank vectors
	mov r1, #0x0a000000
	str r1, [r10, #0x04]		/* ICSR: PENDSVCLR, PENDSTCLR (B3.2.4) */
	str \vectors, [r10, #0x08]	/* VTOR */
	ldr r1, =0x05fa0000
	str r1, [r10, #0x0c]		/* AIRCR: PRIGROUP 0 (B3.2.6) */
	str r3, [r10, #0x10]		/* SCR */
	ldr r1, [r10, #0x14]
	bic r1, #0x110			/* CCR: BFHFNMIGN, DIV_0_TRP; caches and prediction stay */
	bic r1, #0x00b			/* UNALIGN_TRP, USERSETMPEND, NONBASETHRDENA */
	str r1, [r10, #0x14]
	add r1, r10, #0x18
	stmia r1!, {r3, r7-r9}		/* SHPR1-SHPR3, SHCSR: nothing enabled, active or pending */
	str r11, [r10, #0x28]		/* CFSR, HFSR, DFSR: ones clear */
	str r11, [r10, #0x2c]
	str r11, [r10, #0x30]
	str r3, [r10, #0x34]		/* MMFAR, BFAR */
	str r3, [r10, #0x38]

	str r3, [r10, #0x94]		/* MPU_CTRL */
	ldr r1, [r10, #0x90]		/* MPU_TYPE.DREGION (B3.5.4) */
	ubfx r1, r1, #8, #8
	cbz r1, 2f
1:	subs r1, #1
	str r1, [r10, #0x98]		/* RNR */
	str r3, [r10, #0x9c]		/* RBAR */
	str r3, [r10, #0xa0]		/* RASR, or RLAR */
	bne 1b
#if __ARM_ARCH >= 8
	str r3, [r10, #0xc0]		/* MAIR0, MAIR1 */
	str r3, [r10, #0xc4]
#endif
2:
	.endm

/*
 * port_hand_over. In: r0 = the image's vector table, r1 = the first range, r2 = the end of the last,
 * interrupts masked, thread mode, privileged. Does not return, and uses no stack: r3, r7-r9 are 0
 * from the second instruction on, r12 keeps the first range.
 */
	.section .text.port_hand_over, "ax"
	.global port_hand_over
	.type port_hand_over, %function
	.thumb_func
port_hand_over:
	cpsid i
	mov r3, #0
	mov r7, #0
	mov r8, #0
	mov r9, #0
	mov r12, r1
	msr control, r3			/* privileged, main stack, no floating-point context (B1.4.4) */
	isb
	ldr r10, =0xe000ed00		/* the system control block, B3.2.2 */
	str r3, [r10, #0x94]		/* MPU_CTRL: it might protect what is scrubbed (B3.5.5) */
	dsb
	isb

scrub:
	next_range check
1:	stmia r4!, {r3, r7-r9}
	cmp r4, r5
	bne 1b
	b scrub

check:
	dsb
	mov r1, r12
check_range:
	next_range leave_core
1:	ldmia r4!, {r3, r7-r9}
	orr r3, r7
	orr r3, r8
	orrs r3, r9
	bne failed
	cmp r4, r5
	bne 1b
	b check_range

/* r4 = behind the 16 bytes that do not read as 0. The main stack's end begins the vector table. */
failed:
	sub r0, r4, #16
	ldr r1, [r10, #0x08]		/* VTOR: still this image's */
	ldr r1, [r1]
	msr msp, r1
	bl bulkhead_stop_handoff

/* Registers of the core as reset leaves them; r3, r7-r9 are 0 again, since all bytes were. */
leave_core:
	mvn r11, #0
	ldr r1, =0xe000e004		/* ICTR: groups of 32 lines, less one (B3.4.3) */
	ldr r1, [r1]
	and r1, #0xf
	ldr r2, =0xe000e180
	ldr r4, =0xe000e400
1:	str r11, [r2]			/* ICER */
	str r11, [r2, #0x100]		/* ICPR */
#if __ARM_ARCH >= 8
	str r3, [r2, #0x200]		/* ITNS: secure */
#endif
	add r2, #4
	stmia r4!, {r3, r7-r9}		/* IPR */
	stmia r4!, {r3, r7-r9}
	subs r1, #1
	bpl 1b

	ldr r1, =0xe000e010		/* SysTick: CTRL, LOAD, VAL (B3.3.2) */
	stmia r1, {r3, r7, r8}
#if __ARM_ARCH >= 8
	ldr r1, =0xe002ed00		/* what the secure state sees of the other (Armv8-M D1.1) */
	ldr r2, [r1]			/* CPUID: 0 where there is no other state, or this is it */
	cmp r2, #0
	beq leave_own_state
	mov r10, r1
	leave_bank r3			/* but SysTick: docs/HANDOFF.md, what is out of reach */
	mov r1, #0xc00
	ldr r2, =0xe000ed8c		/* NSACR: what is behind it can be cleared while it lets through */
	str r1, [r2]
	dsb
	str r3, [r10, #0x88]		/* CPACR */
	ldr r4, =0xe002ef34		/* FPCCR, FPCAR, FPDSCR: 0 where there is no FPU */
	ldr r1, [r4]
	bic r1, #0x7f0
	bic r1, #0x00b
	stmia r4, {r1, r3, r7}
	dsb
	str r3, [r2]			/* NSACR */
	msr control_ns, r3
	msr msp_ns, r3
	msr psp_ns, r3
	msr msplim_ns, r3
	msr psplim_ns, r3
	msr primask_ns, r3
	msr basepri_ns, r3
	msr faultmask_ns, r3

	ldr r10, =0xe000ed00
	str r3, [r10, #0xd0]		/* SAU_CTRL */
	ldr r1, [r10, #0xd4]		/* SAU_TYPE.SREGION */
	uxtb r1, r1
	cbz r1, 2f
1:	subs r1, #1
	str r1, [r10, #0xd8]		/* SAU_RNR */
	str r3, [r10, #0xdc]		/* SAU_RBAR */
	str r3, [r10, #0xe0]		/* SAU_RLAR */
	bne 1b
2:	str r11, [r10, #0xe4]		/* SFSR: ones clear */
	str r3, [r10, #0xe8]		/* SFAR */
leave_own_state:
#endif
	leave_bank r0
	.fpu fpv4-sp-d16
	mov r1, #0x00f00000		/* CPACR keeps the bits of CP10 and CP11 if there is an FPU (B3.2.20) */
	str r1, [r10, #0x88]
	dsb
	isb
	ldr r1, [r10, #0x88]
	tst r1, #0x00f00000
	beq 3f
	ldr r2, =0xe000ef34
	ldr r1, [r2]
	bic r1, #0x7f0			/* FPCCR: no state waits to be saved; what is set at reset stays */
	bic r1, #0x00b			/* (B3.2.21) */
	stmia r2, {r1, r3, r7}		/* FPCAR, FPDSCR */
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmov d\n, r3, r3
	.endr
	vmsr fpscr, r3
3:	str r3, [r10, #0x88]		/* CPACR */
	msr control, r3			/* FPCA, which the instructions above have set */
	isb

	ldr r1, [r0]			/* its main stack */
	ldr r0, [r0, #4]		/* its first instruction */
	msr psp, r3
#if __ARM_ARCH >= 8
	msr msplim, r3
	msr psplim, r3
#endif
	msr msp, r1
	msr basepri, r3
	msr faultmask, r3
	mov r1, #0
	mov r2, #0
	mov r4, #0
	mov r5, #0
	mov r6, #0
	mov r10, #0
	mov r11, #0
	mov r12, #0
	mov lr, #0xffffffff		/* as reset leaves it (B1.5.5) */
#if defined(__ARM_FEATURE_DSP)
	msr apsr_nzcvqg, r3
#else
	msr apsr_nzcvq, r3
#endif
	cpsie i				/* nothing is enabled and nothing pending */
	dsb
	isb
	bx r0				/* r0 holds this address, every other register 0 */
	.size port_hand_over, . - port_hand_over
	.ltorg
#endif

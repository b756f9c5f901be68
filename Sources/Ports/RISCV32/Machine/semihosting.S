/* A call to the debugger or emulator. Source: RISC-V Semihosting 1.0. */
#if defined(__riscv)

/*
 * In: a0 = operation, a1 = its block. Out: a0. Nothing is lost; interrupts stay as they are. Around the
 * breakpoint stand two instructions that mark it; the three have four bytes each and lie on one page.
 */
	.section .text.bulkhead_semihosting_call, "ax"
	.global bulkhead_semihosting_call
	.type bulkhead_semihosting_call, @function
	.option push
	.option norelax
	.option norvc
	.balign 16
bulkhead_semihosting_call:
	slli zero, zero, 0x1f
	ebreak
	srai zero, zero, 7
	ret
	.option pop
	.size bulkhead_semihosting_call, . - bulkhead_semihosting_call
#endif

/* setjmp and longjmp for 32-bit RISC-V without floating point registers. See <setjmp.h>. */
#if defined(__riscv)
#include <setjmp.h>

/* in: a0 the buffer; out: a0 = 0; lost: nothing else. Interrupts as they are. */
__attribute__((naked)) int setjmp(jmp_buf environment __attribute__((unused)))
{
	__asm__ volatile("sw ra, 0(a0)\n"
			 "sw sp, 4(a0)\n"
			 "sw s0, 8(a0)\n"
			 "sw s1, 12(a0)\n"
			 "sw s2, 16(a0)\n"
			 "sw s3, 20(a0)\n"
			 "sw s4, 24(a0)\n"
			 "sw s5, 28(a0)\n"
			 "sw s6, 32(a0)\n"
			 "sw s7, 36(a0)\n"
			 "sw s8, 40(a0)\n"
			 "sw s9, 44(a0)\n"
			 "sw s10, 48(a0)\n"
			 "sw s11, 52(a0)\n"
			 "li a0, 0\n"
			 "ret\n");
}

/* in: a0 the buffer, a1 the value; out: a0 = value, or 1 for 0, where setjmp returned. */
__attribute__((naked)) void longjmp(jmp_buf environment __attribute__((unused)),
				    int value __attribute__((unused)))
{
	__asm__ volatile("lw ra, 0(a0)\n"
			 "lw sp, 4(a0)\n"
			 "lw s0, 8(a0)\n"
			 "lw s1, 12(a0)\n"
			 "lw s2, 16(a0)\n"
			 "lw s3, 20(a0)\n"
			 "lw s4, 24(a0)\n"
			 "lw s5, 28(a0)\n"
			 "lw s6, 32(a0)\n"
			 "lw s7, 36(a0)\n"
			 "lw s8, 40(a0)\n"
			 "lw s9, 44(a0)\n"
			 "lw s10, 48(a0)\n"
			 "lw s11, 52(a0)\n"
			 "seqz a0, a1\n"
			 "add a0, a0, a1\n"
			 "ret\n");
}

#endif

/* Functions of store that leave something behind them. */
#include "compartments_under_test.h"

/* Leaves something in every register. */
__attribute__((naked)) int store_leave(void)
{
#if defined(__arm__)
	__asm__ volatile("ldr r0, =%c0\n\t"
			 ".irp one, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12\n\t"
			 "mov \\one, r0\n\t"
			 ".endr\n\t"
			 "bx lr\n\t"
			 ".ltorg" ::"i"(STORE_SECRET));
#elif defined(CONFIG_PROTECTION_CHERI)
	/* All that it has: its DDC. */
	__asm__ volatile("mv t0, ra\n\t"
			 ".insn r 0x5b, 0, 0x01, a0, zero, x1\n\t" /* CSpecialR a0, DDC */
			 ".irp one, a1, a2, a3, a4, a5, a6, a7, t1, t2, t3, t4, t5, t6, ra, gp, tp\n\t"
			 ".insn r 0x5b, 0, 0x7f, \\one, a0, x10\n\t" /* CMove */
			 ".endr\n\t"
			 ".irp one, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11\n\t"
			 ".insn r 0x5b, 0, 0x7f, \\one, a0, x10\n\t"
			 ".endr\n\t"
			 "jr t0");
#else
	__asm__ volatile("li a0, %0\n\t"
			 ".irp one, a1, a2, a3, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6\n\t"
			 "mv \\one, a0\n\t"
			 ".endr\n\t"
			 ".irp one, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11\n\t"
			 "mv \\one, a0\n\t"
			 ".endr\n\t"
			 "ret" ::"i"(STORE_SECRET));
#endif
}

__attribute__((naked)) int store_leave_beside(const void *bytes, size_t length)
{
#if defined(__arm__)
	__asm__ volatile("b.w store_leave");
#else
	__asm__ volatile("tail store_leave");
#endif
}

/* setjmp and longjmp for Armv7-M and Armv8-M. See <setjmp.h>. */
#if defined(__arm__)
#include <setjmp.h>

/* in: r0 the buffer; out: r0 = 0; lost: r1, r2. Interrupts as they are. */
__attribute__((naked)) int setjmp(jmp_buf environment __attribute__((unused)))
{
	__asm__ volatile("mov r1, sp\n"
			 "mov r2, lr\n"
			 "stmia r0!, {r1, r2, r4-r11}\n"
#if defined(__ARM_FP)
			 "vstmia r0!, {d8-d15}\n"
#endif
			 "movs r0, #0\n"
			 "bx lr\n");
}

/* in: r0 the buffer, r1 the value; out: r0 = value, or 1 for 0, where setjmp returned. */
__attribute__((naked)) void longjmp(jmp_buf environment __attribute__((unused)),
				    int value __attribute__((unused)))
{
	__asm__ volatile("ldmia r0!, {r2, r3, r4-r11}\n"
			 "mov sp, r2\n"
			 "mov lr, r3\n"
#if defined(__ARM_FP)
			 "vldmia r0!, {d8-d15}\n"
#endif
			 "movs r0, r1\n"
			 "it eq\n"
			 "moveq r0, #1\n"
			 "bx lr\n");
}

#endif

/* A compartment that others call. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

static int count;

int store_add(int a, int b, int c, int d)
{
	count++;
	return a + 10 * b + 100 * c + 1000 * d;
}

int store_count(void)
{
	return count;
}

int store_sum(const unsigned char *bytes, size_t length)
{
	int sum = 0;

	while (length-- > 0) {
		sum += *bytes++;
	}
	return sum;
}

int store_fill(unsigned char *bytes, size_t length, int value)
{
	/* The last one is left as it is. */
	for (size_t i = 0; i + 1 < length; i++) {
		bytes[i] = (unsigned char)value;
	}
	return 0;
}

int store_double(int *number)
{
	*number *= 2;
	return 0;
}

int store_address(const void *buffer, size_t length)
{
	(void)length;
	return (int)(uintptr_t)buffer;
}

int store_change_when_lent(unsigned char *block)
{
	block[31] = 0x31;
	return (int)(uintptr_t)block;
}

int store_hold(unsigned char *block)
{
	block[0] = 1;
	k_msleep(5);
	block[1] = 2;
	return (int)(uintptr_t)block;
}

int store_fail(int how)
{
	return how == 0 ? *(volatile int *)0x4 : ((int (*)(void))0x10000001)();
}

int store_sleep(int milliseconds)
{
	k_msleep(milliseconds);
	return milliseconds;
}

int store_write_word(unsigned int *address)
{
	*address = 1;
	return 0;
}

static int fall(volatile int *depth)
{
	volatile int bytes[32] = {*depth};

	++*depth;
	return *depth < 100000 ? fall(depth) + bytes[0] : bytes[31];
}

int store_overflow(void)
{
	volatile int depth = 0;

	return fall(&depth);
}

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

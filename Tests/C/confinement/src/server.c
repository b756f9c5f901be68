/* Who is called: what the last call left on its stack is not there in the next. */
#include "confinement.h"

#include <zephyr/kernel.h>

static int calls;
DEFINE_LOOK(server_look)

int server_mix(int a, int b, int c, int d)
{
	calls++;
	return a + 10 * b + 100 * c + 1000 * d;
}

int server_count(void)
{
	return calls;
}

/* Words of the stack's lowest 800 bytes that are not 0, seen from a function of few bytes; then all get LEFT. */
__attribute__((naked)) static int look_and_leave(void)
{
	__asm__ volatile("mv t0, sp\n\t"
			 "li a0, 0\n\t"
			 "addi t1, t0, -800\n\t"
			 "li t3, %0\n"
			 "1:\taddi t0, t0, -4\n\t"
			 "lw t2, 0(t0)\n\t"
			 "sw t3, 0(t0)\n\t"
			 "beqz t2, 2f\n\t"
			 "addi a0, a0, 1\n"
			 "2:\tbgtu t0, t1, 1b\n\t"
			 "ret" ::"i"(LEFT));
}

int server_leave(int how)
{
	int found = look_and_leave();

	if (how == LEAVE_AND_FAULT) {
		__builtin_trap();
	}
	if (how == LEAVE_AND_WAIT) {
		k_sleep(K_FOREVER);
	}
	return found;
}

int server_leave_beside(unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bytes[i]++;
	}
	return look_and_leave();
}

int server_sum(const unsigned char *bytes, size_t length)
{
	int sum = 0;

	for (size_t i = 0; i < length; i++) {
		sum += bytes[i];
	}
	return sum;
}

int server_fail(int how)
{
	(void)how;
	__builtin_trap();
}

/* What is attacked: secrets, canaries, and functions that a caller may use well or ill. */
#include "attacks.h"

#include <stdlib.h>
#include <zephyr/kernel.h>

static volatile uint32_t secret = SECRET, canary;
static struct {
	unsigned char buffer[32];
	volatile unsigned char next;
} lent __attribute__((aligned(32))) = {.next = SECRET_BYTE};
static volatile uint32_t *volatile on_stack;

/* Two functions that let nobody in without the number; behind the test there is the one label or the other. */
int victim_opens(int key);
int victim_counts(int key);
extern const char victim_behind_test[], victim_behind_count[];
__attribute__((naked)) int victim_opens(int key)
{
	__asm__ volatile("li t0, 7391\n\t"
			 "bne a0, t0, 1f\n\t"
			 ".global victim_behind_test\n"
			 "victim_behind_test:\n\t"
			 "lla t0, %0\n\t"
			 "lw a0, 0(t0)\n\t"
			 "ret\n"
			 "1:\tli a0, -1\n\t"
			 "ret" ::"i"(&secret));
}
__attribute__((naked)) int victim_counts(int key)
{
	__asm__ volatile("li t0, 7391\n\t"
			 "bne a0, t0, 1f\n\t"
			 ".global victim_behind_count\n"
			 "victim_behind_count:\n\t"
			 "li a0, %0\n\t"
			 "ret\n"
			 "1:\tli a0, -1\n\t"
			 "ret" ::"i"(SECRET));
}

int victim_where(int what)
{
	switch ((enum place)what) {
	case SECRET_PLACE:
		return (int)(uintptr_t)&secret;
	case CANARY_PLACE:
		return (int)(uintptr_t)&canary;
	case STACK_PLACE:
		return (int)(uintptr_t)on_stack;
	case DATA_USER_PLACE:
		return victim_opens(0) == -1 ? (int)(uintptr_t)victim_behind_test : 0;
	case CODE_PLACE:
		return victim_counts(0) == -1 ? (int)(uintptr_t)victim_behind_count : 0;
	}
	return 0;
}

int victim_is_spoilt(void)
{
	return canary != 0 || lent.next != SECRET_BYTE || lent.buffer[0] == SPOILT;
}

/* Has something on its stack that others may be after. */
void victim_sits(void *p1, void *p2, void *p3)
{
	volatile uint32_t mine = 0;

	on_stack = &mine;
	for (int i = 0; i < 40 && mine == 0; i++) {
		k_msleep(1);
	}
	if (mine != 0) {
		BULKHEAD_MARK(SUCCEEDS);
	}
}

static int lend_allocated(int how)
{
	unsigned char *old = malloc(32);
	volatile uint32_t *new;

	attacker_take(old, 32, how);
	free(old);
	new = malloc(32);
	*new = SECRET;
	return 0;
}

__attribute__((noinline)) static int lend_on_stack(int how)
{
	unsigned char buffer[16] = {0};
	int result = attacker_take(buffer, sizeof(buffer), how);

	return result + buffer[3];
}

int victim_lend(int how)
{
	switch ((enum attack)how) {
	case USE_AFTER_FREE:
		return lend_allocated(how);
	case OVERWRITE_RETURN:
		return lend_on_stack(how);
	default:
		return attacker_take(lent.buffer, sizeof(lent.buffer), how);
	}
}

/* Leaves a secret where it has worked. */
int victim_work(void)
{
	volatile uint32_t words[24];

	for (int i = 0; i < 24; i++) {
		words[i] = secret;
	}
	return words[3] == secret;
}

/* Gives away what it has never written. */
int victim_look(void)
{
	volatile uint32_t words[24];

	BULKHEAD_MARK(BEGINS);
	for (int i = 0; i < 24; i++) {
		if (words[i] == SECRET) {
			return (int)SECRET;
		}
	}
	BULKHEAD_MARK(ENDS);
	return 0;
}

int victim_fill(unsigned char *to, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		to[i] = SPOILT;
	}
	return 0;
}

int victim_poke(uintptr_t address)
{
	*(volatile uint32_t *)address = SPOILT;
	return 0;
}

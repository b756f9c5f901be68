/* The attacker. It has addresses of what it is after, and a compiler that believes it. */
#include "attacks.h"

#include <stdlib.h>
#include <zephyr/kernel.h>

static volatile unsigned char *kept;
static volatile struct {
	unsigned char buffer[16];
	unsigned char next;
} own;

static uint32_t read_word(uintptr_t address)
{
	uint32_t word;

	BULKHEAD_MARK(BEGINS);
	word = *(volatile uint32_t *)address;
	BULKHEAD_MARK(ENDS);
	return word;
}

static unsigned char read_byte(volatile unsigned char *bytes, size_t place)
{
	unsigned char byte;

	BULKHEAD_MARK(BEGINS);
	byte = bytes[place];
	BULKHEAD_MARK(ENDS);
	return byte;
}

static void write_word(uintptr_t address)
{
	BULKHEAD_MARK(BEGINS);
	*(volatile uint32_t *)address = SPOILT;
	BULKHEAD_MARK(ENDS);
}

static void write_byte(volatile unsigned char *bytes, size_t place)
{
	BULKHEAD_MARK(BEGINS);
	bytes[place] = SPOILT;
	BULKHEAD_MARK(ENDS);
}

static int jump(uintptr_t address)
{
	int result;

	BULKHEAD_MARK(BEGINS);
	result = ((int (*)(void))address)();
	BULKHEAD_MARK(ENDS);
	return result;
}

/* Where a function of another's is to return to. */
static void hijacked(void)
{
	BULKHEAD_MARK(SUCCEEDS);
	k_sleep(K_FOREVER);
}

/* Behind a buffer on a stack there is where its owner returns to: the first word that is an address of code. */
static void overwrite_return(unsigned char *buffer, size_t length)
{
	volatile uint32_t *words = (volatile uint32_t *)(buffer + length);

	BULKHEAD_MARK(BEGINS);
	for (int i = 0; i < 16; i++) {
		if (words[i] >> 26 == 0x80000000u >> 26) {
			words[i] = (uint32_t)(uintptr_t)hijacked;
			break;
		}
	}
	BULKHEAD_MARK(ENDS);
}

/* What somebody else has left below its own part of the stack. */
__attribute__((noinline)) static int read_below(void)
{
	volatile uint32_t here;
	volatile uint32_t *words = &here;
	int result = 0;

	BULKHEAD_MARK(BEGINS);
	for (int i = 1; i < 64; i++) {
		if (*--words == SECRET) {
			result = (int)SECRET;
		}
	}
	BULKHEAD_MARK(ENDS);
	return result;
}

static int use_own_after_free(void)
{
	volatile unsigned char *old = malloc(32), *new;

	free((void *)old);
	new = malloc(32);
	new[0] = 0;
	write_byte(old, 0);
	return new[0] == SPOILT ? (int)SECRET : 0;
}

int attacker_run(int what, uintptr_t address)
{
	switch ((enum attack)what) {
	case READ_BEYOND_OWN:
		own.next = SECRET_BYTE;
		return read_byte(own.buffer, sizeof(own.buffer)) == SECRET_BYTE ? (int)SECRET : 0;
	case WRITE_BEYOND_OWN:
		write_byte(own.buffer, sizeof(own.buffer));
		return own.next == SPOILT ? (int)SECRET : 0;
	case READ_BEYOND_MEMORY:
		read_byte((volatile unsigned char *)address, 0);
		return (int)SECRET;
	case WRITE_BEYOND_MEMORY:
		write_byte((volatile unsigned char *)address, 0);
		return 0;
	case READ_FAR:
	case READ_CODE:
		return (int)read_word(address);
	case WRITE_FAR:
	case WRITE_STACK_OF_OTHER:
	case FORGE_TO_KERNEL:
		write_word(address);
		return 0;
	case USE_AFTER_RETURN:
		write_byte(kept, 0);
		return 0;
	case USE_AFTER_FREE:
		return (int)read_word((uintptr_t)kept);
	case USE_OWN_AFTER_FREE:
		return use_own_after_free();
	case DEPUTY_BY_BUFFER:
		BULKHEAD_MARK(BEGINS);
		victim_fill((unsigned char *)address, 4);
		BULKHEAD_MARK(ENDS);
		return 0;
	case DEPUTY_BY_NUMBER:
		BULKHEAD_MARK(BEGINS);
		victim_poke(address);
		BULKHEAD_MARK(ENDS);
		return 0;
	case JUMP_TO_DATA_USER:
	case JUMP_TO_CODE:
		return jump(address);
	case READ_STALE_BELOW:
		victim_work();
		return read_below();
	default:
		return -1;
	}
}

int attacker_take(unsigned char *buffer, size_t length, int what)
{
	switch ((enum attack)what) {
	case READ_BEYOND_BUFFER:
		return read_byte(buffer, length) == SECRET_BYTE ? (int)SECRET : 0;
	case WRITE_BEYOND_BUFFER:
		write_byte(buffer, length);
		return 0;
	case OVERWRITE_RETURN:
		overwrite_return(buffer, length);
		return 0;
	default:
		kept = buffer;
		return 0;
	}
}

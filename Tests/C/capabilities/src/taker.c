/* The compartment that is given capabilities, and gives some. */
#include "capabilities_under_test.h"

#include <errno.h>
#include <stdint.h>

static bulkhead_capability_t kept;
static bulkhead_capability_t *left;

int taker_sum(const bulkhead_capability_t *bytes, int size)
{
	unsigned char copy[32];
	int sum = 0;
	int result = bulkhead_capability_read(bytes, 0, copy, (size_t)size);

	for (int i = 0; result == 0 && i < size; i++) {
		sum += copy[i];
	}
	return result == 0 ? sum : result;
}

int taker_try(const bulkhead_capability_t *bytes, int offset, int writes)
{
	unsigned char byte = 77;

	return writes ? bulkhead_capability_write(bytes, (size_t)offset, &byte, 1)
		      : bulkhead_capability_read(bytes, (size_t)offset, &byte, 1);
}

int taker_fill(const bulkhead_capability_t *bytes, int size)
{
	for (int i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)(size - i);
		int result = bulkhead_capability_write(bytes, (size_t)i, &byte, 1);

		if (result != 0) {
			return result;
		}
	}
	return 0;
}

int taker_capture(const bulkhead_capability_t *bytes)
{
	return bulkhead_capability_copy(&kept, bytes);
}

int taker_borrow(const bulkhead_capability_t *bytes)
{
	unsigned char byte;
	int result = bulkhead_capability_read(bytes, 0, &byte, 1);

	return result == 0 ? taker_capture(bytes) : result;
}

int taker_kept(void)
{
	unsigned char byte;

	return bulkhead_capability_read(&kept, 0, &byte, 1);
}

__attribute__((noinline)) int taker_leave(const bulkhead_capability_t *bytes)
{
	bulkhead_capability_t copy;
	int result = bulkhead_capability_copy(&copy, bytes);

	left = &copy;
	__asm__ volatile("" : : "r"(left) : "memory");
	return result;
}

__attribute__((noinline)) int taker_left(void)
{
	unsigned char byte;

	return bulkhead_capability_read(left, 0, &byte, 1);
}

/* MARK: Handles */

static uint32_t numbers[4][2] __attribute__((aligned(8)));
static bulkhead_capability_t key;

int taker_open(bulkhead_capability_t *handle, int number)
{
	static unsigned int next;
	bulkhead_capability_t cell;
	uint32_t *place = numbers[next++ % 4];
	struct bulkhead_capability_facts facts;
	int result = 0;

	*place = (uint32_t)number;
	if (bulkhead_capability_facts(&key, &facts) != 0) {
		result = bulkhead_capability_make_key(&key);
	}
	if (result == 0) {
		result = bulkhead_capability_derive(&cell, place, 8, BULKHEAD_CAPABILITY_READ | BULKHEAD_CAPABILITY_KEEP);
	}
	return result == 0 ? bulkhead_capability_seal(handle, &cell, &key) : result;
}

int taker_forget(void)
{
	bulkhead_capability_drop(&key);
	return 0;
}

int taker_use(const bulkhead_capability_t *handle)
{
	bulkhead_capability_t cell;
	uint32_t number = 0;
	int result = bulkhead_capability_unseal(&cell, handle, &key);

	if (result == 0) {
		result = bulkhead_capability_read(&cell, 0, &number, sizeof(number));
	}
	return result == 0 ? (int)number : result;
}

int taker_give_local(bulkhead_capability_t *given)
{
	uint32_t bytes[8] __attribute__((aligned(32))) = {0};

	return bulkhead_capability_derive(given, bytes, 8, BULKHEAD_CAPABILITY_READ);
}

int taker_fault(const bulkhead_capability_t *bytes)
{
	bulkhead_capability_t copy;

	(void)bulkhead_capability_copy(&copy, bytes);
	__builtin_trap();
}

int taker_has(const bulkhead_capability_t *bytes)
{
	struct bulkhead_capability_facts facts;

	return bulkhead_capability_facts(bytes, &facts) == 0;
}

int taker_steal(const bulkhead_capability_t *variable)
{
	return taker_try(variable, 0, 0);
}

int taker_address(uint64_t *address)
{
	*address = (uintptr_t)&kept;
	return 0;
}

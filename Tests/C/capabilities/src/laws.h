/*
 * What holds of capabilities, whatever keeps them: each law is a function that gives 0, or the line of what does not
 * hold and the result above that. Compiled for a compartment and for code outside of all.
 */
#include "capabilities_under_test.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zephyr/kernel.h>

#define ALL BULKHEAD_CAPABILITY_ALL
#define READ BULKHEAD_CAPABILITY_READ
#define WRITE BULKHEAD_CAPABILITY_WRITE
#define LOAD BULKHEAD_CAPABILITY_LOAD
#define STORE BULKHEAD_CAPABILITY_STORE
#define KEEP BULKHEAD_CAPABILITY_KEEP
#define DEEP_WRITE BULKHEAD_CAPABILITY_DEEP_WRITE
#define DEEP_KEEP BULKHEAD_CAPABILITY_DEEP_KEEP
#define DEEP (DEEP_WRITE | DEEP_KEEP)

#define EXPECT(expected, call)                                                                     \
	do {                                                                                       \
		int result_ = (call);                                                              \
                                                                                                   \
		if (result_ != (expected)) {                                                       \
			return __LINE__ | (result_ & 0x7fff) << 16;                                \
		}                                                                                  \
	} while (0)
#define HOLDS(condition) EXPECT(1, (condition) ? 1 : 0)

/* Aligned so that any size up to all of it has exact bounds. */
static unsigned char memory[1024] __attribute__((aligned(1024)));
static unsigned char cells[64] __attribute__((aligned(64)));
static bulkhead_capability_t kept, other;

static int derive_memory(bulkhead_capability_t *to, size_t size, uint32_t rights)
{
	return bulkhead_capability_derive(to, memory, size, rights);
}

static void count_up(void)
{
	for (size_t i = 0; i < sizeof(memory); i++) {
		memory[i] = (unsigned char)i;
	}
}

static int it_reads_and_writes(void)
{
	unsigned char bytes[8] = {9, 8, 7, 6, 5, 4, 3, 2};

	count_up();
	EXPECT(0, derive_memory(&kept, 32, READ | WRITE | KEEP));
	EXPECT(0, bulkhead_capability_write(&kept, 5, bytes, 7));
	HOLDS(memory[4] == 4 && memory[5] == 9 && memory[11] == 3 && memory[12] == 12);
	EXPECT(0, bulkhead_capability_read(&kept, 4, bytes, 8));
	HOLDS(bytes[0] == 4 && bytes[1] == 9 && bytes[7] == 3);
	EXPECT(0, bulkhead_capability_read(&kept, 32, bytes, 0));
	return 0;
}

static int it_has_bounds(void)
{
	unsigned char bytes[8] = {0};

	count_up();
	EXPECT(0, derive_memory(&kept, 32, READ | WRITE | KEEP));
	EXPECT(-ERANGE, bulkhead_capability_read(&kept, 32, bytes, 1));
	EXPECT(-ERANGE, bulkhead_capability_read(&kept, 25, bytes, 8));
	EXPECT(-ERANGE, bulkhead_capability_write(&kept, 31, bytes, 2));
	EXPECT(-ERANGE, bulkhead_capability_write(&kept, (size_t)-1, bytes, 1));
	EXPECT(-ERANGE, bulkhead_capability_read(&kept, 1, bytes, (size_t)-1));
	EXPECT(-ERANGE, bulkhead_capability_read(&kept, 33, bytes, 0));
	for (size_t i = 0; i < sizeof(memory); i++) {
		HOLDS(memory[i] == (unsigned char)i);
	}
	return 0;
}

static int it_has_rights(void)
{
	unsigned char byte = 0;

	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(-EPERM, bulkhead_capability_write(&kept, 0, &byte, 1));
	EXPECT(-EPERM, bulkhead_capability_narrow(&other, &kept, 0, 8, READ | WRITE));
	EXPECT(-EPERM, bulkhead_capability_load(&other, &kept, 0));
	EXPECT(-EPERM, bulkhead_capability_store(&kept, 0, &kept));
	EXPECT(0, derive_memory(&kept, 16, WRITE | KEEP));
	EXPECT(-EPERM, bulkhead_capability_read(&kept, 0, &byte, 1));
	EXPECT(0, bulkhead_capability_write(&kept, 0, &byte, 1));
	return 0;
}

static int it_narrows(void)
{
	struct bulkhead_capability_facts facts;
	unsigned char bytes[4];

	count_up();
	EXPECT(0, derive_memory(&kept, 32, READ | WRITE | KEEP));
	EXPECT(0, bulkhead_capability_narrow(&other, &kept, 10, 4, READ | KEEP));
	EXPECT(0, bulkhead_capability_facts(&other, &facts));
	HOLDS(facts.size == 4 && facts.rights == (READ | KEEP) && !facts.is_sealed && !facts.is_key);
	EXPECT(0, bulkhead_capability_read(&other, 0, bytes, 4));
	HOLDS(bytes[0] == 10 && bytes[3] == 13);
	EXPECT(-ERANGE, bulkhead_capability_read(&other, 1, bytes, 4));
	EXPECT(-ERANGE, bulkhead_capability_narrow(&other, &other, 0, 5, READ));
	EXPECT(-EINVAL, bulkhead_capability_read(&other, 0, bytes, 1)); /* it has nothing after an error */
	EXPECT(-ERANGE, bulkhead_capability_narrow(&other, &kept, 33, 1, READ | KEEP));
	EXPECT(-ERANGE, bulkhead_capability_narrow(&other, &kept, 31, 2, READ | KEEP));
	/* In place. */
	EXPECT(0, bulkhead_capability_narrow(&kept, &kept, 10, 8, READ | KEEP));
	EXPECT(0, bulkhead_capability_narrow(&kept, &kept, 2, 4, READ | KEEP));
	EXPECT(0, bulkhead_capability_read(&kept, 0, bytes, 1));
	HOLDS(bytes[0] == 12);
	return 0;
}

static int bytes_are_none(void)
{
	unsigned char byte;
	uint32_t words[2];

	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	memcpy(&other, &kept, sizeof(other));
	EXPECT(-EINVAL, bulkhead_capability_read(&other, 0, &byte, 1));
	EXPECT(0, bulkhead_capability_read(&kept, 0, &byte, 1));
	/* What was overwritten is none, and makes room. */
	memcpy(words, &kept, sizeof(words));
	words[0] ^= 1;
	memcpy(&kept, words, sizeof(words));
	EXPECT(-EINVAL, bulkhead_capability_read(&kept, 0, &byte, 1));
	for (uint32_t number = 0; number < 64; number++) {
		other = (bulkhead_capability_t){{number, number % 5}};
		EXPECT(-EINVAL, bulkhead_capability_read(&other, 0, &byte, 1));
	}
	for (int i = 0; i < 64; i++) {
		EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
		kept = (bulkhead_capability_t){{1, 1}};
	}
	return 0;
}

static int it_is_copied_and_dropped(void)
{
	unsigned char byte;

	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(0, bulkhead_capability_copy(&other, &kept));
	bulkhead_capability_drop(&kept);
	EXPECT(-EINVAL, bulkhead_capability_read(&kept, 0, &byte, 1));
	EXPECT(0, bulkhead_capability_read(&other, 0, &byte, 1));
	EXPECT(0, bulkhead_capability_copy(&other, &other));
	EXPECT(0, bulkhead_capability_read(&other, 0, &byte, 1));
	EXPECT(-EINVAL, bulkhead_capability_copy(&other, &kept));
	EXPECT(-EINVAL, bulkhead_capability_read(&other, 0, &byte, 1));
	return 0;
}

static int without_keep_it_is_on_the_stack(void)
{
	bulkhead_capability_t local;
	unsigned char bytes[32] __attribute__((aligned(32))) = {1, 2, 3};
	unsigned char byte;

	EXPECT(-EPERM, derive_memory(&kept, 16, READ));
	EXPECT(-EINVAL, bulkhead_capability_read(&kept, 0, &byte, 1));
	EXPECT(0, derive_memory(&local, 16, READ));
	EXPECT(0, bulkhead_capability_read(&local, 0, &byte, 1));
	EXPECT(-EPERM, bulkhead_capability_copy(&kept, &local));
	EXPECT(-EPERM, bulkhead_capability_narrow(&kept, &local, 0, 8, READ));
	EXPECT(-EPERM, bulkhead_capability_narrow(&local, &local, 0, 8, READ | KEEP));
	/* Bytes of a stack are not to be kept. */
	EXPECT(-EPERM, bulkhead_capability_derive(&local, bytes, sizeof(bytes), READ | KEEP));
	EXPECT(0, bulkhead_capability_derive(&local, bytes, sizeof(bytes), READ | WRITE));
	EXPECT(0, bulkhead_capability_read(&local, 2, &byte, 1));
	HOLDS(byte == 3);
	bulkhead_capability_drop(&local);
	return 0;
}

static int a_seal_closes_it(void)
{
	struct bulkhead_capability_facts facts;
	bulkhead_capability_t key, wrong, half, local;
	unsigned char byte;

	EXPECT(0, bulkhead_capability_make_key(&key));
	EXPECT(0, bulkhead_capability_make_key(&wrong));
	EXPECT(0, bulkhead_capability_facts(&key, &facts));
	HOLDS(facts.is_key && !facts.is_sealed);
	EXPECT(0, derive_memory(&local, 16, READ | KEEP));
	EXPECT(0, bulkhead_capability_seal(&kept, &local, &key));
	EXPECT(0, bulkhead_capability_facts(&kept, &facts));
	HOLDS(facts.is_sealed && facts.size == 16 && facts.rights == (READ | KEEP));
	EXPECT(-EPERM, bulkhead_capability_read(&kept, 0, &byte, 1));
	EXPECT(-EPERM, bulkhead_capability_narrow(&other, &kept, 0, 8, READ));
	EXPECT(-EPERM, bulkhead_capability_seal(&other, &kept, &wrong));
	EXPECT(-EPERM, bulkhead_capability_unseal(&other, &kept, &wrong));
	EXPECT(-EPERM, bulkhead_capability_unseal(&other, &kept, &local));
	EXPECT(-EPERM, bulkhead_capability_unseal(&other, &local, &key));
	EXPECT(-EPERM, bulkhead_capability_seal(&other, &key, &wrong));
	EXPECT(-EPERM, bulkhead_capability_read(&key, 0, &byte, 1));
	EXPECT(-EINVAL, bulkhead_capability_seal(&other, &other, &key));
	EXPECT(0, bulkhead_capability_copy(&other, &kept));
	EXPECT(0, bulkhead_capability_unseal(&other, &other, &key));
	EXPECT(0, bulkhead_capability_read(&other, 0, &byte, 1));
	/* A key for one of both only. */
	EXPECT(0, bulkhead_capability_narrow(&half, &key, 0, 1, WRITE));
	EXPECT(-EPERM, bulkhead_capability_unseal(&other, &kept, &half));
	EXPECT(0, bulkhead_capability_seal(&other, &local, &half));
	EXPECT(0, bulkhead_capability_narrow(&half, &key, 0, 1, READ));
	EXPECT(-EPERM, bulkhead_capability_seal(&other, &local, &half));
	/* It has no KEEP, so what it opens has none. */
	EXPECT(-EPERM, bulkhead_capability_unseal(&other, &kept, &half));
	EXPECT(0, bulkhead_capability_unseal(&local, &kept, &half));
	EXPECT(0, bulkhead_capability_facts(&local, &facts));
	HOLDS(facts.rights == READ);
	return 0;
}

static int types_come_to_an_end(void)
{
	bulkhead_capability_t key;
	int most = bulkhead_capability_backend() == BULKHEAD_CAPABILITY_HARDWARE ? 8
		   : bulkhead_capability_backend() == BULKHEAD_CAPABILITY_MODEL  ? 7
										: 100;

	for (int i = 0; i < most; i++) {
		EXPECT(0, bulkhead_capability_make_key(&key));
	}
	if (most < 100) {
		EXPECT(-ENOSPC, bulkhead_capability_make_key(&key));
	}
	bulkhead_capability_drop(&key);
	return 0;
}

static int capabilities_lie_in_memory(void)
{
	bulkhead_capability_t local;
	unsigned char byte;

	count_up();
	EXPECT(0, bulkhead_capability_derive(&kept, cells, sizeof(cells), ALL));
	EXPECT(0, derive_memory(&other, 16, READ | WRITE | KEEP));
	EXPECT(0, bulkhead_capability_store(&kept, 8, &other));
	bulkhead_capability_drop(&other);
	EXPECT(0, bulkhead_capability_load(&other, &kept, 8));
	EXPECT(0, bulkhead_capability_read(&other, 3, &byte, 1));
	HOLDS(byte == 3);
	/* It is still there; what was never stored is none, nor is what was overwritten. */
	EXPECT(0, bulkhead_capability_load(&local, &kept, 8));
	EXPECT(-EINVAL, bulkhead_capability_load(&local, &kept, 16));
	EXPECT(-EINVAL, bulkhead_capability_load(&local, &kept, 4));
	EXPECT(-ERANGE, bulkhead_capability_load(&local, &kept, 64));
	EXPECT(-ERANGE, bulkhead_capability_store(&kept, 64, &other));
	EXPECT(0, bulkhead_capability_write(&kept, 8, &byte, 1));
	EXPECT(-EINVAL, bulkhead_capability_load(&local, &kept, 8));
	/* Only what has KEEP can be stored. */
	EXPECT(0, derive_memory(&local, 16, READ));
	EXPECT(-EPERM, bulkhead_capability_store(&kept, 8, &local));
	EXPECT(0, bulkhead_capability_derive(&other, cells, sizeof(cells), READ | LOAD | KEEP | DEEP));
	EXPECT(-EPERM, bulkhead_capability_store(&other, 8, &kept));
	EXPECT(-EINVAL, bulkhead_capability_derive(&other, cells + 4, 8, READ | LOAD | KEEP | DEEP));
	return 0;
}

static int deep_rights_hold_below(void)
{
	struct bulkhead_capability_facts facts;
	bulkhead_capability_t local, deeper;

	EXPECT(0, bulkhead_capability_derive(&kept, cells, sizeof(cells), ALL));
	EXPECT(0, bulkhead_capability_store(&kept, 0, &kept));
	if (bulkhead_capability_backend() == BULKHEAD_CAPABILITY_HARDWARE) {
		/* The format has no such permission, so it is not said to be there. */
		EXPECT(-ENOTSUP, bulkhead_capability_narrow(&other, &kept, 0, 64, ALL & ~DEEP_WRITE));
		EXPECT(-ENOTSUP, bulkhead_capability_narrow(&other, &kept, 0, 64, ALL & ~DEEP_KEEP));
		return 0;
	}
	EXPECT(0, bulkhead_capability_narrow(&other, &kept, 0, 64, READ | LOAD | KEEP | DEEP_KEEP));
	EXPECT(0, bulkhead_capability_load(&local, &other, 0));
	EXPECT(0, bulkhead_capability_facts(&local, &facts));
	HOLDS(facts.rights == (READ | LOAD | KEEP | DEEP_KEEP));
	EXPECT(0, bulkhead_capability_load(&deeper, &local, 0));
	EXPECT(0, bulkhead_capability_facts(&deeper, &facts));
	HOLDS(facts.rights == (READ | LOAD | KEEP | DEEP_KEEP));
	EXPECT(0, bulkhead_capability_narrow(&other, &kept, 0, 64, ALL & ~DEEP_KEEP));
	EXPECT(-EPERM, bulkhead_capability_load(&other, &other, 0));
	EXPECT(0, bulkhead_capability_narrow(&other, &kept, 0, 64, ALL & ~DEEP_KEEP));
	EXPECT(0, bulkhead_capability_load(&local, &other, 0));
	EXPECT(0, bulkhead_capability_facts(&local, &facts));
	HOLDS(facts.rights == (ALL & ~(KEEP | DEEP_KEEP)));
	return 0;
}

static int bounds_are_exact(void)
{
	static const size_t sizes[] = {1, 63, 64, 65, 100, 127, 128, 200, 511, 512, 513, 700, 1000, 1024};
	struct bulkhead_capability_facts facts;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t granule = bulkhead_capability_granule(sizes[i]);
		size_t size = (sizes[i] + granule - 1) / granule * granule;

		HOLDS(granule > 0 && (granule & (granule - 1)) == 0);
		HOLDS(bulkhead_capability_backend() != BULKHEAD_CAPABILITY_KERNEL || granule == 1);
		granule = bulkhead_capability_granule(size);
		EXPECT(0, derive_memory(&kept, size, READ | KEEP));
		EXPECT(0, bulkhead_capability_facts(&kept, &facts));
		HOLDS(facts.size == size);
		if (granule > 1 && size < sizeof(memory)) {
			EXPECT(-ERANGE, derive_memory(&kept, size + 1, READ | KEEP));
			EXPECT(-ERANGE, bulkhead_capability_derive(&kept, memory + 1, size, READ | KEEP));
		}
	}
	return 0;
}

static int nonsense_is_refused(void)
{
	struct bulkhead_capability_facts facts;
	bulkhead_capability_t none = {{0}};
	unsigned char byte = 0;

	EXPECT(-EINVAL, derive_memory(&kept, 16, 0));
	EXPECT(-EINVAL, derive_memory(&kept, 16, KEEP));
	EXPECT(-EINVAL, derive_memory(&kept, 16, READ | KEEP | 128));
	EXPECT(-EINVAL, derive_memory(&kept, 16, WRITE | LOAD | KEEP));
	EXPECT(-EINVAL, derive_memory(&kept, 16, READ | STORE | KEEP));
	EXPECT(-EINVAL, derive_memory(&kept, 0, READ | KEEP));
	EXPECT(-EFAULT, bulkhead_capability_derive(&kept, memory, (size_t)-64, READ | KEEP));
	EXPECT(-EINVAL, bulkhead_capability_copy(&kept, &none));
	EXPECT(-EINVAL, bulkhead_capability_narrow(&kept, &none, 0, 1, READ));
	EXPECT(-EINVAL, bulkhead_capability_load(&kept, &none, 0));
	EXPECT(-EINVAL, bulkhead_capability_store(&none, 0, &none));
	EXPECT(-EINVAL, bulkhead_capability_write(&none, 0, &byte, 1));
	EXPECT(-EINVAL, bulkhead_capability_facts(&none, &facts));
	EXPECT(-EINVAL, bulkhead_capability_seal(&kept, &none, &none));
	EXPECT(-EFAULT, bulkhead_capability_derive((bulkhead_capability_t *)(void *)(cells + 4), memory, 16, READ | KEEP));
	bulkhead_capability_drop(&none);
	return 0;
}

/* `most` is the caller's quota. */
static int there_are_so_many(int most)
{
	static bulkhead_capability_t many[16];
	bool is_limited = bulkhead_capability_backend() != BULKHEAD_CAPABILITY_HARDWARE;

	bulkhead_capability_drop(&kept);
	bulkhead_capability_drop(&other);
	for (int i = 0; i < most; i++) {
		EXPECT(0, bulkhead_capability_derive(&many[i], memory, 16, READ | KEEP));
	}
	EXPECT(is_limited ? -ENOSPC : 0, bulkhead_capability_derive(&many[most], memory, 16, READ | KEEP));
	/* Each again is one, not two. */
	EXPECT(0, bulkhead_capability_derive(&many[0], memory, 32, READ | KEEP));
	for (int i = 0; i <= most; i++) {
		bulkhead_capability_drop(&many[i]);
	}
	EXPECT(0, bulkhead_capability_derive(&kept, memory, 16, READ | KEEP));
	return 0;
}

/* MARK: Through gates */

static int it_goes_through_a_gate(void)
{
	count_up();
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(120, taker_sum(&kept, 16));
	EXPECT(-ERANGE, taker_sum(&kept, 17));
	EXPECT(0, taker_try(&kept, 15, false));
	EXPECT(-ERANGE, taker_try(&kept, 16, false));
	EXPECT(-EPERM, taker_try(&kept, 3, true));
	EXPECT(120, taker_sum(&kept, 16)); /* and it is still here */
	EXPECT(1, taker_has(&kept));
	bulkhead_capability_drop(&kept);
	EXPECT(0, taker_has(&kept));
	return 0;
}

static int a_stack_can_be_lent(void)
{
	unsigned char bytes[32] __attribute__((aligned(32))) = {0};
	bulkhead_capability_t local;

	EXPECT(0, bulkhead_capability_derive(&local, bytes, 32, READ | WRITE));
	EXPECT(0, taker_fill(&local, 32));
	HOLDS(bytes[0] == 32 && bytes[31] == 1);
	EXPECT(-EPERM, taker_capture(&local));
	return 0;
}

static int what_may_be_kept_is_kept(void)
{
	count_up();
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(0, taker_capture(&kept));
	EXPECT(0, taker_kept());
	bulkhead_capability_drop(&kept); /* which takes nothing back */
	EXPECT(0, taker_kept());
	return 0;
}

static int what_is_not_to_be_captured_is_not(void)
{
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(-EPERM, taker_borrow(&kept));
	EXPECT(-EINVAL, taker_kept());
	EXPECT(0, bulkhead_capability_narrow(&kept, &kept, 0, 16, READ | KEEP)); /* the own one has KEEP still */
	return 0;
}

static int nothing_is_left_on_the_stack(void)
{
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	EXPECT(0, taker_leave(&kept));
	EXPECT(-EINVAL, taker_left());
	return 0;
}

static int a_handle_is_sealed(void)
{
	bulkhead_capability_t handle, second, own;

	EXPECT(0, taker_forget());
	EXPECT(0, taker_open(&handle, 40));
	EXPECT(0, taker_open(&second, 2));
	EXPECT(40, taker_use(&handle));
	EXPECT(2, taker_use(&second));
	EXPECT(-EPERM, taker_try(&handle, 0, false));
	/* What it did not seal it does not take. */
	EXPECT(0, derive_memory(&own, 16, READ | KEEP));
	EXPECT(-EPERM, taker_use(&own));
	EXPECT(0, bulkhead_capability_make_key(&kept));
	EXPECT(0, bulkhead_capability_seal(&own, &own, &kept));
	EXPECT(-EPERM, taker_use(&own));
	bulkhead_capability_drop(&handle);
	EXPECT(-EINVAL, taker_use(&handle));
	EXPECT(2, taker_use(&second));
	return 0;
}

static int what_is_on_a_stack_does_not_come_back(void)
{
	bulkhead_capability_t given;
	unsigned char byte;

	EXPECT(0, derive_memory(&given, 16, READ | KEEP));
	EXPECT(-EPERM, taker_give_local(&given));
	EXPECT(-EINVAL, bulkhead_capability_read(&given, 0, &byte, 1));
	return 0;
}

__attribute__((unused)) static int faults_leak_none(void)
{
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	for (int i = 0; i < 8; i++) {
		EXPECT(-EFAULT, taker_fault(&kept));
	}
	EXPECT(1, taker_has(&kept));
	return 0;
}

/* Of code without privileges only; `resting` is on the stack of another thread of its compartment. */
static void *resting;
static int others_have_their_own(void)
{
	bool is_confined = IS_ENABLED(CONFIG_USERSPACE);
	bulkhead_capability_t *theirs;
	uint64_t address;
	unsigned char byte;

	EXPECT(0, taker_address(&address));
	theirs = (bulkhead_capability_t *)(uintptr_t)address;
	EXPECT(0, derive_memory(&kept, 16, READ | KEEP));
	/* A variable is good for who reaches it, and nobody else. */
	EXPECT(is_confined ? -EFAULT : 0, taker_steal(&kept));
	EXPECT(is_confined ? -EFAULT : 0, bulkhead_capability_derive(&other, theirs, 8, READ | KEEP));
	if (is_confined && bulkhead_capability_backend() == BULKHEAD_CAPABILITY_KERNEL) {
		EXPECT(-EFAULT, bulkhead_capability_copy(theirs, &kept));
		EXPECT(-EFAULT, bulkhead_capability_copy(&other, theirs));
		EXPECT(-EFAULT, bulkhead_capability_read(&kept, 0, theirs, 8));
	}
	EXPECT(0, bulkhead_capability_read(&kept, 0, &byte, 1));
	/* Nor is the stack of a thread of the compartment's own. */
	if (is_confined) {
		bulkhead_capability_t local;

		k_msleep(1);
		EXPECT(1, resting != NULL);
		EXPECT(-EFAULT, bulkhead_capability_derive(&local, resting, 8, READ));
		EXPECT(-EFAULT, bulkhead_capability_derive(&kept, resting, 8, READ | KEEP));
	}
	return 0;
}

/*
 * A thread without privileges tries whatever it may not: each memory of memories.h, read, written and executed, at
 * its first and last byte, before and beyond it, and unaligned across both ends. What a model of what it was
 * granted forbids is stopped, and the report says what it touched and whose that is; what the model allows happens.
 */
#include <bulkhead/fault.h>
#include <bulkhead/handoff.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/device.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

/* Ends at a page of QEMU's, so that what goes across the end is looked at: see is_checked_whole. */
#if defined(CONFIG_CPU_CORTEX_M)
#define PAGE_ALIGNED __attribute__((aligned(1024)))
#else
#define PAGE_ALIGNED
#endif
PAGE_ALIGNED K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 512);
K_THREAD_STACK_DEFINE(dormant_stack, 512);
static struct k_thread thread, other;

K_APPMEM_PARTITION_DEFINE(mine);
K_APPMEM_PARTITION_DEFINE(lent);
K_APPMEM_PARTITION_DEFINE(others);
K_APP_BMEM(mine) static uint16_t my_words[8];
K_APP_BMEM(lent) static uint16_t lent_words[8];
K_APP_BMEM(others) static uint16_t others_words[12];
static uint16_t kernel_words[8];
static struct k_mem_domain domain, other_domain;

#include "accesses.h"
#include "memories.h"

static struct memory memories[20];
static size_t memory_count;

/* What the report of a probe said. */
static struct {
	bool is_stopped;
	const char *cause;
	bool has_address;
	uintptr_t address, pc;
	struct bulkhead_owner owner;
} seen;

static struct {
	unsigned int allowed, stopped, unchecked, unseen;
} counts;

bool bulkhead_fault_is_reported(const struct bulkhead_fault *fault)
{
	if (k_current_get() != &thread) {
		return true;
	}
	seen.is_stopped = true;
	seen.cause = fault->cause;
	seen.has_address = fault->has_address;
	seen.address = fault->address;
	seen.owner = bulkhead_owner_of(fault->address);
	for (uint32_t i = 0; i < fault->register_count; i++) {
		if (strncmp(fault->register_names[i], "pc", 2) == 0) {
			seen.pc = fault->registers[i];
		}
	}
	return false;
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	if (k_current_get() != &thread) {
		k_fatal_halt(reason);
	}
}

static void waits(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

/* Touches memory once, with privileges or without, and fills in `seen`. */
static void probe_on(k_thread_stack_t *where, size_t size, enum way way, uintptr_t address, uint32_t value,
		     uint32_t options)
{
	memset(&seen, 0, sizeof(seen));
	k_thread_create(&thread, where, size, accesses[way], (void *)address, (void *)(uintptr_t)value, NULL, 1, options,
			K_FOREVER);
	k_mem_domain_add_thread(&domain, &thread);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
}

static void probe(enum way way, uintptr_t address, uint32_t value, uint32_t options)
{
	probe_on(stack, sizeof(stack), way, address, value, options);
}

/* The thread and the one beside it, and what they reach, as they are when a probe runs. */
static int begin(void **state)
{
	struct k_mem_partition lent_to_read = lent;

	(void)state;
	lent_to_read.attr = K_MEM_PARTITION_P_RW_U_RO;
	assert_int_equal(k_mem_domain_init(&domain, 2, (struct k_mem_partition *[]){&mine, &lent_to_read}), 0);
	assert_int_equal(k_mem_domain_init(&other_domain, 1, (struct k_mem_partition *[]){&others}), 0);
	k_thread_create(&other, other_stack, sizeof(other_stack), waits, NULL, NULL, NULL, 2, K_USER, K_FOREVER);
	k_mem_domain_add_thread(&other_domain, &other);
	k_thread_name_set(&other, "other");
	k_thread_start(&other);
	my_words[0] = lent_words[0] = others_words[0] = kernel_words[0] = RETURN_INSTRUCTION;
	probe(READ, (uintptr_t)my_words, 0, K_USER);
	assert_false(seen.is_stopped);

	memory_count = 0;
#define ADD(...) memories[memory_count++] = (struct memory){__VA_ARGS__};
#define RANGE(begin, size) (uintptr_t)(begin), (uintptr_t)(begin) + (size) - 1
#define MEMORY(name, begin, size, may, what) ADD(name, RANGE(begin, size), may, what, NULL, NULL)
#define STACK(name, begin, size, may, what, thread) ADD(name, RANGE(begin, size), may, what, NULL, thread)
#define PARTITION(it, may) ADD("partition " #it, RANGE(it.start, it.size), may, "the partition", #it, NULL)
	MEMORIES(MEMORY, STACK, PARTITION)
	const struct device *console = DEVICE_DT_GET(CONSOLE);
	ADD("the console's registers", RANGE(DT_REG_ADDR(CONSOLE), DT_REG_SIZE(CONSOLE)), 0, "the registers of",
	    console->name, NULL)
	_Static_assert(sizeof(memories) / sizeof(memories[0]) >= 20, "memories");
	assert_true(memory_count <= sizeof(memories) / sizeof(memories[0]));
	return 0;
}

static int end(void **state)
{
	(void)state;
	k_thread_abort(&other);
	return 0;
}

static const struct memory *memory_at(uintptr_t address)
{
	for (size_t i = 0; i < memory_count; i++) {
		if (address >= memories[i].first && address <= memories[i].last) {
			return &memories[i];
		}
	}
	return NULL;
}

/* The model: each byte lies in memory that was granted for that; on RISC-V all in the same. */
static bool is_allowed(enum way way, uintptr_t address)
{
	unsigned int wish = way == EXECUTE ? MAY_EXECUTE : way == READ || way == READ_WORD ? MAY_READ : MAY_WRITE;
	const struct memory *of_first = memory_at(address);

	for (unsigned int i = 0; i < size_of(way); i++) {
		const struct memory *one = memory_at(address + i);

		if (one == NULL || (one->may & wish) == 0 || (!IS_ENABLED(CONFIG_CPU_CORTEX_M) && one != of_first)) {
			return false;
		}
	}
	return true;
}

/* Whether reports say of an address what is true. */
static bool is_attributed(uintptr_t address)
{
	const struct memory *memory = memory_at(address);
	const struct bulkhead_owner *owner = &seen.owner;

	if (memory == NULL) {
		bool is_in_ram = false;

		for (uint32_t i = 0; i < bulkhead_ram_count; i++) {
			const struct bulkhead_memory_range *ram = bulkhead_ram_range(i);

			is_in_ram = is_in_ram || (address >= ram->start && address < ram->end);
		}
		/* Other devices are not in the list, nor are threads of the kernel's own. */
		if (owner->thread != NULL) {
			return address - (uintptr_t)owner->thread->stack < owner->thread->stack_size;
		}
		if (bulkhead_is_register_of_processor(address)) {
			return strcmp(owner->what, REGISTERS) == 0;
		}
		return is_in_ram ? strcmp(owner->what, KERNEL) == 0
				 : strcmp(owner->what, NOTHING) == 0 || strcmp(owner->what, "the registers of") == 0;
	}
	return strcmp(owner->what, memory->what) == 0 && owner->thread == memory->owner &&
	       (memory->owner_name == NULL || (owner->name != NULL && strcmp(owner->name, memory->owner_name) == 0));
}

static const char *objection(enum way way, uintptr_t address)
{
	uintptr_t pc = way == EXECUTE ? address : (uintptr_t)accesses[way] & ~(uintptr_t)1;

	if (!seen.is_stopped) {
		return "was not stopped";
	}
	if (strcmp(seen.cause, cause_of(way, address)) != 0) {
		return seen.cause;
	}
	/* An access that is not aligned may be two: then the address is the second's. */
	if (!seen.has_address || seen.address < (address & ~(uintptr_t)3) || seen.address >= address + size_of(way) ||
	    (size_of(way) == 1 && seen.address != address)) {
		return "is said to be elsewhere";
	}
	if (seen.pc != pc) {
		return "is said to be somebody else's";
	}
	return is_attributed(seen.address) ? NULL : "is said to have touched what it has not";
}

static void try(const struct memory *memory, enum way way, uintptr_t address)
{
	bool is_expected = is_allowed(way, address);
	uint32_t value = 0;

	if (!is_checked_whole(way, address) && is_allowed(READ, address) != is_allowed(READ, address + 3)) {
		counts.unchecked++;
		return;
	}
	/* What is there may be anything. */
	if (is_expected && way == EXECUTE) {
		return;
	}
	/* On this board QEMU ignores errors of the bus, which refuses what is the processor's. */
	if (bulkhead_is_register_of_processor(address) && way != EXECUTE &&
	    strcmp(CONFIG_BOARD, "qemu_lm3s6965evb") == 0) {
		counts.unseen++;
		return;
	}
	if (is_expected) {
		/* A write leaves what is there. */
		memcpy(&value, (const void *)address, size_of(way));
		counts.allowed++;
	} else {
		counts.stopped++;
	}
	probe(way, address, value, K_USER);
	const char *found = is_expected ? (seen.is_stopped ? "was stopped" : NULL) : objection(way, address);

	if (found != NULL) {
		fail_msg("%s: %s at %#lx %s (%#lx, %s %s)", memory->name, names_of_ways[way], (unsigned long)address, found,
			 (unsigned long)seen.address, seen.is_stopped ? seen.owner.what : "",
			 seen.is_stopped && seen.owner.name != NULL ? seen.owner.name : "");
	}
}

/* One memory: every way of access in every place. */
static void try_all(const struct memory *memory)
{
	for (enum way way = READ; way < WAYS; way++) {
		bool is_word = way == READ_WORD || way == WRITE_WORD;
		uintptr_t even = way == EXECUTE ? ~(uintptr_t)1 : ~(uintptr_t)0;

		if (!is_word) {
			try(memory, way, (memory->first + ~even) & even);
			try(memory, way, memory->last & even);
			try(memory, way, (memory->last + 1) & even);
		} else {
			try(memory, way, memory->last - 1);
		}
		/* Nothing is before the first byte of all. */
		if (memory->first >= 4) {
			try(memory, way, (memory->first - (is_word ? 2 : 1)) & even);
		}
	}
}

static void what_was_not_granted_is_stopped_and_said(void **state)
{
	(void)state;
	memset(&counts, 0, sizeof(counts));
	for (size_t i = 0; i < memory_count; i++) {
		try_all(&memories[i]);
	}
	printk("%u probes of %zu memories: %u stopped, %u allowed; %u across an end that QEMU does not look at, %u that the "
	       "board's bus ignores\n",
	       counts.stopped + counts.allowed, memory_count, counts.stopped, counts.allowed, counts.unchecked,
	       counts.unseen);
	assert_true(counts.stopped > 200 && counts.allowed > 20);
}

/* Padding is its neighbour's: what is reached beyond what was asked for is nobody else's. */
static void no_byte_has_two_owners(void **state)
{
	(void)state;
	for (size_t i = 0; i < memory_count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct memory *one = &memories[i], *two = &memories[j];

			if (one->first <= two->last && two->first <= one->last && strcmp(one->what, two->what) != 0) {
				fail_msg("%s and %s", one->name, two->name);
			}
		}
	}
}

/* The same probes are stopped by nothing else than that they have no privileges. */
static void with_privileges_the_same_happens(void **state)
{
	uint16_t *const places[] = {my_words, lent_words, others_words, kernel_words};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		uintptr_t address = (uintptr_t)places[i];

		for (enum way way = READ; way < WAYS; way++) {
			uintptr_t at = way == READ_WORD || way == WRITE_WORD ? address + 3 : address;

			/* What a region of an MPU says of execution holds for all. */
			if (way == EXECUTE && places[i] != kernel_words) {
				continue;
			}
			if (way == WRITE || way == WRITE_WORD) {
				places[i][1] = places[i][2] = places[i][3] = 0;
				at = address + 3;
			}
			probe(way, at, 0x5a5a5a5a, 0);
			assert_false(seen.is_stopped);
			if (way == WRITE) {
				assert_int_equal(places[i][1], 0x5a00);
			} else if (way == WRITE_WORD) {
				assert_int_equal(places[i][2], 0x5a5a);
			}
			/* And without them where nothing of this is granted. */
			if (i >= 2) {
				places[i][1] = places[i][2] = places[i][3] = 0;
				probe(way, at, 0x5a5a5a5a, K_USER);
				assert_null(objection(way, at));
				assert_int_equal(places[i][1] | places[i][2] | places[i][3], 0);
			}
		}
	}
	/* The kernel's constants and code, and its stacks for calls. */
	probe(READ, bulkhead_image_start(), 0, 0);
	assert_false(seen.is_stopped);
	probe(READ, bulkhead_user_rom_start() - 1, 0, 0);
	assert_false(seen.is_stopped);
	probe(WRITE, (uintptr_t)other.user->stack_end - bulkhead_call_stack_size, 0, 0);
	assert_false(seen.is_stopped);
}

/* Whoever lives on a stack may do there what others may not. */
static void a_stack_is_reached_by_who_lives_on_it(void **state)
{
	(void)state;
	for (enum way way = READ; way < EXECUTE; way++) {
		uintptr_t first = (uintptr_t)dormant_stack;

		probe(way, first + 1, 0, K_USER);
		assert_true(seen.is_stopped);
		probe_on(dormant_stack, sizeof(dormant_stack), way, first + 1, 0, K_USER);
		assert_false(seen.is_stopped);
	}
}

/* What the map of addresses calls a device is one to the protection, too; beside it is nothing more than before. */
static void a_device_is_reached_if_it_was_granted(void **state)
{
	uintptr_t first = DT_REG_ADDR(CONSOLE), last = first + DT_REG_SIZE(CONSOLE) - 1;
	struct k_mem_partition registers = {first, DT_REG_SIZE(CONSOLE), K_MEM_PARTITION_P_RW_U_RW};

	(void)state;
	probe(READ_WORD, first, 0, K_USER);
	assert_null(objection(READ_WORD, first));
	assert_int_equal(k_mem_domain_init(&domain, 2, (struct k_mem_partition *[]){&mine, &registers}), 0);
	probe(READ_WORD, first, 0, K_USER);
	assert_false(seen.is_stopped);
	for (enum way way = READ; way < WAYS; way++) {
		probe(way, last + 1, 0, K_USER);
		assert_null(objection(way, last + 1));
		probe(way, first - 4, 0, K_USER);
		assert_null(objection(way, first - 4));
	}
	probe(EXECUTE, first, 0, K_USER);
	assert_null(objection(EXECUTE, first));
	assert_int_equal(k_mem_domain_remove_partition(&domain, &registers), 0);
	probe(READ_WORD, first, 0, K_USER);
	assert_null(objection(READ_WORD, first));
}

#define OF_A_MEMORY(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF_A_MEMORY(what_was_not_granted_is_stopped_and_said),
		OF_A_MEMORY(no_byte_has_two_owners),
		OF_A_MEMORY(with_privileges_the_same_happens),
		OF_A_MEMORY(a_stack_is_reached_by_who_lives_on_it),
		OF_A_MEMORY(a_device_is_reached_if_it_was_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Everything that confined code can try against the switcher and its neighbours: what it gets, and what the report
 * says. The same instructions are tried with privileges, where they work: see attempts.h and forgeries.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>
#include <bulkhead/confinement.h>
#include <bulkhead/fault.h>
#include <bulkhead/stack.h>
#include <bulkhead/user_mode.h>
#include <zephyr/devicetree.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

#include "confinement.h"
#include "names.h"

/* The compartments' order in system.yml. */
enum { ATTACKER, VICTIM, SERVER, CROWD, MIRROR, COMPARTMENTS };

void bulkhead_switcher_call(void);
void bulkhead_switcher_gate(void);
void bulkhead_switcher_return(void);
void bulkhead_switcher_yield(void);

static int faults, fatal_errors;
static char cause[64];
static uintptr_t touched;

bool bulkhead_fault_is_reported(const struct bulkhead_fault *fault)
{
	faults++;
	strncpy(cause, fault->cause, sizeof(cause) - 1);
	touched = fault->has_address ? fault->address : 0;
	return false;
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	fatal_errors++;
}

static int begin(void **state)
{
	faults = fatal_errors = 0;
	cause[0] = 0;
	/* Less urgent than the threads of compartments. */
	k_thread_priority_set(k_current_get(), 5);
	return 0;
}

/* An attempt that is a fault: its caller's error, reported as what it was, and everybody goes on. */
static void expect_fault(enum attempt what, int argument, const char *expected)
{
	faults = 0;
	cause[0] = 0;
	int result = attacker_try((int)what, argument, 0);

	if (result != -EFAULT || faults != 1 || strcmp(cause, expected) != 0) {
		fail_msg("attempt %d gives %d, %d faults, '%s' and not '%s'", (int)what, result, faults, cause, expected);
	}
	assert_int_equal(server_mix(1, 2, 3, 4), 4321);
}

static void expect(enum attempt what, int argument, int expected)
{
	int result;

	faults = 0;
	result = attacker_try((int)what, argument, 0);
	if (result != expected || faults != 0) {
		fail_msg("attempt %d gives %d (%#x) and not %d; '%s'", (int)what, result, (unsigned int)result, expected,
			 faults != 0 ? cause : "");
	}
}

/* MARK: System registers */

#define CONTROL(name, instructions, cause)                                                         \
	__attribute__((naked)) static int control_##name(int argument, int more)                   \
	{                                                                                          \
		__asm__ volatile(instructions "ret");                                              \
	}
#define SYSTEM(name, instructions, cause) CONTROL(name, instructions, cause)
#define LOST(name, instructions, cause)
#define OWN(name, instructions, cause)
#include "attempts.h"
#undef SYSTEM
#undef LOST
#undef OWN

static void with_privileges_system_registers_are_read_and_written(void **state)
{
#define SYSTEM(name, instructions, cause) (void)control_##name(0, 0);
#define LOST(name, instructions, cause)
#define OWN(name, instructions, cause)
#include "attempts.h"
#undef SYSTEM
#undef LOST
#undef OWN
	assert_int_equal(faults, 0);
}

static void a_system_register_is_out_of_reach(void **state)
{
#define SYSTEM(name, instructions, cause) expect_fault(TRY_##name, 0, cause);
#define LOST(name, instructions, cause) expect_fault(TRY_##name, 0, cause);
#define OWN(name, instructions, cause) expect_fault(TRY_##name, 0, cause);
#include "attempts.h"
	assert_int_equal(fatal_errors, 0);
}

static void counters_are_read(void **state)
{
	int cycles = attacker_try(TRY_read_cycle, 0, 0), instructions = attacker_try(TRY_read_instret, 0, 0);

	assert_in_range(cycles, 2, 10);
	assert_int_equal(instructions, 2);
	assert_int_not_equal(attacker_try(TRY_read_time, 0, 0), 0);
	expect(TRY_read_high, 0, 1);
	expect(TRY_fences, 0, 1);
	assert_int_equal(faults, 0);
}

static volatile int expirations;
static void counts(struct k_timer *one)
{
	expirations++;
}
K_TIMER_DEFINE(clock, counts, NULL);

static void who_waits_for_interrupts_does_not_stop_the_clock(void **state)
{
	int64_t before = k_uptime_ticks();

	expirations = 0;
	k_timer_start(&clock, K_TICKS(50), K_TICKS(50));
	for (int i = 0; i < 5; i++) {
		expect(TRY_wait_for_interrupt, 0, 1);
	}
	k_timer_stop(&clock);
	assert_in_range(expirations, 5, 6);
	assert_in_range(k_uptime_ticks() - before, 240, 320);
}

/* MARK: Capabilities */

#define READ_WRITE 0x3c  /* load and store, of data and of capabilities */
#define EXECUTE 0x02

static void no_capability_is_made_of_numbers(void **state)
{
	/* Too far for any capability with DDC's bounds to have it. */
	int address = DT_REG_ADDR(DT_NODELABEL(clint));

	expect(TRY_own_capability, 0, 1);
	expect(TRY_number_as_capability, address, 0);
	expect(TRY_far_address, address, 0);
	expect(TRY_far_offset, address, 0);
	expect(TRY_from_pointer, address, 0);
	expect(TRY_near_address, 0, 1);
	expect(TRY_high_word, 0, 0);
	expect(TRY_overwritten_by_number, 0, 0);
	/* The bits of another's DDC, as the kernel has it. */
	int others = 0;

	for (uint32_t i = 0; i < bulkhead_user_count; i++) {
		uint64_t bits = ((uint64_t *)(void *)bulkhead_user_at(i)->words)[1];
		const struct bulkhead_block *block = bulkhead_block_of(bulkhead_user_at(i)->reach[0].start);

		if (block == NULL) {
			continue;
		}
		assert_int_equal(attacker_try(TRY_stored_bits, (int)bits, (int)(bits >> 32)), 0);
		/* Its own it can build again, and not the one that has a stack of another thread's. */
		bool is_own = block == &bulkhead_blocks[ATTACKER] &&
			      bulkhead_user_at(i)->reach[0].start >= block->shared;

		assert_int_equal(attacker_try(TRY_built_of_bits, (int)bits, (int)(bits >> 32)), is_own);
		others += !is_own;
	}
	assert_true(others > 0);
	expect(TRY_built_of_own_bits, 0, 1);
}

static void bounds_do_not_grow(void **state)
{
	expect(TRY_same_bounds, 0, 1);
	expect(TRY_wider_bounds, 0, 0);
	expect(TRY_wider_code, 0, 0);
}

static void permissions_do_not_grow(void **state)
{
	expect(TRY_all_permissions, 0, READ_WRITE);
	expect(TRY_code_permissions, 0, EXECUTE);
	expect(TRY_permissions_back, 0, 4);
}

static void nothing_is_sealed_or_unsealed(void **state)
{
	expect(TRY_sealed_by_its_own, 0, 0);
	expect(TRY_sealed_by_its_own_if_it_may, 0, 0);
	expect(TRY_sealed_as_an_import_if_it_may, 0, 0);
	/* Without a type to give, it stays as it was: of none. */
	expect(TRY_not_to_be_sealed, 0, -1);
	expect(TRY_unsealed_by_its_own, 0, 0);
	expect(TRY_type_copied, 0, 0);
}

static void an_import_is_as_it_was_or_none(void **state)
{
	expect(TRY_import, 0, 1);
	expect(TRY_import_by_halves, 0, 0);
	expect(TRY_import_moved, 0, 0);
	expect(TRY_import_set, 0, 0);
	expect(TRY_import_narrowed, 0, 0);
	expect(TRY_import_weakened, 0, 0);
	expect(TRY_switcher_moved, 0, 0);
	expect_fault(TRY_load_import, 0, "use of a sealed capability");
	expect_fault(TRY_load_switcher, 0, "use of a sealed capability");
}

static void only_what_was_sealed_together_is_invoked(void **state)
{
	static const char types[] = "use of capabilities that were not sealed together";

	expect_fault(TRY_call_by_gate, 0, types);
	expect_fault(TRY_call_by_return, 0, types);
	expect_fault(TRY_gate_by_call, 0, types);
	expect_fault(TRY_gate_by_return, 0, types);
	expect_fault(TRY_return_by_call, 0, types);
	expect_fault(TRY_return_by_gate, 0, types);
	expect_fault(TRY_call_by_yield, 0, types);
	expect_fault(TRY_gate_by_yield, 0, types);
	expect_fault(TRY_return_by_yield, 0, types);
	expect_fault(TRY_yield_by_call, 0, types);
	expect_fault(TRY_yield_by_gate, 0, types);
	expect_fault(TRY_yield_by_return, 0, types);
	expect_fault(TRY_data_with_data, 0, "execution by a capability that does not permit it");
	expect_fault(TRY_code_with_code, 0, "execution by a capability that does not permit it");
	expect_fault(TRY_call_by_ddc, 0, "use of a sealed capability");
	expect_fault(TRY_call_by_number, 0, "use of what is no capability");
}

static void the_switcher_is_entered_by_invoking_it_alone(void **state)
{
	expect_fault(TRY_jump_to_switcher, 0, "jump out of its own code");
	assert_int_equal(touched, (uintptr_t)bulkhead_switcher_call);
	expect_fault(TRY_jump_to_switcher_sealed, 0, "use of a sealed capability");
	expect_fault(TRY_jump_to_gate_switcher_sealed, 0, "use of a sealed capability");
}

static void what_is_local_is_not_stored(void **state)
{
	static const char local[] = "store of a capability that is local";

	expect(TRY_number_stored, 0, 5);
	expect_fault(TRY_ddc_stored, 0, local);
	expect_fault(TRY_pcc_stored, 0, local);
	expect_fault(TRY_link_stored, 0, local);
	expect_fault(TRY_import_stored, 0, local);
	expect_fault(TRY_import_stored_back, 0, local);
}

/* Of no address outside of its memory anything is had, by whichever way. */
static void everybody_elses_memory_is_out_of_reach(void **state)
{
	static const char bounds[] = "access out of a capability's bounds";
	static const char jump[] = "jump out of its own code";
	static const char passed[] = "call through a gate with memory that it may not use";
	static int variable = 5;
	const uint32_t places[] = {
		(uint32_t)victim_ask(VICTIM_SECRET_ADDRESS), (uint32_t)&variable, (uint32_t)bulkhead_users,
		(uint32_t)bulkhead_switcher_call & ~3u, (uint32_t)bulkhead_blocks, bulkhead_blocks[ATTACKER].code,
		bulkhead_blocks[ATTACKER].data - 4, bulkhead_blocks[ATTACKER].data + bulkhead_blocks[ATTACKER].data_size,
		bulkhead_blocks[ATTACKER].data - 2, bulkhead_blocks[ATTACKER].data, bulkhead_blocks[ATTACKER].shared - 4,
		DT_REG_ADDR(DT_NODELABEL(clint)), DT_REG_ADDR(DT_NODELABEL(uart0)),
		DT_REG_ADDR(DT_NODELABEL(test)), 0, 0xfffffffc,
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		expect_fault(TRY_load_far, (int)places[i], bounds);
		assert_int_equal(touched, places[i]);
		expect_fault(TRY_store_far, (int)places[i], bounds);
		assert_int_equal(touched, places[i]);
	}
	assert_int_equal(variable, 5);
	assert_int_equal(victim_ask(VICTIM_SECRET), (int)SECRET);
	/* The kernel copies for it no more than it reaches. */
	expect_fault(TRY_pass_far, (int)bulkhead_blocks[ATTACKER].data, passed);
	expect_fault(TRY_pass_far, (int)(bulkhead_blocks[ATTACKER].shared - 16), passed);
	expect_fault(TRY_pass_far, (int)victim_ask(VICTIM_SECRET_ADDRESS), passed);
	/* Its own last word is not. */
	faults = 0;
	(void)attacker_try(TRY_load_far, (int)(bulkhead_blocks[ATTACKER].data + bulkhead_blocks[ATTACKER].data_size - 4), 0);
	assert_int_equal(faults, 0);
	assert_int_equal(attacker_try(TRY_load_far_by_capability, (int)places[0], 0), -EFAULT);
	expect_fault(TRY_load_code, 0, "load by a capability that does not permit it");
	const uint32_t codes[] = {
		bulkhead_blocks[VICTIM].code, (uint32_t)begin, (uint32_t)bulkhead_switcher_gate + 4,
		bulkhead_blocks[ATTACKER].code - 2, bulkhead_blocks[ATTACKER].code + bulkhead_blocks[ATTACKER].code_size,
		bulkhead_blocks[ATTACKER].data, 0,
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		expect_fault(TRY_jump_far, (int)codes[i], jump);
		assert_int_equal(attacker_try(TRY_jump_far_by_capability, (int)codes[i], 0), -EFAULT);
	}
	expect_fault(TRY_jump_to_data, 0, "execution by a capability that does not permit it");
}

/* MARK: Blocks */

static bool are_apart(uint32_t one, uint32_t size, uint32_t other, uint32_t other_size)
{
	return one + size <= other || other + other_size <= one;
}

static bool is_apart_from_block(const struct bulkhead_block *block, uint32_t start, uint32_t size)
{
	return are_apart(block->code, block->code_size, start, size) &&
	       are_apart(block->data, block->data_size, start, size);
}

static void no_two_blocks_and_nothing_of_the_kernels_overlap(void **state)
{
	const uint32_t others[][2] = {
		{(uint32_t)__data_start, (uint32_t)(__bss_end - __data_start)},
		{(uint32_t)__bulkhead_calls_start, (uint32_t)(__bulkhead_calls_end - __bulkhead_calls_start)},
		{(uint32_t)bulkhead_blocks, sizeof(struct bulkhead_block) * COMPARTMENTS},
		{(uint32_t)bulkhead_image.interrupt_stack, bulkhead_image.interrupt_stack_size},
		{(uint32_t)k_current_get()->stack, k_current_get()->stack_size},
		{(uint32_t)begin, 2}, {(uint32_t)bulkhead_switcher_call, 2}, {(uint32_t)bulkhead_switcher_gate, 2},
		{(uint32_t)bulkhead_switcher_return, 2}, {(uint32_t)printk, 2}, {(uint32_t)k_sem_give, 2},
		{DT_REG_ADDR(DT_NODELABEL(test)), DT_REG_SIZE(DT_NODELABEL(test))},
		{DT_REG_ADDR(DT_NODELABEL(uart0)), DT_REG_SIZE(DT_NODELABEL(uart0))},
		{DT_REG_ADDR(DT_NODELABEL(clint)), DT_REG_SIZE(DT_NODELABEL(clint))},
		{DT_REG_ADDR(DT_NODELABEL(plic)), DT_REG_SIZE(DT_NODELABEL(plic))},
	};
	int blocks = 0;

	for (const struct bulkhead_block *one = bulkhead_blocks; one->code_size != 0; one++, blocks++) {
		assert_true(one->data_size >= 32);
		assert_true(are_apart(one->code, one->code_size, one->data, one->data_size));
		for (const struct bulkhead_block *other = bulkhead_blocks; other < one; other++) {
			assert_true(is_apart_from_block(one, other->code, other->code_size));
			assert_true(is_apart_from_block(one, other->data, other->data_size));
		}
		for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
			assert_true(is_apart_from_block(one, others[i][0], others[i][1]));
		}
		for (uint32_t i = 0; i < bulkhead_user_count; i++) {
			uint32_t end = (uint32_t)bulkhead_user_at(i)->stack_end;

			assert_true(end == 0 ||
				    is_apart_from_block(one, end - bulkhead_call_stack_size, bulkhead_call_stack_size));
		}
	}
	assert_int_equal(blocks, COMPARTMENTS);
}

static void the_hardware_has_the_blocks(void **state)
{
	static int (*const looks[])(int) = {[ATTACKER] = attacker_look, [VICTIM] = victim_look, [SERVER] = server_look};

	for (int i = 0; i < 3; i++) {
		const struct bulkhead_block *block = &bulkhead_blocks[i];

		/* A call's stack lies above what all share, if the compartment has a thread; else they are all. */
		assert_int_equal((uint32_t)looks[i](LOOK_DDC_BASE), block->shared);
		assert_int_equal((uint32_t)looks[i](LOOK_DDC_LENGTH), block->data + block->data_size - block->shared);
		assert_int_equal(looks[i](LOOK_DDC_PERMISSIONS), READ_WRITE);
		assert_int_equal(looks[i](LOOK_DDC_TAG), 1);
		assert_int_equal((uint32_t)looks[i](LOOK_PCC_BASE), block->code);
		assert_int_equal((uint32_t)looks[i](LOOK_PCC_LENGTH), block->code_size);
		assert_int_equal(looks[i](LOOK_PCC_PERMISSIONS), EXECUTE);
		assert_int_equal(looks[i](LOOK_PCC_TAG), 1);
	}
}

/* Two stacks of a compartment at most: whoever has one reaches it and what all share, and the others that alone. */
static void two_stacks_are_their_threads_own(void **state)
{
	for (const struct bulkhead_block *block = bulkhead_blocks; block->code_size != 0; block++) {
		uint32_t end = block->data + block->data_size, shared_end = block->shared + block->shared_size;
		struct bulkhead_reach_in_block first = bulkhead_reach_in_block(block, block->data);
		struct bulkhead_reach_in_block last = bulkhead_reach_in_block(block, end - 16);

		assert_true(block->data <= block->shared && shared_end <= end);
		assert_int_equal(first.start, block->data);
		assert_int_equal(last.start + last.size, end);
		/* Of a thread and a call, or the first of many calls; one that is alone hides nothing. */
		assert_int_equal(block->shared > block->data, block != &bulkhead_blocks[SERVER]);
		assert_int_equal(shared_end < end, block != &bulkhead_blocks[SERVER]);
	}
}

static void a_device_is_reached_to_its_last_byte(void **state)
{
	static const char bounds[] = "access out of a capability's bounds";
	int test = DT_REG_ADDR(DT_NODELABEL(test)), size = DT_REG_SIZE(DT_NODELABEL(test));
	int uart = DT_REG_ADDR(DT_NODELABEL(uart0));

	assert_int_equal(attacker_device(ACCESS_READ32, test), 0);
	assert_int_equal(attacker_device(ACCESS_READ8, test + size - 1), 0);
	assert_int_equal(attacker_device(ACCESS_WRITE8, test + size - 1), 0);
	assert_int_equal(attacker_device(ACCESS_READ32, test + size - 4), 0);
	/* The line status of the console's: it can take more. */
	assert_int_equal(attacker_device(ACCESS_READ8, uart + 5) & 0x20, 0x20);
	assert_int_equal(faults, 0);
	const struct {
		int how, address;
	} refused[] = {
		{ACCESS_READ16, test + size - 1}, {ACCESS_READ32, test + size - 3}, {ACCESS_WRITE32, test + size - 3},
		{ACCESS_READ8, test + size}, {ACCESS_READ8, test - 1}, {ACCESS_WRITE8, test + size},
		{ACCESS_READ8, uart - 1}, {ACCESS_READ8, uart + 0x100}, {ACCESS_READ32, uart + 0xfd},
		{ACCESS_READ32, DT_REG_ADDR(DT_NODELABEL(clint)) + 0xbff8}, {ACCESS_WRITE32, DT_REG_ADDR(DT_NODELABEL(plic))},
		{ACCESS_READ32, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		faults = 0;
		assert_int_equal(attacker_device(refused[i].how, refused[i].address), -EFAULT);
		assert_int_equal(faults, 1);
		assert_string_equal(cause, bounds);
		assert_int_equal(touched, refused[i].address);
	}
	/* A pointer of C has no device. */
	expect_fault(TRY_load_far, uart, bounds);
}

/* MARK: What is found of DDC, and what is put back */

static int interrupted(enum attempt what, int count)
{
	int result;

	expirations = faults = 0;
	k_timer_start(&clock, K_TICKS(4), K_TICKS(4));
	result = attacker_try((int)what, count, 0);
	k_timer_stop(&clock);
	assert_int_equal(faults, 0);
	assert_true(expirations > 2);
	return result;
}

static void what_an_interrupt_finds_it_puts_back(void **state)
{
	assert_int_equal(interrupted(TRY_interrupted_without_ddc, 5000), 0);
	assert_int_equal(interrupted(TRY_interrupted_with_weak_ddc, 5000), 1);
	assert_int_equal(interrupted(TRY_interrupted_with_wild_stack, 5000), 1);
	assert_int_equal(server_mix(4, 3, 2, 1), 1234);
}

static void a_fault_needs_nothing_of_the_faulty(void **state)
{
	expect_fault(TRY_fault_without_ddc, 0, "use of what is no capability");
	expect_fault(TRY_fault_with_wild_stack, 0, "access out of a capability's bounds");
	expect_fault(TRY_fault_by_ecall_without_ddc, 0, "environment call");
}

static void a_system_call_needs_nothing_of_the_caller(void **state)
{
	int before;

	attacker_ask(ATTACKER_EMPTY);
	expect(TRY_call_with_weak_ddc, 0, 0x1c);
	before = attacker_ask(ATTACKER_COUNT);
	assert_int_equal(before, 1);
	/* The call is made, and then its caller finds nothing. */
	expect_fault(TRY_call_without_ddc, 0, "use of what is no capability");
	assert_int_equal(attacker_ask(ATTACKER_COUNT), 2);
	expect_fault(TRY_call_with_wild_registers, 0, "stack overflow");
	assert_int_equal(attacker_ask(ATTACKER_COUNT), 3);
	expect_fault(TRY_call_returns_into_kernel, (int)(uintptr_t)begin, "jump out of its own code");
	assert_int_equal(attacker_ask(ATTACKER_COUNT), 4);
	attacker_ask(ATTACKER_EMPTY);
}

static void a_gate_needs_nothing_of_the_caller(void **state)
{
	int before = server_count();

	expect_fault(TRY_gate_without_ddc, 0, "use of what is no capability");
	assert_int_equal(server_count(), before + 2);
	before = server_count();
	assert_int_equal(attacker_try(TRY_gate_returns_into_kernel, (int)(uintptr_t)begin, 0), -EFAULT);
	assert_string_equal(cause, "jump out of its own code");
	assert_int_equal(attacker_try(TRY_gate_with_wild_registers, 0, 0), -EFAULT);
	assert_int_equal(server_count(), before + 2);
	expect(TRY_return_without_ddc, 0, 77);
	assert_int_equal(server_mix(4, 3, 2, 1), 1234);
}

/* MARK: Interrupts at every instruction */

static struct k_sem *watcher;
static volatile bool is_inside;
static uintptr_t place;
/* Instructions at which an interrupt came: halfwords of the image's code. */
static uint8_t seen[0x40000 / 2 / 8];
static uint32_t code_start;

static void expires(struct k_timer *one)
{
	__asm__ volatile("csrr %0, mepc" : "=r"(place));
	uint32_t index = (place - code_start) / 2;

	if (is_inside && index < sizeof(seen) * 8) {
		seen[index / 8] |= (uint8_t)(1 << index % 8);
	}
	expirations++;
	if (watcher != NULL) {
		k_sem_give(watcher);
	}
}
K_TIMER_DEFINE(interrupter, expires, NULL);

typedef int (*sequence_t)(int length);

static int trial(sequence_t sequence, int ticks, int length)
{
	int result;

	place = 0;
	k_sleep(K_TICKS(1));
	k_timer_start(&interrupter, K_TICKS(ticks), K_NO_WAIT);
	is_inside = true;
	result = sequence(length);
	is_inside = false;
	k_timer_stop(&interrupter);
	return result;
}

static uint32_t code_at(uintptr_t address)
{
	const uint16_t *halves = (const uint16_t *)address;

	return halves[0] | ((halves[0] & 3) == 3 ? (uint32_t)halves[1] << 16 : 0);
}

static uintptr_t next_instruction(uintptr_t address)
{
	return address + ((code_at(address) & 3) == 3 ? 4 : 2);
}

/* The first CInvoke behind a place. */
static uintptr_t invoke_behind(uintptr_t address)
{
	while ((code_at(address) & 0xfe007fff) != 0xfc0000db) {
		address = next_instruction(address);
	}
	return address;
}

static uintptr_t return_behind(uintptr_t address)
{
	while (code_at(address) != 0x8082) {
		address = next_instruction(address);
	}
	return address;
}

static bool was_seen(uintptr_t address)
{
	uint32_t index = (address - code_start) / 2;

	return seen[index / 8] >> index % 8 & 1;
}

/* Each instruction from one to another. */
static void expect_all_seen(uintptr_t first, uintptr_t last)
{
	for (uintptr_t address = first; address <= last; address = next_instruction(address)) {
		if (!was_seen(address)) {
			fail_msg("not interrupted at %#lx", (unsigned long)address);
		}
	}
}

/*
 * Interrupts a sequence at each of its instructions; those of the sled before it take one cycle each. The sequence
 * takes fewer cycles than are said. With a step above 1 it is at some instructions, and not always at the last.
 */
static void interrupt_everywhere(sequence_t sequence, int expected, bool is_switched, int cycles, int step)
{
	uintptr_t start = (uintptr_t)attacker_ask(ATTACKER_SLED), end = start + 2 * SLED;
	int length = -1, ticks = 1, turns = victim_ask(VICTIM_TURNS), trials = 0;

	watcher = is_switched ? (struct k_sem *)(uintptr_t)victim_ask(VICTIM_GO) : NULL;
	code_start = (uint32_t)bulkhead_image_start();
	memset(seen, 0, sizeof(seen));
	expirations = 0;
	for (; ticks < 30 && length < 0; ticks++) {
		int result = trial(sequence, ticks, SLED);

		if (result != expected) {
			fail_msg("%d and not %d: %s", result, expected, cause);
		}
		trials++;
		if (place >= start + 2 * (uint32_t)cycles && place < end) {
			length = (int)(place - start) / 2;
			break;
		}
	}
	/* 16 more, for the cycles of the jump into it. */
	uintptr_t last = invoke_behind((uintptr_t)attacker_ask(ATTACKER_RETURN));
	int behind = length - cycles;

	assert_true(length > 0);
	for (length = MIN(length + 16, SLED); place != last && (step == 1 || length > behind); length -= step) {
		assert_true(length > 0);
		int result = trial(sequence, ticks, length);

		trials++;
		if (result != expected) {
			fail_msg("%d and not %d, interrupted at %#lx: %s", result, expected, (unsigned long)place, cause);
		}
	}
	if (is_switched) {
		assert_int_equal(victim_ask(VICTIM_TURNS), turns + expirations);
		assert_int_equal(expirations, trials);
	}
	watcher = NULL;
}

static int calls_gate(int length)
{
	return attacker_call(SEQUENCE_GATE, length, 4);
}

static int calls_kernel(int length)
{
	return attacker_call(SEQUENCE_CALL, length, 0);
}

static int yields(int length)
{
	return attacker_call(SEQUENCE_YIELD, length, 0);
}

static int calls_with_buffer(int length)
{
	return attacker_call(SEQUENCE_BUFFER, length, 0);
}

static int calls_who_faults(int length)
{
	return attacker_call(SEQUENCE_FAULT, length, 0);
}

int bulkhead_export_server_server_mix(int a, int b, int c, int d);
void bulkhead_return_through_gate_of_server(void);

static void expect_gate_seen(void)
{
	expect_all_seen((uintptr_t)attacker_ask(ATTACKER_GATE), return_behind((uintptr_t)attacker_ask(ATTACKER_GATE)));
	/* Between CInvoke and the switcher's first effect. */
	assert_true(was_seen((uintptr_t)bulkhead_switcher_gate));
	assert_true(was_seen((uintptr_t)bulkhead_switcher_return));
	assert_false(was_seen((uintptr_t)bulkhead_switcher_gate + 4));
	assert_false(was_seen((uintptr_t)bulkhead_switcher_return + 4));
	uintptr_t function = (uintptr_t)bulkhead_export_server_server_mix;
	uintptr_t end = (uintptr_t)bulkhead_return_through_gate_of_server;

	expect_all_seen(function, return_behind(function));
	expect_all_seen(end, invoke_behind(end));
}

static void a_gate_is_interrupted_anywhere(void **state)
{
	interrupt_everywhere(calls_gate, 4321, false, 2500, 1);
	expect_gate_seen();
}

static void a_gate_is_preempted_anywhere(void **state)
{
	interrupt_everywhere(calls_gate, 4321, true, 2500, 1);
	expect_gate_seen();
}

static void a_system_call_is_preempted_anywhere(void **state)
{
	attacker_ask(ATTACKER_EMPTY);
	interrupt_everywhere(calls_kernel, 0, true, 2500, 1);
	expect_all_seen((uintptr_t)attacker_ask(ATTACKER_CALL), invoke_behind((uintptr_t)attacker_ask(ATTACKER_CALL)));
	assert_true(was_seen((uintptr_t)bulkhead_switcher_call));
	assert_false(was_seen((uintptr_t)bulkhead_switcher_call + 4));
	assert_true(attacker_ask(ATTACKER_COUNT) > 100);
	attacker_ask(ATTACKER_EMPTY);
}

static void a_yield_is_preempted_anywhere(void **state)
{
	interrupt_everywhere(yields, 7, true, 2500, 1);
	expect_all_seen((uintptr_t)attacker_ask(ATTACKER_YIELD), invoke_behind((uintptr_t)attacker_ask(ATTACKER_YIELD)));
	assert_true(was_seen((uintptr_t)bulkhead_switcher_yield));
	assert_false(was_seen((uintptr_t)bulkhead_switcher_yield + 4));
}

static void the_long_way_is_preempted_anywhere(void **state)
{
	interrupt_everywhere(calls_with_buffer, 10, true, 6000, 1);
	assert_true(was_seen((uintptr_t)bulkhead_switcher_gate));
}

static void a_call_that_faults_is_preempted_anywhere(void **state)
{
	interrupt_everywhere(calls_who_faults, -EFAULT, true, 6000, 1);
	assert_true(was_seen((uintptr_t)bulkhead_switcher_gate));
}

static int makes_thread(int length)
{
	return attacker_call(SEQUENCE_THREAD, length, 0);
}

static void the_start_of_a_thread_is_preempted_anywhere(void **state)
{
	interrupt_everywhere(makes_thread, 321, true, 12000, 7);
}

static int fills(int length)
{
	return attacker_fill(length, 1);
}

static int fills_others(int length)
{
	return attacker_fill(length, 31);
}

static void registers_keep_their_capabilities(void **state)
{
	interrupt_everywhere(fills, 1, false, 2500, 1);
	interrupt_everywhere(fills, 1, true, 2500, 1);
	interrupt_everywhere(fills_others, 1, true, 2500, 1);
}

/* MARK: Calls */

K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1536);
static struct k_thread threads[2];
static int deepest[2];

static void stays(void *p1, void *p2, void *p3)
{
	(void)server_leave(LEAVE_AND_WAIT);
}

static void who_ends_in_a_call_leaves_nothing_either(void **state)
{
	k_thread_create(&threads[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), stays, NULL, NULL, NULL, 3, 0, K_NO_WAIT);
	k_msleep(1);
	k_thread_abort(&threads[0]);
	assert_int_equal(attacker_ask(ATTACKER_STALE), 0);
	k_thread_create(&threads[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), stays, NULL, NULL, NULL, 3, 0, K_NO_WAIT);
	k_msleep(1);
	k_thread_abort(&threads[0]);
	assert_int_equal(server_leave(LEAVE), 0);
}

/* What the long way, a fault or an ended thread has left to do is done once. */
static void the_short_way_is_short_again(void **state)
{
	int length = attacker_ask(ATTACKER_COST);

	(void)server_mix(1, 2, 3, 4);
	assert_in_range(attacker_ask(ATTACKER_COST), 100, 600);
	assert_int_equal(server_leave(LEAVE_AND_FAULT), -EFAULT);
	assert_int_equal(attacker_ask(ATTACKER_COST), length);
}

static void stacks_are_not_shared(void **state)
{
	assert_int_equal(bulkhead_stack_share(k_current_get()->stack, &threads[0], BULKHEAD_STACK_READ), -ENOTSUP);
}

static void a_stack_has_nothing_of_the_last_call(void **state)
{
	unsigned char bytes[8] = {0};

	server_leave(LEAVE);
	assert_int_equal(server_leave(LEAVE), 0);
	assert_int_equal(server_leave_beside(bytes, sizeof(bytes)), 0);
	assert_int_equal(bytes[7], 1);
	assert_int_equal(server_leave(LEAVE), 0);
	assert_int_equal(server_leave(LEAVE_AND_FAULT), -EFAULT);
	assert_int_equal(server_leave(LEAVE), 0);
	assert_int_equal(server_leave_beside(bytes, sizeof(bytes)), 0);
	/* By the short way, there and back. */
	assert_int_equal(attacker_ask(ATTACKER_STALE), 0);
	assert_int_equal(attacker_ask(ATTACKER_STALE_AFTER_FAULT), 0);
	assert_int_equal(server_leave(LEAVE), 0);
}

static void calls_return_from_any_depth(void **state)
{
	for (int depth = 0; depth < 32; depth++) {
		assert_int_equal(crowd_down(depth, 0), depth);
		assert_int_equal(mirror_down(depth, 0), depth);
		assert_int_equal(crowd_down(depth, 1), -EFAULT);
	}
	/* The 33rd finds no place: the thread has all. */
	assert_int_equal(crowd_down(32, 0), -EDEADLK);
	assert_int_equal(crowd_down(31, 0), 31);
}

static void goes_down(void *index, void *p2, void *p3)
{
	for (int i = 0; i < 20; i++) {
		int result = crowd_down(15, i & 1);

		deepest[(intptr_t)index] += result == ((i & 1) != 0 ? -EFAULT : 15);
	}
}

static void two_threads_go_down_at_a_time(void **state)
{
	k_sched_time_slice_set(1, 6);
	for (int i = 0; i < 2; i++) {
		k_thread_create(&threads[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), goes_down, (void *)(intptr_t)i,
				NULL, NULL, 6, 0, K_NO_WAIT);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_SECONDS(1)), 0);
		assert_int_equal(deepest[i], 20);
	}
	k_sched_time_slice_set(0, 0);
}

static void who_is_in_no_call_returns_from_none(void **state)
{
	k_sem_give((struct k_sem *)(uintptr_t)attacker_ask(ATTACKER_GO));
	k_msleep(1);
	assert_int_equal(faults, 1);
	assert_string_equal(cause, "return from a compartment that it is not in");
	assert_int_equal(fatal_errors, 1);
	assert_int_equal(server_mix(1, 1, 1, 1), 1111);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, begin)
		TEST(with_privileges_system_registers_are_read_and_written),
		TEST(a_system_register_is_out_of_reach),
		TEST(counters_are_read),
		TEST(who_waits_for_interrupts_does_not_stop_the_clock),
		TEST(no_capability_is_made_of_numbers),
		TEST(bounds_do_not_grow),
		TEST(permissions_do_not_grow),
		TEST(nothing_is_sealed_or_unsealed),
		TEST(an_import_is_as_it_was_or_none),
		TEST(only_what_was_sealed_together_is_invoked),
		TEST(the_switcher_is_entered_by_invoking_it_alone),
		TEST(what_is_local_is_not_stored),
		TEST(everybody_elses_memory_is_out_of_reach),
		TEST(no_two_blocks_and_nothing_of_the_kernels_overlap),
		TEST(the_hardware_has_the_blocks),
		TEST(two_stacks_are_their_threads_own),
		TEST(a_device_is_reached_to_its_last_byte),
		TEST(what_an_interrupt_finds_it_puts_back),
		TEST(a_fault_needs_nothing_of_the_faulty),
		TEST(a_system_call_needs_nothing_of_the_caller),
		TEST(a_gate_needs_nothing_of_the_caller),
		TEST(a_gate_is_interrupted_anywhere),
		TEST(a_gate_is_preempted_anywhere),
		TEST(a_system_call_is_preempted_anywhere),
		TEST(a_yield_is_preempted_anywhere),
		TEST(the_long_way_is_preempted_anywhere),
		TEST(a_call_that_faults_is_preempted_anywhere),
		TEST(the_start_of_a_thread_is_preempted_anywhere),
		TEST(registers_keep_their_capabilities),
		TEST(a_stack_has_nothing_of_the_last_call),
		TEST(who_ends_in_a_call_leaves_nothing_either),
		TEST(the_short_way_is_short_again),
		TEST(stacks_are_not_shared),
		TEST(calls_return_from_any_depth),
		TEST(two_threads_go_down_at_a_time),
		TEST(who_is_in_no_call_returns_from_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

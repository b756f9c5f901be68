/*
 * Threads without privileges in images with CONFIG_FPU: all that others do, and their floating-point
 * registers are theirs alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <bulkhead/closed_stacks.h>
#include <bulkhead/supervise.h>

#pragma push_macro("main")
#undef main
#define main user_mode_tests
#include "../../user_mode/src/main.c"
#pragma pop_macro("main")

#define ALL                                                                                        \
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",    \
		"s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24",       \
		"s25", "s26", "s27", "s28", "s29", "s30", "s31"
#define REGISTERS 32
#define TOWARDS_ZERO (3u << 22)

/* Between a function's uses of these it has no floating point of its own, so the registers stay. */
static inline void load(const uint32_t *values)
{
	__asm__ volatile("vldmia %0, {s0-s31}" ::"r"(values) : "memory");
}
static inline void store(uint32_t *values)
{
	__asm__ volatile("vstmia %0, {s0-s31}" ::"r"(values) : "memory");
}
static inline uint32_t rounding(void)
{
	uint32_t value;

	__asm__ volatile("vmrs %0, fpscr" : "=r"(value));
	return value & TOWARDS_ZERO;
}
static inline void set_rounding(uint32_t value)
{
	uint32_t others;

	__asm__ volatile("vmrs %0, fpscr" : "=r"(others));
	__asm__ volatile("vmsr fpscr, %0" ::"r"((others & ~TOWARDS_ZERO) | value));
}

/* What the kernel, a handler or another thread may leave. */
static void leave_values(void)
{
	static uint32_t values[REGISTERS];

	for (uint32_t i = 0; i < REGISTERS; i++) {
		values[i] = 0x5ec4e700 + i;
	}
	__asm__ volatile("vldmia %0, {s0-s31}" ::"r"(values) : ALL, "memory");
}

static void leaves_values(struct k_timer *unused)
{
	leave_values();
}
K_TIMER_DEFINE(leaver, leaves_values, NULL);

static void finds_nothing(void *spins, void *p2, void *p3)
{
	uint32_t found[REGISTERS];

	for (volatile uintptr_t i = 0; i < (uintptr_t)spins; i++) {
	}
	store(found);
	for (int i = 0; i < REGISTERS; i++) {
		check(found[i] == 0);
	}
	check(rounding() == 0);
}

static void a_thread_finds_nothing_in_registers_that_it_never_used(void **state)
{
	(void)state;
	set_rounding(TOWARDS_ZERO);
	leave_values();
	assert_int_equal(run(finds_nothing), -1);
	assert_int_equal(rounding(), TOWARDS_ZERO);
	set_rounding(0);
}

static void gives_privileges_up(void *p1, void *p2, void *p3)
{
	set_rounding(TOWARDS_ZERO);
	leave_values();
	k_thread_user_mode_enter(finds_nothing, p1, p2, p3);
}

static void who_gives_privileges_up_finds_nothing_either(void **state)
{
	(void)state;
	last_reason = -1;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), gives_privileges_up, (void *)100000, NULL, NULL, 1,
			0, K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(2)), 0);
	assert_int_equal(last_reason, -1);
}

/* The first time it fills its registers and fails, in its own code or in a call; the second they are 0 again. */
static void fills_and_fails(void *object, void *p2, void *p3)
{
	uint32_t values[REGISTERS];

	store(values);
	if (k_sem_count_get(&sem) > 0) {
		for (int i = 0; i < REGISTERS; i++) {
			check(values[i] == 0);
		}
		check(rounding() == 0);
		k_sem_give(&sem);
		return;
	}
	k_sem_give(&sem);
	for (uint32_t i = 0; i < REGISTERS; i++) {
		values[i] = 0x5ec4e700 + i;
	}
	set_rounding(TOWARDS_ZERO);
	load(values);
	if (object != NULL) {
		k_sem_give(object);
	}
	__builtin_trap();
}

static void who_begins_anew_finds_nothing_of_its_own(void **state)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 1};
	struct k_sem *const objects[] = {NULL, &others};

	(void)state;
	for (int i = 0; i < 2; i++) {
		k_sem_reset(&sem);
		k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), fills_and_fails, objects[i], NULL, NULL, 1,
				K_USER, K_FOREVER);
		k_object_access_grant(&sem, &thread);
		assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
		k_thread_start(&thread);
		assert_int_equal(k_thread_join(&thread, K_SECONDS(2)), 0);
		assert_int_equal(k_sem_count_get(&sem), 2);
	}
}

static void a_handler_leaves_nothing_in_registers(void **state)
{
	(void)state;
	k_timer_start(&leaver, K_MSEC(1), K_MSEC(1));
	assert_int_equal(run_with(finds_nothing, (void *)1000000, NULL, NULL), -1);
	k_timer_stop(&leaver);
}

static void leaves_values_for_ever(void *p1, void *p2, void *p3)
{
	for (;;) {
		leave_values();
	}
}

static void keeps_values(void *p1, void *p2, void *p3)
{
	uint32_t own[REGISTERS], found[REGISTERS];

	for (uint32_t round = 0; round < 20; round++) {
		for (uint32_t i = 0; i < REGISTERS; i++) {
			own[i] = 0x0a000000 + (round << 8) + i;
		}
		set_rounding(TOWARDS_ZERO);
		load(own);
		switch (round % 4) {
		case 0:
			k_sleep(K_MSEC(1));
			break;
		case 1:
			k_yield();
			break;
		case 2:
			(void)k_sem_count_get(&sem);
			break;
		default:
			/* The timeout lies on the stack, behind the registers. */
			if (k_event_wait(&event, 5, false, K_MSEC(1)) != 0) {
				__builtin_trap();
			}
		}
		store(found);
		check(memcmp(own, found, sizeof(own)) == 0);
		check(rounding() == TOWARDS_ZERO);
	}
}

static void values_live_through_system_calls(void **state)
{
	(void)state;
	k_timer_start(&leaver, K_USEC(300), K_USEC(300));
	k_thread_create(&pair[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), leaves_values_for_ever, NULL, NULL,
			NULL, 2, 0, K_NO_WAIT);
	assert_int_equal(run(keeps_values), -1);
	k_thread_abort(&pair[0]);
	k_timer_stop(&leaver);
	assert_int_equal(rounding(), 0);
}

static float series(int seed)
{
	float sum = 0;

	for (int i = 1; i < 400; i++) {
		sum += (float)seed / (float)i * 0.75f - sum * 0.001f;
	}
	return sum;
}

static void computes_series(void *seed, void *expected, void *p3)
{
	for (int round = 0; round < 60; round++) {
		float result = series((int)(uintptr_t)seed);
		uint32_t bits;

		memcpy(&bits, &result, sizeof(bits));
		check(bits == (uint32_t)(uintptr_t)expected);
		if (round % 8 == 0) {
			check(k_event_wait(&event, 1, false, K_TICKS(1)) == 0);
		}
	}
	k_sem_give(&sem);
}

static void two_compute_in_turns(void **state)
{
	(void)state;
	k_sem_reset(&sem);
	last_reason = -1;
	k_sched_time_slice_set(1, 0);
	for (int i = 0; i < 2; i++) {
		float result = series(3 + 4 * i);
		uint32_t bits;

		memcpy(&bits, &result, sizeof(bits));
		k_thread_create(&pair[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), computes_series,
				(void *)(uintptr_t)(3 + 4 * i), (void *)(uintptr_t)bits, NULL, 1, K_USER,
				K_FOREVER);
		k_object_access_grant(&sem, &pair[i]);
		k_object_access_grant(&event, &pair[i]);
	}
	k_timer_start(&leaver, K_USEC(700), K_USEC(700));
	k_thread_start(&pair[0]);
	k_thread_start(&pair[1]);
	assert_int_equal(k_thread_join(&pair[0], K_SECONDS(9)), 0);
	assert_int_equal(k_thread_join(&pair[1], K_SECONDS(9)), 0);
	k_timer_stop(&leaver);
	k_sched_time_slice_set(0, 0);
	assert_int_equal(last_reason, -1);
	assert_int_equal(k_sem_count_get(&sem), 2);
}

K_THREAD_STACK_ARRAY_DEFINE(row, 3, 1024);

static void yields_with(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mov r4, sp\n\tmov sp, %0\n\tbl k_yield\n\tmov sp, r4" ::"r"(sp)
			 : "r0", "r1", "r2", "r3", "r4", "r12", "lr", "memory");
}
static void spins_with(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mov r4, sp\n\tmov sp, %0\n\tmov r0, #0x100000\n1:\tsubs r0, #1\n\tbne 1b\n\tmov sp, r4" ::"r"(sp)
			 : "r0", "r4", "cc", "memory");
}

static void paint_neighbours(void)
{
	bool opened = bulkhead_open_stacks();

	memset(row[0], 0x5a, sizeof(row[0]));
	memset(row[2], 0x5a, sizeof(row[2]));
	bulkhead_close_stacks(opened);
}

static bool is_untouched(const k_thread_stack_t *neighbour, size_t size)
{
	bool opened = bulkhead_open_stacks();
	bool is = true;

	for (size_t i = 0; i < size; i++) {
		is &= ((const uint8_t *)neighbour)[i] == 0x5a;
	}
	bulkhead_close_stacks(opened);
	return is;
}

/* Runs one on the stack in the middle beside another thread; why it was ended. */
static int run_in_the_middle(k_thread_entry_t entry, void *sp)
{
	last_reason = -1;
	paint_neighbours();
	k_sched_time_slice_set(1, 0);
	k_thread_create(&pair[0], row[1], K_THREAD_STACK_SIZEOF(row[1]), entry, sp, NULL, NULL, 1, K_USER, K_NO_WAIT);
	k_thread_create(&pair[1], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), entry, (char *)stacks[0] + 512, NULL,
			NULL, 1, K_USER, K_NO_WAIT);
	assert_int_equal(k_thread_join(&pair[0], K_SECONDS(2)), 0);
	assert_int_equal(k_thread_join(&pair[1], K_SECONDS(2)), 0);
	k_sched_time_slice_set(0, 0);
	return last_reason;
}

/* There is room for what the processor stores, and none for more. */
static void nothing_is_stored_beyond_the_stack(void **state)
{
	char *begin = (char *)row[1], *end = begin + sizeof(row[1]);

	(void)state;
	assert_int_equal(run_in_the_middle(yields_with, begin + 112), -1);
	assert_true(is_untouched(row[0], sizeof(row[0])));
	assert_int_equal(run_in_the_middle(spins_with, begin + 112), -1);
	assert_true(is_untouched(row[0], sizeof(row[0])));
	/* The first words of the frame are on the stack, floating point is not. */
	assert_int_equal(run_in_the_middle(yields_with, end + 64), K_ERR_STACK_CHK_FAIL);
	assert_true(is_untouched(row[2], sizeof(row[2])));
	assert_int_equal(run_in_the_middle(spins_with, end + 64), K_ERR_STACK_CHK_FAIL);
	assert_true(is_untouched(row[2], sizeof(row[2])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_finds_nothing_in_registers_that_it_never_used),
		cmocka_unit_test(who_gives_privileges_up_finds_nothing_either),
		cmocka_unit_test(who_begins_anew_finds_nothing_of_its_own),
		cmocka_unit_test(a_handler_leaves_nothing_in_registers),
		cmocka_unit_test(values_live_through_system_calls),
		cmocka_unit_test(two_compute_in_turns),
		cmocka_unit_test(nothing_is_stored_beyond_the_stack),
	};

	return user_mode_tests() + cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Calls between compartments in images with CONFIG_FPU: nothing of the caller's registers goes in, nothing of the
 * callee's comes out, and the caller has its own again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <zephyr/kernel.h>

#include "call_and_look.h"

#define ALL                                                                                        \
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",    \
		"s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24",       \
		"s25", "s26", "s27", "s28", "s29", "s30", "s31", "memory"

/* What a handler leaves in the middle of everything. */
static void leaves_values(struct k_timer *unused)
{
	static const uint32_t values[REGISTERS] = {0x1a1a1a1a, [31] = 0x1a1a1a1a};

	(void)unused;
	__asm__ volatile("vldmia %0, {s0-s31}" ::"r"(values) : ALL);
}
K_TIMER_DEFINE(leaver, leaves_values, NULL);

K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;

/* It has the processor while a call sleeps. */
static void computes(void *p1, void *p2, void *p3)
{
	for (;;) {
		fill_registers(0xbad0bad0u);
		k_msleep(1);
	}
}

static void a_caller_with_privileges_has_its_registers_again(void **state)
{
	assert_int_equal(call_and_look(AS_IT_IS), 0);
	assert_int_equal(call_and_look(WITH_BUFFER), 0);
	assert_int_equal(call_and_look(WITH_SLEEP), 0);
	assert_int_equal(call_and_look(WITH_FAULT), -EFAULT);
	assert_int_equal(call_and_look(AS_IT_IS), 0);
}

static void a_compartment_has_its_registers_again(void **state)
{
	assert_int_equal(calling_run(AS_IT_IS), 0);
	assert_int_equal(calling_run(WITH_BUFFER), 0);
	assert_int_equal(calling_run(WITH_SLEEP), 0);
	assert_int_equal(calling_run(WITH_FAULT), -EFAULT);
	assert_int_equal(calling_run(AS_IT_IS), 0);
}

static void interrupts_and_other_threads_come_between(void **state)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), computes, NULL, NULL, NULL, -1, K_USER, K_NO_WAIT);
	k_timer_start(&leaver, K_TICKS(1), K_TICKS(1));
	for (int i = 0; i < 200; i++) {
		assert_int_equal(calling_run(i % 8 == 0 ? WITH_SLEEP : i % 2), 0);
		assert_int_equal(call_and_look(i % 8 == 0 ? WITH_SLEEP : i % 2), 0);
	}
	k_timer_stop(&leaver);
	k_thread_abort(&thread);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caller_with_privileges_has_its_registers_again),
		cmocka_unit_test(a_compartment_has_its_registers_again),
		cmocka_unit_test(interrupts_and_other_threads_come_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

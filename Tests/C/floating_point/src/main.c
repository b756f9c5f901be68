/* Floating-point values live through switches and interrupts; with the unit where there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define ROUNDS 50

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static volatile int wrong;

/* Keeps eight values in registers over a yield, and compares them afterwards. */
static void juggle(void *seed, void *unused, void *also_unused)
{
	float base = (float)(uintptr_t)seed;

	ARG_UNUSED(unused);
	ARG_UNUSED(also_unused);
	for (int round = 0; round < ROUNDS; round++) {
		float a = base + 1, b = base * 2, c = base - 3, d = base / 4;
		float e = base + 5, f = base * 6, g = base - 7, h = base / 8;

		k_yield();
		if (a + b + c + d + e + f + g + h !=
		    (base + 1) + (base * 2) + (base - 3) + (base / 4) + (base + 5) + (base * 6) +
			    (base - 7) + (base / 8)) {
			wrong++;
		}
		base += 0.5f;
	}
}

static void threads_keep_their_values_apart(void **state)
{
	ARG_UNUSED(state);
	wrong = 0;
	for (uintptr_t i = 0; i < 2; i++) {
		k_thread_create(&threads[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), juggle,
				(void *)(i * 1000 + 16), NULL, NULL, 5, K_FP_REGS, K_NO_WAIT);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_SECONDS(10)), 0);
	}
	assert_int_equal(wrong, 0);
}

static volatile float in_handler;

static void compute(const void *parameter)
{
	in_handler = *(const float *)parameter * 3.0f + 1.0f;
}

static void a_handler_computes_without_harm(void **state)
{
	volatile float value = 2.5f;
	float kept = value * 7.0f;

	ARG_UNUSED(state);
	irq_offload(compute, (const void *)&value);
	assert_true(in_handler == 8.5f);
	assert_true(kept == 17.5f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_keep_their_values_apart),
		cmocka_unit_test(a_handler_computes_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Threads that look at the clock until it says what they want: they come to an end on every port. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static volatile unsigned wakes;
static volatile int64_t woken_at;

static void sleep_thrice(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	for (int i = 0; i < 3; i++) {
		k_sleep(K_MSEC(10));
		woken_at = k_uptime_get();
		wakes++;
	}
}

static void start_sleeper(int priority)
{
	wakes = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), sleep_thrice, NULL, NULL,
			NULL, priority, 0, K_NO_WAIT);
}

static void polling_the_uptime_ends(void **state)
{
	int64_t start = k_uptime_get();

	(void)state;
	while (k_uptime_get() - start < 20) {
	}
	assert_true(k_uptime_get() - start >= 20);
}

static void polling_the_cycles_ends(void **state)
{
	uint32_t start = k_cycle_get_32();
	int64_t began = k_uptime_get();

	(void)state;
	while (k_cycle_get_32() - start < k_ms_to_cyc_ceil32(20)) {
	}
	assert_true(k_uptime_get() - began >= 19);
}

static void a_busy_wait_takes_its_time(void **state)
{
	int64_t start = k_uptime_get();

	(void)state;
	k_busy_wait(20000);
	assert_true(k_uptime_get() - start >= 19);
}

static void a_sleeper_preempts_who_polls(void **state)
{
	(void)state;
	start_sleeper(K_PRIO_COOP(2));
	while (wakes < 3) {
		k_uptime_get();
	}
	assert_true(woken_at >= 30);
	assert_int_equal(k_thread_join(&thread, K_NO_WAIT), 0);
}

static void a_sleeper_waits_while_interrupts_are_locked(void **state)
{
	unsigned int key;
	uint32_t start;

	(void)state;
	start_sleeper(K_PRIO_COOP(2));
	key = irq_lock();
	start = k_cycle_get_32();
	while (k_cycle_get_32() - start < k_ms_to_cyc_ceil32(15)) {
	}
	assert_int_equal(wakes, 0);
	irq_unlock(key);
	assert_int_equal(wakes, 1);
}

static void mask_everything(bool is_masked)
{
#if defined(__arm__)
	if (is_masked) {
		__asm__ volatile("cpsid i" ::: "memory");
	} else {
		__asm__ volatile("cpsie i" ::: "memory");
	}
#else
	(void)is_masked;
#endif
}

/* Where all interrupts are masked as well, what became due comes when they no longer are. */
static void lines_can_be_unlocked_while_everything_is_masked(void **state)
{
	unsigned int key;
	uint32_t start;

	(void)state;
	start_sleeper(K_PRIO_COOP(2));
	key = irq_lock();
	start = k_cycle_get_32();
	while (k_cycle_get_32() - start < k_ms_to_cyc_ceil32(15)) {
	}
	mask_everything(true);
	irq_unlock(key);
	mask_everything(false);
	k_busy_wait(1000);
	assert_int_equal(wakes, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(polling_the_uptime_ends),
		cmocka_unit_test(polling_the_cycles_ends),
		cmocka_unit_test(a_busy_wait_takes_its_time),
		cmocka_unit_test(a_sleeper_preempts_who_polls),
		cmocka_unit_test(a_sleeper_waits_while_interrupts_are_locked),
		cmocka_unit_test(lines_can_be_unlocked_while_everything_is_masked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/sys/__assert.h> with CONFIG_ASSERT: what a failed __ASSERT leads to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

static K_THREAD_STACK_DEFINE(stack, 2048);
static struct k_thread thread;
static unsigned int reason;
static int reached;

void k_sys_fatal_error_handler(unsigned int why, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	reason = why;
	/* After a panic the kernel would stop. */
	k_thread_abort(k_current_get());
}

static void check(void *holds, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	reached = 1;
	__ASSERT(holds != NULL, "expected by the test");
	reached = 2;
	__ASSERT_NO_MSG(holds != NULL);
}

static void run(void *holds)
{
	reason = UINT_MAX;
	reached = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), check, holds, NULL, NULL,
			K_PRIO_PREEMPT(0), 0, K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
}

static void a_condition_that_holds_does_nothing(void **state)
{
	(void)state;
	run(&thread);
	assert_int_equal(reached, 2);
	assert_int_equal(reason, UINT_MAX);
}

static void a_failed_condition_is_a_panic_of_its_thread(void **state)
{
	(void)state;
	run(NULL);
	assert_int_equal(reached, 1);
	assert_int_equal(reason, K_ERR_KERNEL_PANIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_condition_that_holds_does_nothing),
		cmocka_unit_test(a_failed_condition_is_a_panic_of_its_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

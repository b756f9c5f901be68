/* Fatal errors and failed __ASSERTs that a test announces. See <zephyr/ztest_error_hook.h>. */
#include <zephyr/kernel.h>
#include <zephyr/ztest.h>
#include <zephyr/ztest_error_hook.h>

#ifdef CONFIG_ZTEST_FATAL_HOOK
static volatile bool fault_is_valid;

void ztest_set_fault_valid(bool valid)
{
	fault_is_valid = valid;
}

__weak void ztest_post_fatal_error_hook(unsigned int reason, const z_arch_esf_t *esf)
{
	ARG_UNUSED(reason);
	ARG_UNUSED(esf);
}

/* The kernel aborts the thread when this returns. */
void k_sys_fatal_error_handler(unsigned int reason, const z_arch_esf_t *esf)
{
	printk("Caught system error -- reason %u\n", reason);
	if (!fault_is_valid) {
		printk("Fatal error was unexpected, aborting...\n");
		k_fatal_halt(reason);
	}
	printk("Fatal error expected as part of test case.\n");
	fault_is_valid = false;
	ztest_post_fatal_error_hook(reason, esf);
}
#endif

#ifdef CONFIG_ZTEST_ASSERT_HOOK
static volatile bool assert_is_valid;

void ztest_set_assert_valid(bool valid)
{
	assert_is_valid = valid;
}

__weak void ztest_post_assert_fail_hook(void)
{
	k_thread_abort(k_current_get());
}

void assert_post_action(const char *file, unsigned int line)
{
	printk("Caught assert failed\n");
	if (!assert_is_valid) {
		printk("Assert failed unexpectedly at %s:%u\n", file, line);
		ztest_test_fail();
		return;
	}
	assert_is_valid = false;
	ztest_post_assert_fail_hook();
}
#endif

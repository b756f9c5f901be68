/*
 * Tests of errors: a fatal error or a failed __ASSERT that the test announces is not a failure. Needs
 * CONFIG_ZTEST_FATAL_HOOK and CONFIG_ZTEST_ASSERT_HOOK.
 */
#ifndef ZEPHYR_ZTEST_ERROR_HOOK_H
#define ZEPHYR_ZTEST_ERROR_HOOK_H

#include <stdbool.h>
#include <zephyr/fatal.h>

#ifdef CONFIG_ZTEST_FATAL_HOOK
/* The next fatal error is expected: the thread it happens in is aborted, and the test goes on. */
void ztest_set_fault_valid(bool valid);
/* Called in an expected fatal error; weak, does nothing. Interrupt or faulting thread. */
void ztest_post_fatal_error_hook(unsigned int reason, const z_arch_esf_t *esf);
#endif

#ifdef CONFIG_ZTEST_ASSERT_HOOK
/* The next failed __ASSERT is expected. */
void ztest_set_assert_valid(bool valid);
/* Called in an expected failed __ASSERT; weak, aborts the calling thread. */
void ztest_post_assert_fail_hook(void);
#endif

#endif

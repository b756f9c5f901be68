/* Threads without privileges that K_THREAD_DEFINE makes: the boot creates them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_APPMEM_PARTITION_DEFINE(shared);
K_APP_BMEM(shared) static volatile int reached;
static volatile int kernels;
K_SEM_DEFINE(done, 0, 1);
static int last_reason;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

static void writes(void *p1, void *p2, void *p3)
{
	*(volatile int *)p1 = 1;
}

static void gives(void *p1, void *p2, void *p3)
{
	k_sem_give(&done);
}

K_THREAD_DEFINE(trespasser, 512, writes, (void *)&kernels, NULL, NULL, 1, K_USER, SYS_FOREVER_MS);
K_THREAD_DEFINE(member, 700, writes, (void *)&reached, NULL, NULL, 1, K_USER, SYS_FOREVER_MS);
K_THREAD_DEFINE(giver, 512, gives, NULL, NULL, NULL, 1, K_USER, SYS_FOREVER_MS);
K_THREAD_DEFINE(supervisor, 512, writes, (void *)&kernels, NULL, NULL, 1, 0, SYS_FOREVER_MS);

/* Runs one to its end; -1, or why it was ended. */
static int run(k_tid_t thread)
{
	last_reason = -1;
	k_thread_start(thread);
	assert_int_equal(k_thread_join(thread, K_SECONDS(2)), 0);
	return last_reason;
}

static void a_thread_with_the_option_runs_without_privileges(void **state)
{
	(void)state;
	assert_int_not_equal(run(trespasser), -1);
	assert_int_equal(kernels, 0);
}

static void a_thread_without_it_has_them(void **state)
{
	(void)state;
	assert_int_equal(run(supervisor), -1);
	assert_int_equal(kernels, 1);
}

static void it_reaches_what_its_domain_has(void **state)
{
	(void)state;
	assert_int_equal(k_mem_domain_add_partition(&k_mem_domain_default, &shared), 0);
	assert_int_equal(run(member), -1);
	assert_int_equal(reached, 1);
}

static void it_uses_objects_that_it_was_granted(void **state)
{
	(void)state;
	k_object_access_grant(&done, giver);
	assert_int_equal(run(giver), -1);
	assert_int_equal(k_sem_take(&done, K_NO_WAIT), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_with_the_option_runs_without_privileges),
		cmocka_unit_test(a_thread_without_it_has_them),
		cmocka_unit_test(it_reaches_what_its_domain_has),
		cmocka_unit_test(it_uses_objects_that_it_was_granted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Threads that give their privileges up, and who may use what without having been granted it one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_APPMEM_PARTITION_DEFINE(shared);
K_APP_BMEM(shared) static int results[4];
K_APP_BMEM(shared) static uint32_t below[64];
static int of_kernel;

K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static struct k_mem_domain domain;
K_SEM_DEFINE(sem, 0, 9);
K_SEM_DEFINE(other, 0, 9);
K_SEM_DEFINE(of_all, 0, 9);
static int last_reason;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

static void counts(void *p1, void *p2, void *p3)
{
	(void)p1, (void)p2, (void)p3;
	results[3] = k_is_user_context();
	k_sem_give(&of_all);
}
K_THREAD_DEFINE(defined, 1024, counts, NULL, NULL, NULL, 3, K_USER, SYS_FOREVER_MS);
K_THREAD_ACCESS_GRANT(defined, &other, &of_all);

static int begin(void **state)
{
	(void)state;
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	memset(results, 0xff, sizeof(results));
	k_sem_reset(&sem);
	k_sem_reset(&other);
	last_reason = -1;
	return 0;
}

/* A thread that has privileges to begin with. */
static int run(k_thread_entry_t entry, void *p1, uint32_t options)
{
	k_thread_create(&threads[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), entry, p1, NULL, NULL, 3, options,
			K_FOREVER);
	k_mem_domain_add_thread(&domain, &threads[0]);
	k_thread_access_grant(&threads[0], &sem, &of_all);
	k_thread_start(&threads[0]);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(1)), 0);
	return last_reason;
}

static void without_privileges(void *p1, void *p2, void *p3)
{
	results[1] = k_is_user_context();
	results[2] = (uintptr_t)p1 + (uintptr_t)p2 + (uintptr_t)p3;
	k_sem_give(&sem);
	errno = 3;
	k_yield();
	k_sem_give(&sem);
}

static void enters(void *p1, void *p2, void *p3)
{
	results[0] = k_is_user_context();
	of_kernel++;
	k_thread_user_mode_enter(without_privileges, (void *)1, (void *)20, (void *)300);
}

static void a_thread_gives_its_privileges_up(void **state)
{
	(void)state;
	of_kernel = 0;
	assert_int_equal(run(enters, NULL, 0), -1);
	assert_int_equal(results[0], 0);
	assert_int_equal(results[1], 1);
	assert_int_equal(results[2], 321);
	assert_int_equal(of_kernel, 1);
	assert_int_equal(k_sem_count_get(&sem), 2);
	assert_false(k_is_user_context());
}

static void touches(void *p1, void *p2, void *p3)
{
	*(volatile int *)p1 = 4;
}

static void uses_what_is_not_its(void *p1, void *p2, void *p3)
{
	k_sem_give(&other);
}

static void enters_and_calls(void *p1, void *p2, void *p3)
{
	k_thread_user_mode_enter((k_thread_entry_t)p1, &of_kernel, NULL, NULL);
}

static void then_it_reaches_no_more_than_others(void **state)
{
	(void)state;
	assert_int_not_equal(run(enters_and_calls, touches, 0), -1);
	assert_int_not_equal(run(enters_and_calls, uses_what_is_not_its, 0), -1);
	assert_int_equal(k_sem_count_get(&other), 0);
}

static void looks_at_its_stack(void *p1, void *p2, void *p3)
{
	uint32_t *top = (uint32_t *)p1;

	results[0] = 0;
	for (int i = 0; i < 64; i++) {
		results[0] += top[-100 - i] != 0xaaaaaaaa;
	}
}

static __attribute__((noinline)) void leaves_traces(void)
{
	volatile uint32_t traces[150];

	for (int i = 0; i < 150; i++) {
		traces[i] = 0x5ec2e7;
	}
}

static void enters_from_deep(void *p1, void *p2, void *p3)
{
	leaves_traces();
	k_thread_user_mode_enter(looks_at_its_stack, stacks[0] + sizeof(stacks[0]), NULL, NULL);
}

static void nothing_is_left_on_its_stack(void **state)
{
	(void)state;
	assert_int_equal(run(enters_from_deep, NULL, 0), -1);
	assert_int_equal(results[0], 0);
}

static void creates(void *p1, void *p2, void *p3)
{
	k_thread_create(&threads[1], stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), without_privileges, NULL, NULL, NULL,
			2, K_USER | (uintptr_t)p1, K_NO_WAIT);
	k_thread_join(&threads[1], K_SECONDS(1));
}

static void a_child_may_use_what_its_creator_may_if_it_is_to(void **state)
{
	(void)state;
	assert_int_equal(run(creates, (void *)K_INHERIT_PERMS, 0), -1);
	assert_int_equal(k_sem_count_get(&sem), 2);
	/* The domain is its creator's, too. */
	assert_int_equal(results[1], 1);
	assert_int_not_equal(run(creates, (void *)0, 0), -1);
	assert_int_equal(k_sem_count_get(&sem), 2);
}

static void gives_to_all(void *p1, void *p2, void *p3)
{
	k_sem_give(&of_all);
	k_object_release(&sem);
	k_sem_give(&of_all);
	k_sem_give(&sem);
}

static void what_is_granted_to_all_may_also_be_used_by_who_begins_later(void **state)
{
	(void)state;
	k_sem_reset(&of_all);
	k_object_access_all_grant(&of_all);
	k_thread_create(&threads[1], stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), gives_to_all, NULL, NULL, NULL, 2,
			K_USER, K_FOREVER);
	k_object_access_grant(&sem, &threads[1]);
	k_thread_start(&threads[1]);
	k_thread_join(&threads[1], K_SECONDS(1));
	assert_int_equal(k_sem_count_get(&of_all), 2);
	assert_int_equal(k_sem_count_get(&sem), 0);
	assert_int_not_equal(last_reason, -1);
}

static void defined_threads_have_what_is_granted_to_them(void **state)
{
	(void)state;
	k_sem_reset(&of_all);
	k_mem_domain_add_thread(&domain, defined);
	k_thread_start(defined);
	k_thread_join(defined, K_SECONDS(1));
	assert_int_equal(results[3], 1);
	assert_int_equal(k_sem_count_get(&of_all), 1);
}

static void gives_without_end(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_give(&sem);
		below[0]++;
	}
}

static void revokes(struct k_timer *timer)
{
	k_object_access_revoke(&sem, &threads[0]);
}
K_TIMER_DEFINE(revoker, revokes, NULL);

static void an_interrupt_may_revoke(void **state)
{
	(void)state;
	k_timer_start(&revoker, K_MSEC(3), K_NO_WAIT);
	assert_int_not_equal(run(enters_and_calls, gives_without_end, 0), -1);
	assert_true(below[0] > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First, for it is started once. */
		cmocka_unit_test_setup(defined_threads_have_what_is_granted_to_them, begin),
		cmocka_unit_test_setup(a_thread_gives_its_privileges_up, begin),
		cmocka_unit_test_setup(then_it_reaches_no_more_than_others, begin),
		cmocka_unit_test_setup(nothing_is_left_on_its_stack, begin),
		cmocka_unit_test_setup(a_child_may_use_what_its_creator_may_if_it_is_to, begin),
		cmocka_unit_test_setup(what_is_granted_to_all_may_also_be_used_by_who_begins_later, begin),
		cmocka_unit_test_setup(an_interrupt_may_revoke, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

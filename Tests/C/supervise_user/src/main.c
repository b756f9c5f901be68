/*
 * What becomes of a thread without privileges that faults: it begins anew as what it was, its handler has no more
 * privileges than it had, and who supervises it may have none, either.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/supervise.h>
#include <bulkhead/user_mode.h>
#include <errno.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 1024);
static struct k_thread thread, other;
BULKHEAD_FAULT_QUEUE_DEFINE(faults, 3);
K_SEM_DEFINE(sem, 0, 10);
K_SEM_DEFINE(secret, 0, 10);
static int kernel_number = 7;

K_APPMEM_PARTITION_DEFINE(shared);
K_APP_BMEM(shared) static volatile uint32_t runs, mode_of_handler, cause_read, handled, relocked;
K_APP_DMEM(shared) static struct sys_mutex shared_mutex;
static struct k_mem_domain domain;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason, (void)esf;
}

static struct bulkhead_fault_record told(enum bulkhead_fault_policy action)
{
	struct bulkhead_fault_record record = {.thread = NULL};

	assert_int_equal(k_msgq_get(&faults, &record, K_NO_WAIT), 0);
	assert_ptr_equal(record.thread, &thread);
	assert_int_equal(record.action, action);
	return record;
}

static void run(k_thread_entry_t entry, void *p1, const struct bulkhead_fault_plan *plan)
{
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, &sem, (void *)3, 1, K_USER,
			K_FOREVER);
	k_mem_domain_add_thread(&domain, &thread);
	k_object_access_grant(&sem, &thread);
	assert_int_equal(bulkhead_on_fault(&thread, plan), 0);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
}

static void sleeps(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

/* The first time it touches something, the second it gives. */
#define TRIES(name, what)                                                                          \
	static void name(void *p1, void *p2, void *p3)                                             \
	{                                                                                          \
		if (++runs == 1) {                                                                 \
			what;                                                                      \
		}                                                                                  \
		if (k_is_user_context() && p2 == &sem && p3 == (void *)3) {                        \
			k_sem_give(&sem);                                                          \
		}                                                                                  \
	}

static __noinline uint32_t descend(uint32_t level)
{
	volatile uint32_t frame[16] = {level};

	return level == UINT32_MAX ? 0 : descend(level + 1) + frame[level & 15];
}

TRIES(reads, *(volatile char *)p1)
TRIES(writes, *(volatile char *)p1 = 0)
TRIES(calls, ((void (*)(void))p1)())
TRIES(gives, k_sem_give(p1))
TRIES(overflows, descend((uint32_t)(uintptr_t)p1))

static void try(k_thread_entry_t entry, void *what, enum bulkhead_memory_owner whose, uint32_t reason)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	run(entry, what, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(k_sem_count_get(&sem), 1);
	k_sem_reset(&sem);
	struct bulkhead_fault_record record = told(BULKHEAD_FAULT_RESTART);

	assert_int_equal(record.reason, reason);
	if (reason == K_ERR_STACK_CHK_FAIL) {
		/* Below a stack lies what may be anybody's. */
		assert_int_not_equal(record.whose, BULKHEAD_MEMORY_OWN_STACK);
	} else if (record.has_address) {
		assert_int_equal(record.whose, whose);
		assert_ptr_equal(record.other, whose == BULKHEAD_MEMORY_OTHER_STACK ? &other : NULL);
	}
	if (reason == K_ERR_CPU_EXCEPTION) {
		assert_true(record.pc != 0);
	}
	assert_int_equal(k_msgq_num_used_get(&faults), 0);
}

static void it_begins_anew_whatever_it_touched(void **state)
{
	(void)state;
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), sleeps, NULL, NULL, NULL, 1,
			K_USER, K_NO_WAIT);
	try(reads, other_stack, BULKHEAD_MEMORY_OTHER_STACK, K_ERR_CPU_EXCEPTION);
	try(writes, (char *)other_stack + sizeof(other_stack) - 1, BULKHEAD_MEMORY_OTHER_STACK, K_ERR_CPU_EXCEPTION);
	try(reads, &kernel_number, BULKHEAD_MEMORY_KERNEL, K_ERR_CPU_EXCEPTION);
	try(writes, &kernel_number, BULKHEAD_MEMORY_KERNEL, K_ERR_CPU_EXCEPTION);
	try(reads, (void *)bulkhead_image_start(), BULKHEAD_MEMORY_KERNEL_CODE, K_ERR_CPU_EXCEPTION);
	try(writes, (void *)"constant", BULKHEAD_MEMORY_APPLICATION, K_ERR_CPU_EXCEPTION);
#if !defined(CONFIG_HOST)
	try(reads, (void *)DT_REG_ADDR(DT_CHOSEN(zephyr_console)), BULKHEAD_MEMORY_DEVICE, K_ERR_CPU_EXCEPTION);
#endif
	/* Where it executes the processor may not say. */
	try(calls, (char *)stack + 1, BULKHEAD_MEMORY_OWN_STACK, K_ERR_CPU_EXCEPTION);
	try(calls, (void *)&k_sched_lock, BULKHEAD_MEMORY_KERNEL_CODE, K_ERR_CPU_EXCEPTION);
	try(gives, &secret, BULKHEAD_MEMORY_KERNEL, K_ERR_KERNEL_OOPS);
	try(overflows, NULL, BULKHEAD_MEMORY_UNKNOWN, K_ERR_STACK_CHK_FAIL);
	assert_int_equal(kernel_number, 7);
	/* Everybody else goes on. */
	k_thread_abort(&other);
}

static void null_is_nobodys(void **state)
{
	/* The compiler takes it that nothing lies there. */
	volatile uintptr_t start = bulkhead_image_start();

	(void)state;
	try(reads, NULL, start == 0 ? BULKHEAD_MEMORY_KERNEL_CODE : BULKHEAD_MEMORY_NONE, K_ERR_CPU_EXCEPTION);
}

static enum bulkhead_fault_policy handles(const struct bulkhead_fault_record *fault, void *parameter)
{
	mode_of_handler = k_is_user_context() ? 1 : 2;
	cause_read = (uint32_t)strlen(fault->cause);
	handled += (uint32_t)(uintptr_t)parameter;
	k_sem_give(&sem);
	k_sleep(K_MSEC(1));
	return BULKHEAD_FAULT_RESTART;
}

static void the_handler_has_no_privileges(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_HANDLER, .restarts = 1, .handler = handles, .parameter = (void *)5,
		.told = &faults};

	(void)state;
	handled = 0;
	run(reads, &kernel_number, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(mode_of_handler, 1);
	assert_true(cause_read > 3);
	assert_int_equal(handled, 5);
	assert_int_equal(k_sem_count_get(&sem), 2);
	assert_int_equal(told(BULKHEAD_FAULT_HANDLER).whose, BULKHEAD_MEMORY_KERNEL);
	/* Also after a system call that was refused. */
	run(gives, &secret, &plan);
	assert_int_equal(handled, 10);
	assert_int_equal(runs, 2);
	assert_int_equal(told(BULKHEAD_FAULT_HANDLER).reason, K_ERR_KERNEL_OOPS);
	k_sem_reset(&sem);
}

static enum bulkhead_fault_policy oversteps(const struct bulkhead_fault_record *fault, void *parameter)
{
	handled = 77;
	*(volatile int *)parameter = 8;
	handled = 78;
	return BULKHEAD_FAULT_RESTART;
}

static void the_handler_reaches_no_more_than_its_thread(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_HANDLER, .restarts = 1, .handler = oversteps, .parameter = &kernel_number,
		.told = &faults};

	(void)state;
	run(reads, &kernel_number, &plan);
	assert_int_equal(handled, 77);
	assert_int_equal(runs, 1);
	assert_int_equal(kernel_number, 7);
	told(BULKHEAD_FAULT_HANDLER);
	told(BULKHEAD_FAULT_ABORT);
}

static void ends_a_handler_that_there_is_not(void *p1, void *p2, void *p3)
{
	void bulkhead_end_fault_handler(uint32_t verdict);

	runs++;
	bulkhead_end_fault_handler(BULKHEAD_FAULT_RESTART);
	runs++;
}

static void nobody_says_that_who_has_no_handler(void **state)
{
	struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 3};

	(void)state;
	run(ends_a_handler_that_there_is_not, NULL, &plan);
	assert_int_equal(runs, 2);
	run(ends_a_handler_that_there_is_not, NULL, NULL);
	assert_int_equal(runs, 2);
}

static void loses_a_right(void *p1, void *p2, void *p3)
{
	runs++;
	k_object_release(&sem);
	k_sem_give(&sem);
}

static void a_right_that_was_taken_back_does_not_come_back(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 2, .told = &faults};

	(void)state;
	run(loses_a_right, NULL, &plan);
	assert_int_equal(runs, 3);
	assert_int_equal(k_sem_count_get(&sem), 0);
	k_msgq_purge(&faults);
}

static void locks_and_traps(void *p1, void *p2, void *p3)
{
	if (++runs == 1) {
		sys_mutex_lock(&shared_mutex, K_FOREVER);
		__builtin_trap();
	}
	relocked = sys_mutex_lock(&shared_mutex, K_NO_WAIT) == 0;
	sys_mutex_unlock(&shared_mutex);
	sys_mutex_unlock(&shared_mutex);
}

static void a_shared_mutex_stays_its_own(void **state)
{
	struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 1};

	(void)state;
	relocked = 0;
	run(locks_and_traps, NULL, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(relocked, 1);
	assert_int_equal(sys_mutex_lock(&shared_mutex, K_NO_WAIT), 0);
	sys_mutex_unlock(&shared_mutex);
}

static void gives_privileges_up(void *p1, void *p2, void *p3)
{
	k_thread_user_mode_enter(reads, p1, p2, p3);
}

static void privileges_that_were_given_up_stay_so(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	(void)state;
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), gives_privileges_up, &kernel_number, &sem,
			(void *)3, 1, 0, K_FOREVER);
	k_mem_domain_add_thread(&domain, &thread);
	k_object_access_grant(&sem, &thread);
	assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(runs, 2);
	assert_int_equal(k_sem_count_get(&sem), 1);
	told(BULKHEAD_FAULT_RESTART);
	k_sem_reset(&sem);
}

K_APP_BMEM(shared) static volatile uint32_t seen_action;

static void supervises(void *p1, void *p2, void *p3)
{
	struct bulkhead_fault_record record;

	k_msgq_get(&faults, &record, K_FOREVER);
	seen_action = record.thread == p1 ? 100 + record.action : 1;
}

static void a_supervisor_has_no_privileges(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	(void)state;
	seen_action = 0;
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), supervises, &thread, NULL, NULL, 0,
			K_USER, K_FOREVER);
	k_mem_domain_add_thread(&domain, &other);
	k_object_access_grant(&faults, &other);
	k_thread_start(&other);
	k_sleep(K_MSEC(1));
	run(reads, &kernel_number, &plan);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(seen_action, 100 + BULKHEAD_FAULT_RESTART);
	k_sem_reset(&sem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_anew_whatever_it_touched),
		cmocka_unit_test(null_is_nobodys),
		cmocka_unit_test(the_handler_has_no_privileges),
		cmocka_unit_test(the_handler_reaches_no_more_than_its_thread),
		cmocka_unit_test(nobody_says_that_who_has_no_handler),
		cmocka_unit_test(a_right_that_was_taken_back_does_not_come_back),
		cmocka_unit_test(a_shared_mutex_stays_its_own),
		cmocka_unit_test(privileges_that_were_given_up_stay_so),
		cmocka_unit_test(a_supervisor_has_no_privileges),
	};

	sys_mutex_init(&shared_mutex);
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Threads without privileges: what they may do works as for others, through system calls; what they may
 * not do ends them, and nobody else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 700);
static struct k_thread thread;

K_SEM_DEFINE(sem, 0, 10);
K_MUTEX_DEFINE(mutex);
K_CONDVAR_DEFINE(condvar);
K_EVENT_DEFINE(event);
K_TIMER_DEFINE(timer, NULL, NULL);
K_MSGQ_DEFINE(msgq, sizeof(uint64_t), 2, 8);
K_SEM_DEFINE(others, 0, 1);

/* Why a thread ended that did not end by itself. */
static int last_reason;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

/* Runs a function without privileges to its end; -1, or why it was ended. */
static int run_with(k_thread_entry_t entry, void *p1, void *p2, void *p3)
{
	last_reason = -1;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, p2, p3, 1, K_USER, K_FOREVER);
	k_object_access_grant(&sem, &thread);
	k_object_access_grant(&mutex, &thread);
	k_object_access_grant(&condvar, &thread);
	k_object_access_grant(&event, &thread);
	k_object_access_grant(&timer, &thread);
	k_object_access_grant(&msgq, &thread);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(2)), 0);
	return last_reason;
}

static int run(k_thread_entry_t entry)
{
	return run_with(entry, NULL, NULL, NULL);
}

static bool says_no_privileges(void);

static void says_its_mode(void *p1, void *p2, void *p3)
{
	if (says_no_privileges()) {
		k_sem_give(&sem);
	}
}

static void it_has_no_privileges(void **state)
{
	(void)state;
	assert_false(says_no_privileges());
	k_sem_reset(&sem);
	assert_int_equal(run(says_its_mode), -1);
	assert_int_equal(k_sem_count_get(&sem), 1);
	assert_false(says_no_privileges());
}

/* What a thread without privileges found, in memory that it cannot reach, is sent in a message. */
static void check(bool is_right)
{
	if (!is_right) {
		__builtin_trap();
	}
}

static void waits_and_gives(void *p1, void *p2, void *p3)
{
	int64_t before = k_uptime_get();

	check(k_sem_count_get(&sem) == 0);
	check(k_sem_take(&sem, K_NO_WAIT) == -EBUSY);
	check(k_sem_take(&sem, K_MSEC(20)) == -EAGAIN);
	check(k_uptime_get() - before >= 20);
	for (int i = 0; i < 3; i++) {
		k_sem_give(&sem);
	}
	check(k_sem_take(&sem, K_FOREVER) == 0);
	k_yield();
	check(k_sleep(K_MSEC(5)) == 0);
	check(k_uptime_get() - before >= 25);
}

static void it_waits_for_semaphores_and_times(void **state)
{
	(void)state;
	k_sem_reset(&sem);
	assert_int_equal(run(waits_and_gives), -1);
	assert_int_equal(k_sem_count_get(&sem), 2);
}

static void locks(void *p1, void *p2, void *p3)
{
	check(k_mutex_lock(&mutex, K_FOREVER) == 0);
	check(k_mutex_lock(&mutex, K_NO_WAIT) == 0);
	check(k_condvar_wait(&condvar, &mutex, K_MSEC(5)) == -EAGAIN);
	check(k_condvar_signal(&condvar) == 0);
	check(k_mutex_unlock(&mutex) == 0);
	check(k_mutex_unlock(&mutex) == 0);
	check(k_mutex_unlock(&mutex) == -EINVAL);
}

static void it_locks_and_waits_for_conditions(void **state)
{
	(void)state;
	assert_int_equal(run(locks), -1);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	k_mutex_unlock(&mutex);
}

static void waits_for_events(void *p1, void *p2, void *p3)
{
	/* The timeout lies on the stack. */
	check(k_event_wait(&event, 5, false, K_MSEC(3)) == 0);
	check(k_event_post(&event, 4) == 0);
	check(k_event_wait(&event, 5, false, K_FOREVER) == 4);
	check(k_event_wait_all(&event, 5, true, K_NO_WAIT) == 0);
	k_timer_start(&timer, K_MSEC(2), K_MSEC(3));
	check(k_timer_status_sync(&timer) == 1);
	check(k_timer_status_sync(&timer) == 1);
	check(k_timer_remaining_ticks(&timer) > 0);
	k_timer_stop(&timer);
}

static void it_passes_arguments_on_its_stack(void **state)
{
	(void)state;
	assert_int_equal(run(waits_for_events), -1);
}

static void sends_and_receives(void *p1, void *p2, void *p3)
{
	uint64_t sent = 0x1122334455667788u, received = 0;

	check(k_msgq_put(&msgq, &sent, K_NO_WAIT) == 0);
	check(k_msgq_get(&msgq, &received, K_FOREVER) == 0);
	check(received == sent);
	check(k_msgq_get(&msgq, &received, K_MSEC(2)) == -EAGAIN);
	check(k_msgq_put(&msgq, &sent, K_NO_WAIT) == 0);
}

static void it_sends_messages(void **state)
{
	uint64_t received = 0;

	(void)state;
	assert_int_equal(run(sends_and_receives), -1);
	assert_int_equal(k_msgq_get(&msgq, &received, K_NO_WAIT), 0);
	assert_true(received == 0x1122334455667788u);
}

static int kernel_number = 7;

static void sends_what_is_not_its(void *p1, void *p2, void *p3)
{
	k_msgq_put(&msgq, p1, K_NO_WAIT);
}
static void receives_into_what_is_not_its(void *p1, void *p2, void *p3)
{
	k_msgq_get(&msgq, p1, K_NO_WAIT);
}

/* The kernel is asked to read or write for it. */
static void addresses_are_claims(void **state)
{
	uint64_t message = 1;
	char *end = (char *)stack + sizeof(stack);

	(void)state;
	k_msgq_purge(&msgq);
	assert_int_equal(run_with(sends_what_is_not_its, &kernel_number, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(k_msgq_num_used_get(&msgq), 0);
	/* The last bytes of its stack, and one beyond. */
	assert_int_equal(run_with(sends_what_is_not_its, end - 8, NULL, NULL), -1);
	k_msgq_purge(&msgq);
	assert_int_equal(run_with(sends_what_is_not_its, end - 7, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(sends_what_is_not_its, (char *)stack - 1, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(sends_what_is_not_its, (void *)0xfffffffc, NULL, NULL), K_ERR_KERNEL_OOPS);
	/* Constants may be read, not written. */
	assert_int_equal(run_with(sends_what_is_not_its, (void *)"0123456789", NULL, NULL), -1);
	k_msgq_purge(&msgq);
	assert_int_equal(k_msgq_put(&msgq, &message, K_NO_WAIT), 0);
	assert_int_equal(run_with(receives_into_what_is_not_its, (void *)"0123456789", NULL, NULL),
			 K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(receives_into_what_is_not_its, &kernel_number, NULL, NULL),
			 K_ERR_KERNEL_OOPS);
	assert_int_equal(k_msgq_num_used_get(&msgq), 1);
	assert_int_equal(kernel_number, 7);
	k_msgq_purge(&msgq);
}

static void gives(void *p1, void *p2, void *p3)
{
	k_sem_give(p1);
}

static void objects_are_granted(void **state)
{
	(void)state;
	assert_int_equal(run_with(gives, &others, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(k_sem_count_get(&others), 0);
	/* Another kind, the middle of one, none at all, and one of its own making. */
	assert_int_equal(run_with(gives, &mutex, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(gives, (char *)&sem + 8, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(gives, &kernel_number, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(gives, stack, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(gives, NULL, NULL, NULL), K_ERR_KERNEL_OOPS);
}

static void gives_twice(void *p1, void *p2, void *p3)
{
	k_sem_give(&sem);
	k_sem_take(&others, K_FOREVER);
	k_sem_give(&sem);
}

static void a_right_ends_at_once(void **state)
{
	(void)state;
	last_reason = -1;
	k_sem_reset(&sem);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), gives_twice, NULL, NULL, NULL, 1, K_USER,
			K_FOREVER);
	k_object_access_grant(&sem, &thread);
	k_object_access_grant(&others, &thread);
	k_thread_start(&thread);
	assert_int_equal(k_sem_take(&sem, K_SECONDS(1)), 0);
	k_object_access_revoke(&sem, &thread);
	k_sem_give(&others);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(last_reason, K_ERR_KERNEL_OOPS);
	assert_int_equal(k_sem_count_get(&sem), 0);
}

/* The threads are many one after the other; a new one has no rights of one before. */
static void rights_end_with_the_thread(void **state)
{
	(void)state;
	for (int i = 0; i < 3 * CONFIG_MAX_USER_THREADS; i++) {
		assert_int_equal(run(says_its_mode), -1);
	}
	last_reason = -1;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), gives, &sem, NULL, NULL, 1, K_USER,
			K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(last_reason, K_ERR_KERNEL_OOPS);
}

static void reads(void *p1, void *p2, void *p3)
{
	*(volatile char *)p1;
}
static void writes(void *p1, void *p2, void *p3)
{
	*(volatile char *)p1 = 0;
}
static void calls(void *p1, void *p2, void *p3)
{
	((void (*)(void))p1)();
}
static const char constant = 3;

#include "probes.h"

static void memory_is_out_of_reach(void **state)
{
	char *end = (char *)stack + sizeof(stack);

	(void)state;
	assert_int_equal(run_with(reads, stack, NULL, NULL), -1);
	assert_int_equal(run_with(writes, stack, NULL, NULL), -1);
	assert_int_equal(run_with(reads, end - 1, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, end, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (char *)stack - 1, NULL, NULL), -1);
	assert_int_not_equal(run_with(writes, stacks[0], NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, &kernel_number, NULL, NULL), -1);
	assert_int_not_equal(run_with(writes, &kernel_number, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, &thread, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, &sem, NULL, NULL), -1);
	assert_int_equal(run_with(reads, (void *)&constant, NULL, NULL), -1);
	assert_int_not_equal(run_with(writes, (void *)&constant, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (void *)((uintptr_t)&k_sched_lock & ~1u), NULL, NULL), -1);
	assert_int_not_equal(run_with(calls, (void *)&k_sched_lock, NULL, NULL), -1);
	assert_int_not_equal(run_with(calls, (char *)stack + 1, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, NULL, NULL, NULL), -1);
	/* Code and constants of its own from the first byte to the last. */
	assert_int_equal(run_with(reads, (void *)bulkhead_user_rom_start(), NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (void *)(bulkhead_user_rom_start() - 1), NULL, NULL), -1);
	assert_int_equal(run_with(reads, (void *)(bulkhead_user_rom_end() - 1), NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (void *)bulkhead_user_rom_end(), NULL, NULL), -1);
	devices_of_the_processor_are_out_of_reach();
#if !defined(CONFIG_HOST)
	assert_int_not_equal(run_with(reads, (void *)DT_REG_ADDR(DT_CHOSEN(zephyr_console)), NULL, NULL), -1);
#endif
	assert_int_equal(kernel_number, 7);
}

static void uses_all_of_its_stack(void *p1, void *p2, void *p3)
{
	volatile char space[256];

	space[0] = 1;
	if (space[0] == 1) {
		uses_all_of_its_stack(p1, (void *)&space, p3);
	}
	space[255] = 2;
}

static void a_stack_that_overflows_ends_its_thread(void **state)
{
	(void)state;
	assert_int_equal(run(uses_all_of_its_stack), K_ERR_STACK_CHK_FAIL);
}

/* There is no other way into the kernel than the calls in its table. */
static void calls_are_claims(void **state)
{
	uintptr_t table = bulkhead_system_calls_start();
	uintptr_t end = table + bulkhead_system_calls_size();
	const struct bulkhead_system_call own = {(void (*)(void))k_sched_lock, 0};

	(void)state;
	assert_int_equal(run_with(asks_for, NULL, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(asks_for, (void *)(table + 4), NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(asks_for, (void *)(table - 8), NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(asks_for, (void *)end, NULL, NULL), K_ERR_KERNEL_OOPS);
	assert_int_equal(run_with(asks_for, (void *)&own, NULL, NULL), K_ERR_KERNEL_OOPS);
}

static struct k_thread pair[2];

static void counts(void *p1, void *p2, void *p3)
{
	volatile int count = 0;

	for (int i = 0; i < 100; i++) {
		count++;
		k_yield();
	}
	check(count == 100);
	k_sem_give(&sem);
}

static void two_take_turns(void **state)
{
	(void)state;
	k_sem_reset(&sem);
	for (int i = 0; i < 2; i++) {
		k_thread_create(&pair[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), counts, NULL, NULL, NULL,
				1, K_USER, K_FOREVER);
		k_object_access_grant(&sem, &pair[i]);
	}
	k_thread_start(&pair[0]);
	k_thread_start(&pair[1]);
	assert_int_equal(k_thread_join(&pair[0], K_SECONDS(1)), 0);
	assert_int_equal(k_thread_join(&pair[1], K_SECONDS(1)), 0);
	assert_int_equal(k_sem_count_get(&sem), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_no_privileges),
		cmocka_unit_test(it_waits_for_semaphores_and_times),
		cmocka_unit_test(it_locks_and_waits_for_conditions),
		cmocka_unit_test(it_passes_arguments_on_its_stack),
		cmocka_unit_test(it_sends_messages),
		cmocka_unit_test(addresses_are_claims),
		cmocka_unit_test(objects_are_granted),
		cmocka_unit_test(a_right_ends_at_once),
		cmocka_unit_test(rights_end_with_the_thread),
		cmocka_unit_test(memory_is_out_of_reach),
		cmocka_unit_test(a_stack_that_overflows_ends_its_thread),
		cmocka_unit_test(calls_are_claims),
		cmocka_unit_test(the_stack_pointer_is_a_claim),
		cmocka_unit_test(instructions_give_no_privileges),
		TESTS_OF_THE_PROCESSOR
		cmocka_unit_test(two_take_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

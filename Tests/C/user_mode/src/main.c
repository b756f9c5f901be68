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

#if defined(__arm__)
static uint32_t control(void)
{
	uint32_t value;

	__asm__ volatile("mrs %0, control" : "=r"(value));
	return value;
}
#endif

static void says_its_mode(void *p1, void *p2, void *p3)
{
	for (unsigned int count = control() & 1; count > 0; count--) {
		k_sem_give(&sem);
	}
}

static void it_has_no_privileges(void **state)
{
	(void)state;
	assert_int_equal(control() & 1, 0);
	k_sem_reset(&sem);
	assert_int_equal(run(says_its_mode), -1);
	assert_int_equal(k_sem_count_get(&sem), 1);
	assert_int_equal(control() & 1, 0);
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

static void memory_is_out_of_reach(void **state)
{
	char *end = (char *)stack + sizeof(stack);
	uint32_t mpu = *(volatile uint32_t *)0xe000ed94;

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
	/* The interrupt controller, the MPU itself, and a device. */
	if (strcmp(CONFIG_BOARD, "qemu_lm3s6965evb") != 0) {
		assert_int_not_equal(run_with(reads, (void *)0xe000e100, NULL, NULL), -1);
		assert_int_not_equal(run_with(writes, (void *)0xe000ed94, NULL, NULL), -1);
	} else {
		/* QEMU's model of this board ignores bus errors: what is refused has no effect. */
		assert_int_equal(run_with(writes, (void *)0xe000ed94, NULL, NULL), -1);
	}
	assert_int_equal(*(volatile uint32_t *)0xe000ed94, mpu);
	assert_int_not_equal(run_with(reads, (void *)DT_REG_ADDR(DT_CHOSEN(zephyr_console)), NULL, NULL), -1);
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

#if defined(CONFIG_ARMV8_M)
static volatile uint32_t limit_seen;

static void looks_at_the_limit(struct k_timer *unused)
{
	uint32_t limit;

	__asm__ volatile("mrs %0, psplim" : "=r"(limit));
	limit_seen = limit;
}
K_TIMER_DEFINE(looker, looks_at_the_limit, NULL);

static void computes(void *rounds, void *p2, void *p3)
{
	for (volatile uintptr_t i = 0; i < (uintptr_t)rounds; i++) {
	}
}
static void calls_and_computes(void *rounds, void *p2, void *p3)
{
	k_busy_wait(1000);
	k_sleep(K_MSEC(1));
	computes(rounds, p2, p3);
}
static void waits_in_a_call(void *p1, void *p2, void *p3)
{
	k_busy_wait(20000);
}

/* Of the thread's own stack, and of that for its system calls. */
static void the_stack_limit_is_that_of_the_stack(void **state)
{
	(void)state;
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run_with(computes, (void *)1000000, NULL, NULL), -1);
	assert_int_equal(limit_seen, (uintptr_t)stack);
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run(waits_in_a_call), -1);
	assert_int_equal(limit_seen, (uintptr_t)thread.user->stack_end - bulkhead_call_stack_size);
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run_with(calls_and_computes, (void *)1000000, NULL, NULL), -1);
	assert_int_equal(limit_seen, (uintptr_t)stack);
}
#endif

static void asks_for(void *call, void *p2, void *p3)
{
	__asm__ volatile("mov r12, %0\n\tsvc 2" ::"r"(call) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
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

static void calls_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mov sp, %0\n\tsvc 2\n\tb ." ::"r"(sp));
}
static uint64_t kernel_words[16];

static void the_stack_pointer_is_a_claim(void **state)
{
	(void)state;
	assert_int_equal(run_with(calls_with_another_stack, &kernel_words[12], NULL, NULL),
			 K_ERR_STACK_CHK_FAIL);
	assert_int_equal(run_with(calls_with_another_stack, (char *)stacks[0] + 64, NULL, NULL),
			 K_ERR_STACK_CHK_FAIL);
	for (int i = 0; i < 16; i++) {
		assert_true(kernel_words[i] == 0);
	}
}

extern const struct bulkhead_system_call call_of_k_yield;

/*
 * The processor cannot store its registers, so the thread has ended when the system call is served; what it
 * asks for then lies in words that the thread wrote before.
 */
static void yields_after_its_end(void *low, void *p2, void *p3)
{
	for (int i = 0; i < 8; i++) {
		((const void *volatile *)low)[i] = &call_of_k_yield;
	}
	__asm__ volatile("mov sp, %0\n\tmov r12, %1\n\tsvc 2\n\tb ." ::"r"((char *)low + 16), "r"(&call_of_k_yield));
}

static void who_has_ended_does_not_yield(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(run_with(yields_after_its_end, stack, NULL, NULL), K_ERR_STACK_CHK_FAIL);
	}
}

static void takes_privileges(void *p1, void *p2, void *p3)
{
	__asm__ volatile("msr control, %0\n\tisb" ::"r"(2));
	*(volatile int *)p1 = 8;
}
static void masks_interrupts(void *p1, void *p2, void *p3)
{
	__asm__ volatile("cpsid i\n\tcpsid f\n\tmsr basepri, %0" ::"r"(16));
	k_sleep(K_MSEC(3));
}
void bulkhead_leave_call(void);
static void leaves_a_call_that_it_did_not_make(void *p1, void *p2, void *p3)
{
	__asm__ volatile("mov r2, %0\n\tmov r3, #0\n\tbl bulkhead_leave_call" ::"r"(p1)
			 : "r2", "r3", "r12", "lr", "memory");
}

static void instructions_give_no_privileges(void **state)
{
	(void)state;
	assert_int_not_equal(run_with(takes_privileges, &kernel_number, NULL, NULL), -1);
	assert_int_equal(run(masks_interrupts), -1);
	assert_int_not_equal(run_with(leaves_a_call_that_it_did_not_make, &kernel_number, NULL, NULL), -1);
	assert_int_equal(kernel_number, 7);
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
#if defined(CONFIG_ARMV8_M)
		cmocka_unit_test(the_stack_limit_is_that_of_the_stack),
#endif
		cmocka_unit_test(calls_are_claims),
		cmocka_unit_test(the_stack_pointer_is_a_claim),
		cmocka_unit_test(who_has_ended_does_not_yield),
		cmocka_unit_test(instructions_give_no_privileges),
		cmocka_unit_test(two_take_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

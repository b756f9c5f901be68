/* What becomes of a thread with privileges that faults, and who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/supervise.h>
#include <errno.h>
#include <zephyr/kernel.h>

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 1024);
static struct k_thread thread, other;
BULKHEAD_FAULT_QUEUE_DEFINE(faults, 2);
K_MUTEX_DEFINE(mutex);
K_SEM_DEFINE(sem, 0, 10);

/* AddressSanitizer keeps the processor's faults to itself. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAULT() k_oops()
#define REASON K_ERR_KERNEL_OOPS
#endif
#endif
#ifndef FAULT
#define FAULT() __builtin_trap()
#define REASON K_ERR_CPU_EXCEPTION
#endif

static int asked, runs, last;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)esf;
	asked++;
	last = (int)reason;
}

static void start(k_thread_entry_t entry, void *p1, const struct bulkhead_fault_plan *plan)
{
	asked = 0;
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, (void *)2, (void *)3, 1, 0,
			K_FOREVER);
	assert_int_equal(bulkhead_on_fault(&thread, plan), 0);
	k_thread_start(&thread);
}

static void run(k_thread_entry_t entry, void *p1, const struct bulkhead_fault_plan *plan)
{
	start(entry, p1, plan);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
}

static struct bulkhead_fault_record told(enum bulkhead_fault_policy action)
{
	struct bulkhead_fault_record record = {.thread = NULL};

	assert_int_equal(k_msgq_get(&faults, &record, K_NO_WAIT), 0);
	assert_ptr_equal(record.thread, &thread);
	assert_int_equal(record.action, action);
	return record;
}

static volatile bool is_clean, has_parameters;

/* Whether all of the stack below is as if nobody had been there. */
static __noinline bool stack_is_clean(void)
{
	const volatile unsigned char *low = (const volatile unsigned char *)thread.stack;
	const volatile unsigned char *here = __builtin_frame_address(0);

	/* On the host the port leaves the signal from the middle of the stack. */
	size_t size = sizeof(void *) == 8 ? 4096 : (size_t)(here - low) - 160;

	for (size_t i = 0; i < size; i++) {
		if (low[i] != 0xaa) {
			return false;
		}
	}
	return true;
}

static void dirties_and_traps(void *p1, void *p2, void *p3)
{
	volatile unsigned char deep[600];

	has_parameters = p1 == (void *)1 && p2 == (void *)2 && p3 == (void *)3;
	is_clean = stack_is_clean() && errno == 0 && k_thread_custom_data_get() == NULL;
	if (++runs == 3) {
		return;
	}
	memset((void *)deep, 7, sizeof(deep));
	errno = 5;
	k_thread_custom_data_set(&sem);
	FAULT();
}

static void it_begins_anew_on_a_clean_stack(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 5, .told = &faults};

	(void)state;
	run(dirties_and_traps, (void *)1, &plan);
	assert_int_equal(runs, 3);
	assert_int_equal(asked, 2);
	assert_int_equal(last, REASON);
	assert_true(is_clean);
	assert_true(has_parameters);
	struct bulkhead_fault_record record = told(BULKHEAD_FAULT_RESTART);
	assert_int_equal(record.restarts, 1);
	assert_int_equal(record.reason, REASON);
	assert_true(record.pc - ((uintptr_t)dirties_and_traps & ~(uintptr_t)1) < 1024);
	assert_true(strlen(record.cause) > 3);
	assert_int_equal(told(BULKHEAD_FAULT_RESTART).restarts, 2);
	assert_int_equal(k_msgq_num_used_get(&faults), 0);
}

static void traps(void *p1, void *p2, void *p3)
{
	runs++;
	FAULT();
}

static void it_begins_anew_as_often_as_was_said(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	(void)state;
	run(traps, NULL, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(told(BULKHEAD_FAULT_RESTART).restarts, 1);
	assert_int_equal(told(BULKHEAD_FAULT_ABORT).restarts, 1);
	/* Said again it counts from 0. */
	run(traps, NULL, &plan);
	assert_int_equal(runs, 2);
}

static void (*volatile when_it_runs)(void);

static void traps_and_calls(void *p1, void *p2, void *p3)
{
	runs++;
	if (when_it_runs) {
		when_it_runs();
	}
	FAULT();
}

static void make_room(void)
{
	if (runs == 5) {
		k_msgq_purge(&faults);
	}
}

static void records_without_room_are_counted(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 4, .told = &faults};

	(void)state;
	when_it_runs = make_room;
	run(traps_and_calls, NULL, &plan);
	assert_int_equal(runs, 5);
	/* Two had room, two had none. */
	assert_int_equal(told(BULKHEAD_FAULT_ABORT).lost, 2);
	/* A supervisor that waits gets it at once. */
	start(traps, NULL, &plan);
	struct bulkhead_fault_record record;
	assert_int_equal(k_msgq_get(&faults, &record, K_FOREVER), 0);
	assert_int_equal(record.restarts, 1);
	k_thread_join(&thread, K_FOREVER);
}

static void oopses(void *p1, void *p2, void *p3)
{
	if (++runs == 1) {
		k_sched_lock();
		irq_lock();
		k_oops();
	}
	if (k_is_preempt_thread() == 1) {
		k_sem_give(&sem);
	}
	k_sleep(K_MSEC(1));
}

static void what_it_says_itself_is_a_fault_and_locks_are_released(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 1, .told = &faults};

	(void)state;
	run(oopses, NULL, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(last, K_ERR_KERNEL_OOPS);
	assert_int_equal(told(BULKHEAD_FAULT_RESTART).reason, K_ERR_KERNEL_OOPS);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), 0);
}

static volatile bool handler_is_told, handler_is_clean;

static enum bulkhead_fault_policy handles(const struct bulkhead_fault_record *fault, void *parameter)
{
	handler_is_told = fault->thread == &thread && fault->action == BULKHEAD_FAULT_HANDLER &&
			  k_current_get() == &thread;
	handler_is_clean = stack_is_clean();
	k_sleep(K_MSEC(2));
	return *(enum bulkhead_fault_policy *)parameter;
}

static void a_handler_is_called_in_its_place(void **state)
{
	enum bulkhead_fault_policy verdict = BULKHEAD_FAULT_RESTART;
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_HANDLER, .restarts = 2, .handler = handles, .parameter = &verdict,
		.told = &faults};

	(void)state;
	run(dirties_and_traps, (void *)1, &plan);
	assert_int_equal(runs, 3);
	assert_true(handler_is_told);
	assert_true(handler_is_clean);
	assert_true(is_clean);
	assert_true(has_parameters);
	assert_int_equal(told(BULKHEAD_FAULT_HANDLER).restarts, 0);
	assert_int_equal(told(BULKHEAD_FAULT_HANDLER).restarts, 1);
	verdict = BULKHEAD_FAULT_ABORT;
	run(dirties_and_traps, (void *)1, &plan);
	assert_int_equal(runs, 1);
	/* Its word counts as often as was said. */
	verdict = BULKHEAD_FAULT_RESTART;
	run(traps, NULL, &plan);
	assert_int_equal(runs, 3);
	verdict = BULKHEAD_FAULT_HANDLER;
	run(traps, NULL, &plan);
	assert_int_equal(runs, 1);
	k_msgq_purge(&faults);
}

static enum bulkhead_fault_policy faults_itself(const struct bulkhead_fault_record *fault, void *parameter)
{
	runs += 10;
	FAULT();
}

static enum bulkhead_fault_policy goes_on(const struct bulkhead_fault_record *fault, void *parameter)
{
	k_sem_take(&sem, K_FOREVER);
	runs += 10;
	k_thread_abort(k_current_get());
	return BULKHEAD_FAULT_RESTART;
}

static void a_handlers_fault_ends_the_thread_and_one_may_stay(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_HANDLER, .restarts = 9, .handler = faults_itself, .told = &faults};

	(void)state;
	run(traps, NULL, &plan);
	assert_int_equal(runs, 11);
	told(BULKHEAD_FAULT_HANDLER);
	told(BULKHEAD_FAULT_ABORT);
	plan.handler = goes_on;
	start(traps, NULL, &plan);
	assert_int_equal(k_thread_join(&thread, K_MSEC(5)), -EAGAIN);
	assert_int_equal(bulkhead_on_fault(&thread, NULL), -EBUSY);
	k_sem_give(&sem);
	assert_int_equal(k_thread_join(&thread, K_MSEC(5)), 0);
	assert_int_equal(runs, 11);
	told(BULKHEAD_FAULT_HANDLER);
}

static volatile int lock_result, waiter_result;

static void locks_and_traps(void *p1, void *p2, void *p3)
{
	if (++runs == 2) {
		lock_result = k_mutex_lock(&mutex, K_NO_WAIT);
		k_sleep(K_MSEC(1));
		return;
	}
	k_mutex_lock(&mutex, K_FOREVER);
	k_mutex_lock(&mutex, K_FOREVER);
	k_sleep(K_MSEC(2));
	FAULT();
}

static void waits_for_mutex(void *p1, void *p2, void *p3)
{
	waiter_result = k_mutex_lock(&mutex, K_FOREVER);
	k_sleep(K_MSEC(5));
	k_mutex_unlock(&mutex);
}

static void what_it_had_locked_is_free(void **state)
{
	struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 1};

	(void)state;
	lock_result = -1;
	run(locks_and_traps, NULL, &plan);
	assert_int_equal(runs, 2);
	assert_int_equal(lock_result, 0);
	k_mutex_init(&mutex);
	/* A waiter has it, and who begins anew finds it locked. */
	start(locks_and_traps, NULL, &plan);
	k_sleep(K_MSEC(1));
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), waits_for_mutex, NULL, NULL,
			NULL, 3, 0, K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(lock_result, -EBUSY);
	assert_int_equal(waiter_result, 0);
	assert_int_equal(k_thread_priority_get(&thread), 1);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(k_mutex_lock(&mutex, K_NO_WAIT), 0);
	k_mutex_unlock(&mutex);
}

static void a_new_thread_has_nothing_of_it(void **state)
{
	struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART, .restarts = 9, .told = &faults};

	(void)state;
	start(traps, NULL, &plan);
	assert_int_equal(bulkhead_on_fault(&thread, NULL), 0);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(runs, 1);
	start(traps, NULL, &plan);
	k_thread_abort(&thread);
	runs = 0;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), traps, NULL, NULL, NULL, 1, 0, K_NO_WAIT);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(runs, 1);
	assert_int_equal(k_msgq_num_used_get(&faults), 0);
}

K_MSGQ_DEFINE(numbers, 4, 1, 4);
static struct k_thread threads[CONFIG_MAX_SUPERVISED_THREADS + 1];
K_THREAD_STACK_ARRAY_DEFINE(stacks, CONFIG_MAX_SUPERVISED_THREADS + 1, 256);

static void there_is_room_for_as_many_as_were_said(void **state)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_ABORT};

	(void)state;
	for (int i = 0; i <= CONFIG_MAX_SUPERVISED_THREADS; i++) {
		k_thread_create(&threads[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), traps, NULL, NULL, NULL, 1,
				0, K_FOREVER);
		assert_int_equal(bulkhead_on_fault(&threads[i], &plan),
				 i < CONFIG_MAX_SUPERVISED_THREADS ? 0 : -ENOMEM);
	}
	k_thread_abort(&threads[1]);
	assert_int_equal(bulkhead_on_fault(&threads[CONFIG_MAX_SUPERVISED_THREADS], &plan), 0);
	assert_int_equal(bulkhead_on_fault(&threads[2], &plan), 0);
	for (int i = 0; i <= CONFIG_MAX_SUPERVISED_THREADS; i++) {
		k_thread_abort(&threads[i]);
	}
}

static void what_cannot_be_is_refused(void **state)
{
	struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_HANDLER};

	(void)state;
	assert_int_equal(bulkhead_on_fault(&thread, &plan), -EINVAL);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), traps, NULL, NULL, NULL, 1, 0, K_FOREVER);
	assert_int_equal(bulkhead_on_fault(&thread, &plan), -EINVAL);
	plan.policy = BULKHEAD_FAULT_ABORT;
	plan.told = &numbers;
	assert_int_equal(bulkhead_on_fault(&thread, &plan), -EINVAL);
	plan.told = &faults;
	assert_int_equal(bulkhead_on_fault(&thread, &plan), 0);
	assert_int_equal(bulkhead_on_fault(&k_sys_work_q.thread, &plan), -ENOTSUP);
	k_thread_abort(&thread);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_anew_on_a_clean_stack),
		cmocka_unit_test(it_begins_anew_as_often_as_was_said),
		cmocka_unit_test(records_without_room_are_counted),
		cmocka_unit_test(what_it_says_itself_is_a_fault_and_locks_are_released),
		cmocka_unit_test(a_handler_is_called_in_its_place),
		cmocka_unit_test(a_handlers_fault_ends_the_thread_and_one_may_stay),
		cmocka_unit_test(what_it_had_locked_is_free),
		cmocka_unit_test(a_new_thread_has_nothing_of_it),
		cmocka_unit_test(there_is_room_for_as_many_as_were_said),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

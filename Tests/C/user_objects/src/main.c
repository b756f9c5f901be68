/*
 * Objects that threads without privileges allocate and initialise: who may use them, when they go, and that nobody
 * finds another's object where his own has been.
 */
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
K_APP_BMEM(shared) static void *handed;
K_APP_BMEM(shared) static uint32_t steps;

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 768);
K_THREAD_STACK_DEFINE(child_stack, 512);
static struct k_thread thread, other;
static struct k_mem_domain domain;
static struct k_sem fixed;
static int last_reason;
static int deaths;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
	deaths++;
}

static void check(bool is_right)
{
	if (!is_right) {
		__builtin_trap();
	}
}

static int prepare(void **state)
{
	(void)state;
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	k_mem_domain_add_thread(&domain, k_current_get());
	k_sem_init(&fixed, 0, 10);
	handed = NULL;
	steps = 0;
	last_reason = -1;
	deaths = 0;
	return 0;
}

static void make(k_thread_entry_t entry, void *p1)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, NULL, NULL, 4, K_USER, K_FOREVER);
	k_thread_system_pool_assign(&thread);
}

static void make_other(k_thread_entry_t entry, int priority)
{
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), entry, NULL, NULL, NULL, priority,
			K_USER, K_FOREVER);
}

static int run(k_thread_entry_t entry, void *p1)
{
	last_reason = -1;
	make(entry, p1);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(2)), 0);
	return last_reason;
}

static void uses_all_kinds(void *p1, void *p2, void *p3)
{
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);
	struct k_mutex *mutex = k_object_alloc(K_OBJ_MUTEX);
	struct k_condvar *condvar = k_object_alloc(K_OBJ_CONDVAR);
	struct k_event *event = k_object_alloc(K_OBJ_EVENT);
	struct k_msgq *msgq = k_object_alloc(K_OBJ_MSGQ);
	uint32_t message = 77;

	check(sem != NULL && mutex != NULL && condvar != NULL && event != NULL && msgq != NULL);
	check(k_object_alloc(K_OBJ_SEM) == NULL);
	check(k_object_alloc(K_OBJ_ANY) == NULL && k_object_alloc((enum k_objects)BULKHEAD_CLAIM_TIMER) == NULL);
	check(k_object_alloc((enum k_objects)BULKHEAD_CLAIM_READ) == NULL);
	check(k_sem_init(sem, 2, 1) == -EINVAL && k_sem_init(sem, 1, 2) == 0);
	check(k_sem_take(sem, K_NO_WAIT) == 0 && k_sem_take(sem, K_MSEC(1)) == -EAGAIN);
	check(k_mutex_init(mutex) == 0 && k_mutex_lock(mutex, K_FOREVER) == 0);
	check(k_condvar_init(condvar) == 0 && k_condvar_wait(condvar, mutex, K_MSEC(1)) == -EAGAIN);
	check(k_mutex_unlock(mutex) == 0);
	k_event_init(event);
	k_event_post(event, 5);
	check(k_event_wait(event, 4, false, K_NO_WAIT) == 4);
	check(k_msgq_alloc_init(msgq, 1u << 20, 1u << 20) == -EINVAL);
	check(k_msgq_alloc_init(msgq, 1u << 20, 16) == -ENOMEM);
	check(k_msgq_alloc_init(msgq, 4, 64) == 0);
	check(k_msgq_put(msgq, &message, K_NO_WAIT) == 0);
	message = 0;
	check(k_msgq_get(msgq, &message, K_NO_WAIT) == 0 && message == 77);
	check(k_msgq_num_free_get(msgq) == 64);
	k_object_free(sem);
	check(k_object_alloc(K_OBJ_EVENT) == sem);
	steps = 1;
}

static void it_allocates_and_initialises(void **state)
{
	(void)state;
	/* Nothing is used up: what it had is free when it has ended, with the queue's buffer. */
	for (int i = 0; i < 20; i++) {
		steps = 0;
		assert_int_equal(run(uses_all_kinds, NULL), -1);
		assert_int_equal(steps, 1);
	}
}

static void gives_what_it_freed(void *p1, void *p2, void *p3)
{
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);

	k_sem_init(sem, 0, 1);
	k_object_free(sem);
	steps = 1;
	k_sem_give(sem);
}
static void gives_as_another_kind(void *p1, void *p2, void *p3)
{
	void *object = k_object_alloc(K_OBJ_SEM);

	k_object_free(object);
	check(k_object_alloc(K_OBJ_MUTEX) == object);
	steps = 1;
	k_sem_give(object);
}
static void frees_what_is_not_its(void *p1, void *p2, void *p3)
{
	steps = 1;
	k_object_free(p1);
}
static void initialises(void *p1, void *p2, void *p3)
{
	steps = 1;
	k_sem_init(p1, 5, 5);
}
static void initialises_as_another_kind(void *p1, void *p2, void *p3)
{
	void *object = k_object_alloc(K_OBJ_SEM);

	steps = 1;
	k_mutex_init(object);
}
/* Whoever gets from it has room for what was there before. */
static void initialises_a_queue_again(void *p1, void *p2, void *p3)
{
	struct k_msgq *msgq = k_object_alloc(K_OBJ_MSGQ);

	check(k_msgq_alloc_init(msgq, 4, 1) == 0);
	steps = 1;
	k_msgq_alloc_init(msgq, 8, 1);
}
static void writes(void *p1, void *p2, void *p3)
{
	uint32_t *object = k_object_alloc(K_OBJ_SEM);

	steps = 1;
	*object = 9;
}

static void whatever_else_it_does_ends_it(void **state)
{
	struct k_sem *mine = k_object_alloc(K_OBJ_SEM);
	const struct {
		k_thread_entry_t entry;
		void *object;
	} cases[] = {
		{gives_what_it_freed, NULL}, {gives_as_another_kind, NULL}, {frees_what_is_not_its, mine},
		{frees_what_is_not_its, &fixed}, {frees_what_is_not_its, (void *)0xfffffff8}, {initialises, mine},
		{initialises, &fixed}, {initialises, &last_reason}, {initialises_as_another_kind, NULL}, {writes, NULL},
		{initialises_a_queue_again, NULL},
	};

	(void)state;
	assert_non_null(mine);
	k_sem_init(mine, 3, 9);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		steps = 0;
		assert_int_not_equal(run(cases[i].entry, cases[i].object), -1);
		assert_int_equal(steps, 1);
	}
	/* What code with privileges allocates stays until it frees it. */
	assert_int_equal(k_sem_count_get(mine), 3);
	assert_int_equal(k_sem_count_get(&fixed), 0);
	assert_int_equal(run(uses_all_kinds, NULL), K_ERR_CPU_EXCEPTION);
	k_object_free(mine);
	k_object_free(&fixed);
	assert_int_equal(run(uses_all_kinds, NULL), -1);
}

static void waits_for_what_it_was_handed(void *p1, void *p2, void *p3)
{
	steps++;
	k_sem_take(handed, K_FOREVER);
	steps++;
}

static void initialises_while_another_waits(void *p1, void *p2, void *p3)
{
	k_sem_init(&fixed, 1, 1);
}

static void nobody_is_forgotten_in_an_object(void **state)
{
	(void)state;
	handed = &fixed;
	make_other(waits_for_what_it_was_handed, 5);
	k_object_access_grant(&fixed, &other);
	k_thread_start(&other);
	k_msleep(1);
	make(initialises_while_another_waits, NULL);
	k_object_access_grant(&fixed, &thread);
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
	assert_int_equal(last_reason, K_ERR_KERNEL_OOPS);
	k_sem_give(&fixed);
	assert_int_equal(k_thread_join(&other, K_MSEC(10)), 0);
	assert_int_equal(steps, 2);
	/* Now nobody waits. */
	make(initialises, &fixed);
	k_object_access_grant(&fixed, &thread);
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
	assert_int_equal(k_sem_count_get(&fixed), 5);
}

/* Hands a semaphore to the other, which waits for it, frees it, and takes all places there are. */
static void frees_what_another_waits_for(void *p1, void *p2, void *p3)
{
	struct k_sem *sem = k_object_alloc(K_OBJ_SEM);
	void *places[CONFIG_ALLOCATED_OBJECTS];

	k_sem_init(sem, 0, 1);
	k_object_access_grant(sem, (struct k_thread *)p1);
	handed = sem;
	k_thread_start(p1);
	k_msleep(1);
	check(steps == 1);
	k_object_free(sem);
	for (int i = 0; i < CONFIG_ALLOCATED_OBJECTS; i++) {
		places[i] = k_object_alloc(K_OBJ_SEM);
		check(places[i] != sem && (places[i] != NULL) == (i < CONFIG_ALLOCATED_OBJECTS - 1));
	}
	k_thread_abort(p1);
	check(k_object_alloc(K_OBJ_SEM) == sem);
	steps = 10;
}

static void an_object_stays_while_somebody_waits_for_it(void **state)
{
	(void)state;
	make_other(waits_for_what_it_was_handed, 5);
	make(frees_what_another_waits_for, &other);
	k_object_access_grant(&other, &thread);
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
	assert_int_equal(last_reason, -1);
	assert_int_equal(steps, 10);
}

/* Between a system call's begin and its deed an interrupt wakes a more urgent thread: at any instruction. */
static void gives_again_and_again(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_give(handed);
	}
}

static volatile uint32_t confused;

static void an_object_stays_while_somebody_is_in_a_call_on_it(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 400; i++) {
		struct k_sem *sem = k_object_alloc(K_OBJ_SEM);
		uint32_t patterns[CONFIG_ALLOCATED_OBJECTS];
		struct k_event *events[CONFIG_ALLOCATED_OBJECTS];

		assert_non_null(sem);
		k_sem_init(sem, 0, UINT32_MAX);
		handed = sem;
		make_other(gives_again_and_again, 5);
		k_object_access_grant(sem, &other);
		k_thread_start(&other);
		/* It runs meanwhile; who spins leaves at another instruction each time. */
		k_usleep(100);
		k_busy_wait(i % 7);
		k_object_free(sem);
		/* Events in all places: what the other still does there changes one. */
		for (int j = 0; j < CONFIG_ALLOCATED_OBJECTS; j++) {
			events[j] = k_object_alloc(K_OBJ_EVENT);
			if (events[j] != NULL) {
				patterns[j] = 0x10000u * i + j;
				k_event_set(events[j], patterns[j]);
			}
		}
		k_usleep(100);
		for (int j = 0; j < CONFIG_ALLOCATED_OBJECTS; j++) {
			if (events[j] != NULL) {
				confused += k_event_test(events[j], ~0u) != patterns[j];
				k_object_free(events[j]);
			}
		}
		assert_int_equal(k_thread_join(&other, K_MSEC(5)), 0);
	}
	assert_int_equal(confused, 0);
	assert_int_equal(deaths, 400);
}

static void notes(void *p1, void *p2, void *p3)
{
	steps += 100;
	k_sem_take(&fixed, K_FOREVER);
}

static void creates_in_allocated_memory(void *p1, void *p2, void *p3)
{
	struct k_thread *child = k_object_alloc(K_OBJ_THREAD);

	check(child != NULL && k_object_alloc(K_OBJ_THREAD) == NULL);
	k_thread_create(child, child_stack, K_THREAD_STACK_SIZEOF(child_stack), notes, NULL, NULL, NULL, 4,
			K_USER | K_INHERIT_PERMS, K_NO_WAIT);
	k_msleep(1);
	check(steps == 100);
	/* It lives: its record stays. */
	k_object_free(child);
	check(k_object_alloc(K_OBJ_THREAD) == NULL);
	k_sem_give(&fixed);
	k_msleep(1);
	check(k_object_alloc(K_OBJ_THREAD) == child);
}

static void an_allocated_thread_stays_while_it_lives(void **state)
{
	(void)state;
	make(creates_in_allocated_memory, NULL);
	k_object_access_grant(child_stack, &thread);
	k_object_access_grant(&fixed, &thread);
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(1)), 0);
	assert_int_equal(last_reason, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_allocates_and_initialises, prepare),
		cmocka_unit_test_setup(whatever_else_it_does_ends_it, prepare),
		cmocka_unit_test_setup(nobody_is_forgotten_in_an_object, prepare),
		cmocka_unit_test_setup(an_object_stays_while_somebody_waits_for_it, prepare),
		cmocka_unit_test_setup(an_object_stays_while_somebody_is_in_a_call_on_it, prepare),
		cmocka_unit_test_setup(an_allocated_thread_stays_while_it_lives, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

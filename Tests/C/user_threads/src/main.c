/*
 * Threads and stacks as objects: what threads without privileges may do with those that they were granted, how they
 * create threads of their own, and how they grant what they may use. Whatever else they try ends them.
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
K_APP_BMEM(shared) static uint32_t log_of_threads[8];
K_APP_BMEM(shared) static uint32_t logged;

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 768);
K_THREAD_STACK_ARRAY_DEFINE(child_stacks, 2, 512);
static struct k_thread thread, other, child, second_child;
static struct k_mem_domain domain;
K_SEM_DEFINE(sem, 0, 10);
K_SEM_DEFINE(ungranted, 0, 10);

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

static void note(uint32_t what)
{
	log_of_threads[logged++ % 8] = what;
}

static int prepare(void **state)
{
	static bool is_prepared;

	(void)state;
	if (!is_prepared) {
		is_prepared = true;
	}
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	k_mem_domain_add_thread(&domain, k_current_get());
	memset(log_of_threads, 0, sizeof(log_of_threads));
	logged = 0;
	last_reason = -1;
	deaths = 0;
	return 0;
}

/* A thread without privileges that may use `sem`, and begins when it is started. */
static void make(k_thread_entry_t entry, void *p1)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, NULL, NULL, 3, K_USER, K_FOREVER);
	k_object_access_grant(&sem, &thread);
}

/* Why it was ended; -1: it ended by itself. */
static int run(void)
{
	last_reason = -1;
	k_thread_start(&thread);
	assert_int_equal(k_thread_join(&thread, K_SECONDS(2)), 0);
	return last_reason;
}

static void sleeps(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sleep(K_FOREVER);
		note(1);
	}
}

/* With privileges, as what is granted may be any thread. */
static void make_other(int priority)
{
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), sleeps, NULL, NULL, NULL, priority, 0,
			K_FOREVER);
}

static void uses_a_thread(void *p1, void *p2, void *p3)
{
	char name[8] = "";
	size_t unused = 0;

	check(k_thread_priority_get(&other) == 6);
	check(k_thread_timeout_remaining_ticks(&other) == 0);
	check(k_thread_timeout_expires_ticks(&other) == 0);
	check(k_thread_join(&other, K_NO_WAIT) == -EBUSY);
	check(k_thread_stack_space_get(&other, &unused) == 0 && unused > 100 && unused < sizeof(other_stack));
	check(k_thread_name_set(&other, "sleeper") == 0);
	check(k_thread_name_copy(&other, name, sizeof(name)) == 0 && strcmp(name, "sleeper") == 0);
	check(k_thread_name_copy(&other, name, 3) == -ENOSPC);
	k_thread_start(&other);
	k_msleep(1);
	k_wakeup(&other);
	k_msleep(1);
	check(logged == 1);
	k_thread_suspend(&other);
	k_wakeup(&other);
	k_thread_priority_set(&other, 8);
	check(k_thread_priority_get(&other) == 8);
	k_thread_resume(&other);
	k_thread_abort(&other);
	check(k_thread_join(&other, K_FOREVER) == 0);
	/* Of what has ended. */
	k_thread_start(&other);
	k_thread_resume(&other);
	k_wakeup(&other);
	k_thread_abort(&other);
	check(k_thread_join(&other, K_NO_WAIT) == 0);
}

static void it_uses_a_thread_that_it_was_granted(void **state)
{
	(void)state;
	make_other(6);
	make(uses_a_thread, NULL);
	k_object_access_grant(&other, &thread);
	assert_int_equal(run(), -1);
}

static void uses_itself(void *p1, void *p2, void *p3)
{
	k_tid_t self = k_current_get();

	check(k_thread_priority_get(self) == 3);
	k_thread_priority_set(self, 4);
	check(k_thread_priority_get(self) == 4);
	check(k_thread_name_set(NULL, "itself") == 0);
	check(k_thread_join(self, K_NO_WAIT) == -EDEADLK);
	k_thread_custom_data_set((void *)7);
	check(k_thread_custom_data_get() == (void *)7);
	k_thread_abort(self);
	check(false);
}

static void it_uses_itself(void **state)
{
	(void)state;
	make(uses_itself, NULL);
	assert_int_equal(run(), -1);
	assert_string_equal(k_thread_name_get(&thread), "itself");
}

static void starts(void *p1, void *p2, void *p3) { k_thread_start(p1); }
static void aborts(void *p1, void *p2, void *p3) { k_thread_abort(p1); }
static void suspends(void *p1, void *p2, void *p3) { k_thread_suspend(p1); }
static void resumes(void *p1, void *p2, void *p3) { k_thread_resume(p1); }
static void wakes(void *p1, void *p2, void *p3) { k_wakeup(p1); }
static void joins(void *p1, void *p2, void *p3) { k_thread_join(p1, K_NO_WAIT); }
static void asks_priority(void *p1, void *p2, void *p3) { k_thread_priority_get(p1); }
static void sets_priority(void *p1, void *p2, void *p3) { k_thread_priority_set(p1, 9); }
static void names(void *p1, void *p2, void *p3) { k_thread_name_set(p1, "x"); }
static void asks_name(void *p1, void *p2, void *p3)
{
	char name[8];

	k_thread_name_copy(p1, name, sizeof(name));
}
static void asks_stack(void *p1, void *p2, void *p3)
{
	size_t unused;

	k_thread_stack_space_get(p1, &unused);
}
static void asks_remaining(void *p1, void *p2, void *p3) { k_thread_timeout_remaining_ticks(p1); }
static void asks_expiry(void *p1, void *p2, void *p3) { k_thread_timeout_expires_ticks(p1); }

static const k_thread_entry_t uses[] = {
	starts, aborts, suspends, resumes, wakes, joins, asks_priority, sets_priority, names, asks_name, asks_stack,
	asks_remaining, asks_expiry,
};

static void a_thread_that_was_not_granted_is_left_alone(void **state)
{
	const void *wrong[] = {&other, &sem, (char *)&thread + 8, stack, (void *)0xfffffff8};

	(void)state;
	make_other(6);
	k_thread_name_set(&other, "other");
	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(wrong); j++) {
			make(uses[i], (void *)wrong[j]);
			assert_int_equal(run(), K_ERR_KERNEL_OOPS);
		}
	}
	assert_int_equal(deaths, ARRAY_SIZE(uses) * ARRAY_SIZE(wrong));
	assert_int_equal(k_thread_priority_get(&other), 6);
	assert_string_equal(k_thread_name_get(&other), "other");
	assert_int_equal(k_thread_join(&other, K_NO_WAIT), -EBUSY);
	k_thread_abort(&other);
}

/* All of its memory is 0, as that of a thread which is ready. */
static void a_thread_that_was_not_created_is_none(void **state)
{
	static struct k_thread never;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		make(uses[i], &never);
		k_object_access_grant(&never, &thread);
		assert_int_equal(run(), K_ERR_KERNEL_OOPS);
	}
	for (size_t i = 0; i < sizeof(never) / 2; i++) {
		assert_int_equal(((char *)&never)[i], 0);
	}
}

static void raises(void *p1, void *p2, void *p3)
{
	k_thread_priority_set(p1, (int)(intptr_t)p2);
}

static void no_thread_becomes_more_urgent(void **state)
{
	const int tried[] = {5, 0, -1, 32, 1000, -1000};

	(void)state;
	make_other(6);
	for (size_t i = 0; i < ARRAY_SIZE(tried); i++) {
		k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), raises, &other,
				(void *)(intptr_t)tried[i], NULL, 3, K_USER, K_FOREVER);
		k_object_access_grant(&other, &thread);
		assert_int_equal(run(), K_ERR_KERNEL_OOPS);
		assert_int_equal(k_thread_priority_get(&other), 6);
	}
	k_thread_abort(&other);
}

static void nobody_ends_an_essential_thread(void **state)
{
	(void)state;
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), sleeps, NULL, NULL, NULL, 6,
			K_ESSENTIAL, K_FOREVER);
	make(aborts, &other);
	k_object_access_grant(&other, &thread);
	assert_int_equal(run(), K_ERR_KERNEL_OOPS);
	assert_int_equal(k_thread_join(&other, K_NO_WAIT), -EBUSY);
}

static void asks_name_into(void *p1, void *p2, void *p3)
{
	k_thread_name_copy(k_current_get(), p1, (size_t)p2);
}
static void asks_stack_into(void *p1, void *p2, void *p3)
{
	k_thread_stack_space_get(k_current_get(), p1);
}
static void names_as(void *p1, void *p2, void *p3)
{
	check(k_thread_name_set(NULL, p1) == (int)(intptr_t)p2);
}

static void run_with(k_thread_entry_t entry, void *p1, intptr_t p2, int reason)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, p1, (void *)p2, NULL, 3, K_USER,
			K_FOREVER);
	assert_int_equal(run(), reason);
}

static void what_is_written_and_read_is_its_own(void **state)
{
	static size_t kernels = 5;
	char *end = (char *)stack + sizeof(stack);

	(void)state;
	run_with(asks_name_into, &kernels, 4, K_ERR_KERNEL_OOPS);
	run_with(asks_name_into, stack, sizeof(stack) + 1, K_ERR_KERNEL_OOPS);
	run_with(asks_name_into, stack, -1, K_ERR_KERNEL_OOPS);
	run_with(asks_stack_into, &kernels, 0, K_ERR_KERNEL_OOPS);
	run_with(asks_stack_into, end - 3, 0, K_ERR_KERNEL_OOPS);
	run_with(names_as, &kernels, -EFAULT, -1);
	run_with(names_as, NULL, -EINVAL, -1);
	/* It has no end in what it may read. */
	run_with(names_as, log_of_threads, 0, -1);
	run_with(names_as, (void *)"a name that is much longer than what there is room for", 0, -1);
	assert_int_equal(strlen(k_thread_name_get(&thread)), CONFIG_THREAD_MAX_NAME_LEN - 1);
	assert_int_equal(kernels, 5);
}

static void writes_one(void *p1, void *p2, void *p3)
{
	note((uint32_t)(uintptr_t)p1);
	k_sem_give(&sem);
}

static void creates(void *p1, void *p2, void *p3)
{
	check(k_thread_create(&child, child_stacks[0], K_THREAD_STACK_SIZEOF(child_stacks[0]), writes_one, (void *)11, NULL, NULL, 4,
			      K_USER | K_INHERIT_PERMS, K_NO_WAIT) == &child);
	k_thread_create(&second_child, child_stacks[1], K_THREAD_STACK_SIZEOF(child_stacks[1]), writes_one, (void *)12, NULL, NULL, 3,
			K_USER, K_FOREVER);
	k_object_access_grant(&sem, &second_child);
	check(k_thread_join(&child, K_MSEC(100)) == 0);
	check(logged == 1);
	k_thread_start(&second_child);
	check(k_thread_join(&second_child, K_MSEC(100)) == 0);
	check(logged == 2 && log_of_threads[0] == 11 && log_of_threads[1] == 12);
	/* The record and the stack are free again. */
	k_thread_create(&child, child_stacks[0], K_THREAD_STACK_SIZEOF(child_stacks[0]), writes_one, (void *)13, NULL, NULL, 5,
			K_USER | K_INHERIT_PERMS, K_MSEC(2));
	check(k_thread_timeout_remaining_ticks(&child) > 0);
	check(k_thread_join(&child, K_MSEC(100)) == 0);
	check(log_of_threads[2] == 13);
}

static void grant_what_creating_takes(void)
{
	k_object_access_grant(&child, &thread);
	k_object_access_grant(&second_child, &thread);
	k_object_access_grant(child_stacks[0], &thread);
	k_object_access_grant(child_stacks[1], &thread);
}

static void it_creates_threads(void **state)
{
	(void)state;
	make(creates, NULL);
	grant_what_creating_takes();
	assert_int_equal(run(), -1);
	assert_int_equal(k_sem_count_get(&sem), 3);
	assert_int_equal(deaths, 0);
}

static void creates_many(void *p1, void *p2, void *p3)
{
	for (uint32_t i = 0; i < 100; i++) {
		k_thread_create(&child, child_stacks[i % 2], K_THREAD_STACK_SIZEOF(child_stacks[0]), writes_one, (void *)(uintptr_t)i, NULL, NULL,
				4, K_USER | K_INHERIT_PERMS, K_NO_WAIT);
		check(k_thread_join(&child, K_MSEC(100)) == 0);
	}
}

static void nothing_is_used_up(void **state)
{
	(void)state;
	make(creates_many, NULL);
	grant_what_creating_takes();
	assert_int_equal(run(), -1);
	assert_int_equal(logged, 100);
}

/* One thing at a time is wrong. */
enum wrong {
	NOTHING, THREAD_NOT_GRANTED, STACK_NOT_GRANTED, STACK_IN_USE, ITS_OWN_STACK, ITSELF, STACK_SHORT, STACK_LONG,
	NOT_AT_THE_BEGIN, NOT_A_STACK, NO_USER, ESSENTIAL, OTHER_OPTIONS, MORE_URGENT, BELOW_IDLE, NO_ENTRY, LIVES,
};

static void creates_wrongly(void *p1, void *p2, void *p3)
{
	enum wrong wrong = (enum wrong)(uintptr_t)p1;
	struct k_thread *made = &child;
	k_thread_stack_t *on = child_stacks[0];
	k_thread_entry_t entry = writes_one;
	size_t size = K_THREAD_STACK_SIZEOF(child_stacks[0]);
	uint32_t options = K_USER | K_INHERIT_PERMS;
	int priority = 4;

	switch (wrong) {
	case THREAD_NOT_GRANTED: made = &other; break;
	case STACK_NOT_GRANTED: on = other_stack, size = K_THREAD_STACK_SIZEOF(other_stack); break;
	case STACK_IN_USE:
	case LIVES:
		k_thread_create(&second_child, child_stacks[0], size, writes_one, NULL, NULL, NULL, 4, options,
				K_FOREVER);
		if (wrong == LIVES) {
			made = &second_child;
			on = child_stacks[1];
		}
		break;
	case ITS_OWN_STACK: on = stack, size = K_THREAD_STACK_SIZEOF(stack); break;
	case ITSELF: made = k_current_get(); break;
	case STACK_SHORT: size -= 64; break;
	case STACK_LONG: size *= 2; break;
	case NOT_AT_THE_BEGIN: on += 64; break;
	case NOT_A_STACK: on = (k_thread_stack_t *)log_of_threads; size = 32; break;
	case NO_USER: options = K_INHERIT_PERMS; break;
	case ESSENTIAL: options |= K_ESSENTIAL; break;
	case OTHER_OPTIONS: options |= 128; break;
	case MORE_URGENT: priority = 2; break;
	case BELOW_IDLE: priority = 32; break;
	case NO_ENTRY: entry = NULL; break;
	default: break;
	}
	k_thread_create(made, on, size, entry, NULL, NULL, NULL, priority, options, K_FOREVER);
	if (wrong == NOTHING) {
		k_thread_abort(&child);
	}
}

static void it_creates_no_other_threads(void **state)
{
	(void)state;
	for (uintptr_t wrong = NOTHING; wrong <= LIVES; wrong++) {
		make(creates_wrongly, (void *)wrong);
		grant_what_creating_takes();
		k_object_access_grant(&thread, &thread);
		k_object_access_grant(stack, &thread);
		assert_int_equal(run(), wrong == NOTHING ? -1 : K_ERR_KERNEL_OOPS);
		k_thread_abort(&second_child);
	}
	assert_int_equal(deaths, LIVES);
}

static void creates_all(void *p1, void *p2, void *p3)
{
	k_thread_create(&child, child_stacks[0], K_THREAD_STACK_SIZEOF(child_stacks[0]), writes_one, NULL, NULL, NULL, 4, K_USER,
			K_FOREVER);
}

/* Main is one of CONFIG_MAX_USER_THREADS if it was granted something; here it is not. */
static void one_thread_too_many_ends_who_asks(void **state)
{
	static struct k_thread others[CONFIG_MAX_USER_THREADS - 1];
	static K_THREAD_STACK_ARRAY_DEFINE(stacks, CONFIG_MAX_USER_THREADS - 1, 256);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		k_thread_create(&others[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), sleeps, NULL, NULL, NULL, 4,
				K_USER, K_FOREVER);
	}
	make(creates_all, NULL);
	grant_what_creating_takes();
	assert_int_equal(run(), K_ERR_KERNEL_OOPS);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		k_thread_abort(&others[i]);
	}
}

static void grants_and_revokes(void *p1, void *p2, void *p3)
{
	k_thread_create(&child, child_stacks[0], K_THREAD_STACK_SIZEOF(child_stacks[0]), p1, p2, NULL, NULL, 4, K_USER, K_FOREVER);
	k_object_access_grant(&sem, &child);
	k_thread_start(&child);
	k_msleep(2);
	check(logged == 1);
	k_object_access_revoke(&sem, &child);
	k_wakeup(&child);
	k_thread_join(&child, K_MSEC(100));
	k_object_access_grant(&second_child, k_current_get());
}

static void gives_asleep(void *p1, void *p2, void *p3)
{
	k_sem_give(&sem);
	note(1);
	k_sleep(K_FOREVER);
	k_sem_give(&sem);
	note(2);
}

static void it_grants_what_it_may_use_itself(void **state)
{
	(void)state;
	k_sem_reset(&sem);
	make(grants_and_revokes, gives_asleep);
	grant_what_creating_takes();
	assert_int_equal(run(), K_ERR_KERNEL_OOPS);
	/* The child's end: it was revoked. The other thread went on. */
	assert_int_equal(deaths, 1);
	assert_int_equal(logged, 1);
	assert_int_equal(k_sem_count_get(&sem), 1);
}

static void grants(void *p1, void *p2, void *p3) { (k_object_access_grant)(p1, p2); }
static void revokes(void *p1, void *p2, void *p3) { (k_object_access_revoke)(p1, p2); }
static void grants_a_stack(void *p1, void *p2, void *p3) { bulkhead_grant_stack(p1, p2); }
static void gives_other(void *p1, void *p2, void *p3) { k_sem_give(p1); }

static void it_grants_nothing_else(void **state)
{
	const struct {
		k_thread_entry_t entry;
		const void *object;
		struct k_thread *to;
		bool is_refused;
	} cases[] = {
		{grants, &sem, &thread, false}, {revokes, &sem, &thread, false},
		{grants, &ungranted, &thread, true}, {revokes, &ungranted, &thread, true},
		{grants, &sem, &other, true}, {revokes, &sem, &other, true},
		{grants, (char *)&sem + 8, &thread, true}, {grants, stack, &thread, true},
		{grants, &sem, (struct k_thread *)&sem, true}, {grants, &sem, (struct k_thread *)8, true},
		{grants_a_stack, child_stacks[0], &thread, false}, {grants_a_stack, child_stacks[1], &thread, true},
		{grants_a_stack, child_stacks[0], &other, true}, {grants_a_stack, &sem, &thread, true},
	};

	(void)state;
	make_other(6);
	k_object_access_grant(&ungranted, &other);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), cases[i].entry, (void *)cases[i].object,
				cases[i].to, NULL, 3, K_USER, K_FOREVER);
		k_thread_access_grant(&thread, &sem, child_stacks[0]);
		assert_int_equal(run(), cases[i].is_refused ? K_ERR_KERNEL_OOPS : -1);
	}
	k_thread_abort(&other);
	run_with(gives_other, &ungranted, 0, K_ERR_KERNEL_OOPS);
	assert_int_equal(k_sem_count_get(&ungranted), 0);
}

/* Its number was another thread's, which had been granted a stack. */
static void rights_to_stacks_end_with_the_thread(void **state)
{
	(void)state;
	make(creates_all, NULL);
	grant_what_creating_takes();
	assert_int_equal(run(), -1);
	k_thread_abort(&child);
	make(creates_all, NULL);
	k_object_access_grant(&child, &thread);
	assert_int_equal(run(), K_ERR_KERNEL_OOPS);
	make(creates_all, NULL);
	grant_what_creating_takes();
	k_object_access_revoke(child_stacks[0], &thread);
	assert_int_equal(run(), K_ERR_KERNEL_OOPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_uses_a_thread_that_it_was_granted, prepare),
		cmocka_unit_test_setup(it_uses_itself, prepare),
		cmocka_unit_test_setup(a_thread_that_was_not_granted_is_left_alone, prepare),
		cmocka_unit_test_setup(a_thread_that_was_not_created_is_none, prepare),
		cmocka_unit_test_setup(no_thread_becomes_more_urgent, prepare),
		cmocka_unit_test_setup(nobody_ends_an_essential_thread, prepare),
		cmocka_unit_test_setup(what_is_written_and_read_is_its_own, prepare),
		cmocka_unit_test_setup(it_creates_threads, prepare),
		cmocka_unit_test_setup(nothing_is_used_up, prepare),
		cmocka_unit_test_setup(it_creates_no_other_threads, prepare),
		cmocka_unit_test_setup(one_thread_too_many_ends_who_asks, prepare),
		cmocka_unit_test_setup(it_grants_what_it_may_use_itself, prepare),
		cmocka_unit_test_setup(it_grants_nothing_else, prepare),
		cmocka_unit_test_setup(rights_to_stacks_end_with_the_thread, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

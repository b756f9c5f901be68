/* A thread without privileges lets another reach its stack, and takes that back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <bulkhead/stack.h>
#include <bulkhead/supervise.h>
#include <errno.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_THREAD_STACK_DEFINE(owner_stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 1024);
static struct k_thread owner, other;
K_SEM_DEFINE(go, 0, 10);
K_SEM_DEFINE(never, 0, 1);
K_MSGQ_DEFINE(msgq, 4, 1, 4);

K_APPMEM_PARTITION_DEFINE(shared);
K_APP_BMEM(shared) static volatile uint32_t *volatile place;
K_APP_BMEM(shared) static volatile uint32_t seen, reads;
K_APP_BMEM(shared) static volatile int result;
static struct k_mem_domain domain;

static int ended;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason, (void)esf;
	ended++;
}

static void start(struct k_thread *thread, k_thread_stack_t *stack, k_thread_entry_t entry, void *p1, int priority)
{
	k_thread_create(thread, stack, 1024, entry, p1, NULL, NULL, priority, K_USER, K_FOREVER);
	k_mem_domain_add_thread(&domain, thread);
	k_object_access_grant(&go, thread);
	k_object_access_grant(&never, thread);
	k_object_access_grant(&msgq, thread);
	k_thread_start(thread);
}

/* Has a word on its stack, and waits. */
static void has_word(void *p1, void *p2, void *p3)
{
	volatile uint32_t word = 0x1234;

	place = &word;
	k_sem_take(&never, K_FOREVER);
	seen = word;
}

static void start_owner(void)
{
	ended = 0;
	seen = 0;
	start(&owner, owner_stack, has_word, NULL, 1);
	k_sleep(K_MSEC(1));
}

static void end_owner(void)
{
	k_thread_abort(&owner);
}

static void reads_it(void *p1, void *p2, void *p3)
{
	seen = *place;
	k_sem_take(&go, K_FOREVER);
	reads = *place + 1;
}

static void writes_it(void *p1, void *p2, void *p3)
{
	*place = 0x4321;
}

static void it_is_read_until_it_is_taken_back(void **state)
{
	(void)state;
	start_owner();
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	k_sleep(K_MSEC(1));
	assert_int_equal(seen, 0x1234);
	reads = 0;
	k_sem_give(&go);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(reads, 0x1235);
	assert_int_equal(ended, 0);
	/* The same again, taken back in between. */
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	k_sleep(K_MSEC(1));
	assert_int_equal(bulkhead_stack_unshare(owner_stack, &other), 0);
	assert_int_equal(bulkhead_stack_unshare(owner_stack, &other), -EINVAL);
	reads = 0;
	k_sem_give(&go);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(reads, 0);
	assert_int_equal(ended, 1);
	end_owner();
}

static void it_is_written_if_that_was_said(void **state)
{
	(void)state;
	start_owner();
	start(&other, other_stack, writes_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(ended, 1);
	start(&other, other_stack, writes_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ_WRITE), 0);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(ended, 1);
	k_sem_give(&never);
	assert_int_equal(k_thread_join(&owner, K_SECONDS(1)), 0);
	assert_int_equal(seen, 0x4321);
}

static void reads_for_ever(void *p1, void *p2, void *p3)
{
	for (;;) {
		seen = *place;
		reads++;
	}
}

static void takes_it_back(struct k_timer *timer)
{
	result = bulkhead_stack_unshare(owner_stack, &other);
}
static K_TIMER_DEFINE(taker, takes_it_back, NULL);

static void an_interrupt_handler_takes_it_back_at_once(void **state)
{
	(void)state;
	start_owner();
	reads = 0;
	result = -1;
	start(&other, other_stack, reads_for_ever, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	k_timer_start(&taker, K_MSEC(3), K_NO_WAIT);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(result, 0);
	assert_true(reads > 1);
	assert_int_equal(ended, 1);
	end_owner();
}

static void it_ends_with_who_shared_it(void **state)
{
	struct bulkhead_stack_reach reach;
	uint32_t next = 0;

	(void)state;
	start_owner();
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	k_sleep(K_MSEC(1));
	end_owner();
	assert_false(bulkhead_stack_reach_next(&next, &reach));
	reads = 0;
	k_sem_give(&go);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(reads, 0);
	assert_int_equal(ended, 1);
}

static void it_ends_with_whom_it_was_shared_with(void **state)
{
	struct bulkhead_stack_reach reach;
	uint32_t next = 0;

	(void)state;
	start_owner();
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	assert_true(bulkhead_stack_reach_next(&next, &reach));
	assert_ptr_equal(reach.stack, owner_stack);
	assert_int_equal(reach.size, 1024);
	assert_ptr_equal(reach.owner, &owner);
	assert_ptr_equal(reach.thread, &other);
	assert_int_equal(reach.access, BULKHEAD_STACK_READ);
	assert_false(bulkhead_stack_reach_next(&next, &reach));
	k_thread_abort(&other);
	next = 0;
	assert_false(bulkhead_stack_reach_next(&next, &reach));
	/* Who has its record now reaches nothing of it. */
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(ended, 1);
	end_owner();
}

static void shares_its_own(void *p1, void *p2, void *p3)
{
	volatile uint32_t word = 0x77;

	place = &word;
	result = bulkhead_stack_share(owner_stack, p1, BULKHEAD_STACK_READ);
	k_sem_give(&go);
	k_sem_take(&never, K_FOREVER);
	result = bulkhead_stack_unshare(owner_stack, p1);
	k_sem_take(&never, K_FOREVER);
}

static void waits_and_reads(void *p1, void *p2, void *p3)
{
	k_sem_take(&go, K_FOREVER);
	seen = *place;
	/* What it reaches it may name in a system call. */
	k_msgq_put(&msgq, (const void *)place, K_NO_WAIT);
	k_sem_take(&go, K_FOREVER);
	seen = *place + 1;
}

static void who_has_no_privileges_shares_its_own(void **state)
{
	uint32_t message = 0;

	(void)state;
	ended = 0;
	result = -1;
	start(&other, other_stack, waits_and_reads, NULL, 2);
	start(&owner, owner_stack, shares_its_own, &other, 1);
	k_sleep(K_MSEC(2));
	assert_int_equal(result, 0);
	assert_int_equal(seen, 0x77);
	assert_int_equal(k_msgq_get(&msgq, &message, K_NO_WAIT), 0);
	assert_int_equal(message, 0x77);
	k_sem_give(&never);
	k_sleep(K_MSEC(1));
	assert_int_equal(result, 0);
	k_sem_give(&go);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(seen, 0x77);
	assert_int_equal(ended, 1);
	end_owner();
}

static void shares_anothers(void *p1, void *p2, void *p3)
{
	result = bulkhead_stack_share(owner_stack, p1, BULKHEAD_STACK_READ);
	reads = (uint32_t)bulkhead_stack_unshare(owner_stack, p1);
	seen = (uint32_t)bulkhead_stack_share(other_stack, (struct k_thread *)0x20, BULKHEAD_STACK_READ);
}

static void what_is_anothers_is_not_its_to_share(void **state)
{
	(void)state;
	start_owner();
	start(&other, other_stack, shares_anothers, &other, 2);
	assert_int_equal(k_thread_join(&other, K_SECONDS(1)), 0);
	assert_int_equal(result, -EPERM);
	assert_int_equal((int)reads, -EPERM);
	assert_int_equal((int)seen, -EINVAL);
	assert_int_equal(ended, 0);
	end_owner();
}

static void sleeps(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	start_owner();
	assert_int_equal(bulkhead_stack_share(owner_stack, &owner, BULKHEAD_STACK_READ), -EINVAL);
	assert_int_equal(bulkhead_stack_share(other_stack, &owner, BULKHEAD_STACK_READ), -EINVAL);
	k_thread_create(&other, other_stack, 1024, sleeps, NULL, NULL, NULL, 2, 0, K_NO_WAIT);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), -EINVAL);
	assert_int_equal(bulkhead_stack_share(other_stack, &owner, (enum bulkhead_stack_access)2), -EINVAL);
	/* Of a thread with privileges it may be shared, too. */
	assert_int_equal(bulkhead_stack_share(other_stack, &owner, BULKHEAD_STACK_READ), 0);
	k_thread_abort(&other);
#if defined(CONFIG_CPU_CORTEX_M)
	/* A region covers eighths, or multiples of 32 bytes. */
	k_thread_create(&other, other_stack, 1024 - 16, sleeps, NULL, NULL, NULL, 2, 0, K_NO_WAIT);
	assert_int_equal(bulkhead_stack_share(other_stack, &owner, BULKHEAD_STACK_READ), -EINVAL);
	k_thread_abort(&other);
#endif
	end_owner();
}

#define PARTITION(n)                                                                               \
	K_APPMEM_PARTITION_DEFINE(part##n);                                                        \
	K_APP_BMEM(part##n) static volatile uint32_t word##n __attribute__((used));
PARTITION(1)
PARTITION(2)
PARTITION(3)
PARTITION(4)
PARTITION(5)

static void it_takes_a_region_that_is_free(void **state)
{
	struct k_mem_partition *const parts[] = {&part1, &part2, &part3, &part4, &part5};

	(void)state;
	start_owner();
	start(&other, other_stack, reads_it, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	/* With `shared`, five of six; the share has the last. */
	for (int i = 0; i < 4; i++) {
		assert_int_equal(k_mem_domain_add_partition(&domain, parts[i]), 0);
	}
	assert_int_equal(k_mem_domain_add_partition(&domain, parts[4]), -ENOSPC);
	k_sleep(K_MSEC(1));
	assert_int_equal(seen, 0x1234);
	assert_int_equal(bulkhead_stack_unshare(owner_stack, &other), 0);
	assert_int_equal(k_mem_domain_add_partition(&domain, parts[4]), 0);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), -ENOSPC);
	k_thread_abort(&other);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(k_mem_domain_remove_partition(&domain, parts[i]), 0);
	}
	end_owner();
}

static void dies_and_begins_anew(void *p1, void *p2, void *p3)
{
	if (++reads == 1) {
		k_sem_take(&never, K_FOREVER);
		__builtin_trap();
	}
	k_sem_give(&go);
	k_sleep(K_FOREVER);
}

static void it_ends_when_the_owner_begins_anew(void **state)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_RESTART, .restarts = 1};
	struct bulkhead_stack_reach reach;
	uint32_t next = 0;

	(void)state;
	ended = 0;
	reads = 0;
	start(&owner, owner_stack, dies_and_begins_anew, NULL, 1);
	assert_int_equal(bulkhead_on_fault(&owner, &plan), 0);
	start(&other, other_stack, sleeps, NULL, 2);
	assert_int_equal(bulkhead_stack_share(owner_stack, &other, BULKHEAD_STACK_READ), 0);
	k_sleep(K_MSEC(1));
	k_sem_give(&never);
	assert_int_equal(k_sem_take(&go, K_SECONDS(1)), 0);
	assert_int_equal(reads, 2);
	assert_false(bulkhead_stack_reach_next(&next, &reach));
	k_thread_abort(&other);
	end_owner();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read_until_it_is_taken_back),
		cmocka_unit_test(it_is_written_if_that_was_said),
		cmocka_unit_test(an_interrupt_handler_takes_it_back_at_once),
		cmocka_unit_test(it_ends_with_who_shared_it),
		cmocka_unit_test(it_ends_with_whom_it_was_shared_with),
		cmocka_unit_test(who_has_no_privileges_shares_its_own),
		cmocka_unit_test(what_is_anothers_is_not_its_to_share),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(it_takes_a_region_that_is_free),
		cmocka_unit_test(it_ends_when_the_owner_begins_anew),
	};

	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	return cmocka_run_group_tests(tests, NULL, NULL);
}

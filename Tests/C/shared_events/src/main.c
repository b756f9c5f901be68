/*
 * Events in memory that threads share: what setting, clearing and waiting do, that nothing of it is a system call
 * while nobody waits, and what comes of words that anybody may have written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/shared_event.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

#define THREADS 3

K_APPMEM_PARTITION_DEFINE(shared);
K_APPMEM_PARTITION_DEFINE(private);
BULKHEAD_SHARED_EVENT_DEFINE(shared, event);
BULKHEAD_SHARED_EVENT_DEFINE(private, of_others);
K_APP_BMEM(shared) static uint32_t results[THREADS];
K_APP_BMEM(shared) static volatile uint32_t steps;
K_APP_BMEM(shared) static uint32_t rounds[2];

K_THREAD_STACK_ARRAY_DEFINE(stacks, THREADS, 1024);
static struct k_thread threads[THREADS];
static bool is_begun[THREADS];
static struct k_mem_domain domain;
static int last_reason;

#define NONE 0xffffffffu

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

static int begin(void **state)
{
	(void)state;
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	bulkhead_shared_event_init(&event);
	bulkhead_shared_event_init(&of_others);
	memset(results, 0xff, sizeof(results));
	memset(rounds, 0, sizeof(rounds));
	steps = 0;
	last_reason = -1;
	return 0;
}

/* A thread without privileges that shares the partition; it runs up to where it waits. */
static void start(int index, k_thread_entry_t entry, int priority)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(uintptr_t)index, NULL, NULL, priority, K_USER, K_FOREVER);
	assert_int_equal(k_mem_domain_add_thread(&domain, &threads[index]), 0);
	is_begun[index] = true;
	k_thread_start(&threads[index]);
	k_sleep(K_MSEC(1));
}

static int end(void **state)
{
	(void)state;
	for (int i = 0; i < THREADS; i++) {
		if (is_begun[i]) {
			k_thread_abort(&threads[i]);
		}
	}
	return 0;
}

static void changes_give_what_was_there(void **state)
{
	(void)state;
	assert_int_equal(bulkhead_shared_event_post(&event, 0x5), 0);
	assert_int_equal(bulkhead_shared_event_post(&event, 0x6), 0x4);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0x7);
	assert_int_equal(bulkhead_shared_event_clear(&event, 0xc), 0x4);
	assert_int_equal(bulkhead_shared_event_set_masked(&event, 0xf0, 0x31), 0x1);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0x32);
	assert_int_equal(bulkhead_shared_event_set(&event, 0x80000001), 0x32);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0x80000001);
}

static void what_is_there_is_not_waited_for(void **state)
{
	int64_t before = k_uptime_ticks();

	(void)state;
	bulkhead_shared_event_set(&event, 0x3);
	assert_int_equal(bulkhead_shared_event_wait(&event, 0x6, false, K_FOREVER), 0x2);
	assert_int_equal(bulkhead_shared_event_wait_all(&event, 0x3, false, K_FOREVER), 0x3);
	assert_int_equal(bulkhead_shared_event_wait_all(&event, 0x7, false, K_NO_WAIT), 0);
	assert_int_equal(bulkhead_shared_event_wait_all_safe(&event, 0x7, false, K_NO_WAIT), 0);
	assert_int_equal(bulkhead_shared_event_wait_safe(&event, 0x6, false, K_FOREVER), 0x2);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0x1);
	assert_int_equal(bulkhead_shared_event_wait(&event, 0x1, true, K_NO_WAIT), 0);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0);
	assert_int_equal(bulkhead_shared_event_wait(&event, 0, false, K_NO_WAIT), 0);
	/* It is a tick later if the clock has just ticked. */
	assert_in_range(k_uptime_ticks() - before, 0, 1);
	assert_int_equal(bulkhead_shared_event_wait(&event, 0x1, false, K_MSEC(2)), 0);
	assert_int_equal(event.waiters, 0);
}

static void waits_for_any(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = bulkhead_shared_event_wait(&event, 0x6, false, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}
static void waits_for_all(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = bulkhead_shared_event_wait_all(&event, 0x6, false, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}
static void takes_any(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = bulkhead_shared_event_wait_safe(&event, 0x6, false, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}
static void takes_all(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = bulkhead_shared_event_wait_all_safe(&event, 0x6, false, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}

static void everybody_gets_what_each_waits_for(void **state)
{
	(void)state;
	start(0, waits_for_all, 5);
	start(1, waits_for_any, 6);
	start(2, waits_for_any, 4);
	bulkhead_shared_event_post(&event, 0x9);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 0);
	bulkhead_shared_event_post(&event, 0x2);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 32);
	assert_int_equal(results[1], 0x2);
	assert_int_equal(results[2], 0x2);
	bulkhead_shared_event_post(&event, 0x4);
	k_sleep(K_MSEC(1));
	assert_int_equal(results[0], 0x6);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0xf);
	assert_int_equal(event.waiters, 0);
}

static void the_most_urgent_takes_it(void **state)
{
	(void)state;
	start(0, takes_any, 6);
	start(1, takes_any, 4);
	start(2, takes_all, 5);
	bulkhead_shared_event_post(&event, 0x2);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 2);
	assert_int_equal(results[1], 0x2);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0);
	bulkhead_shared_event_post(&event, 0x6);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 23);
	assert_int_equal(results[2], 0x6);
	bulkhead_shared_event_post(&event, 0x4);
	k_sleep(K_MSEC(1));
	assert_int_equal(results[0], 0x4);
	assert_int_equal(event.waiters, 0);
}

static void waits_for_a_while(void *p1, void *p2, void *p3)
{
	int64_t before = k_uptime_get();

	results[0] = bulkhead_shared_event_wait_all(&event, 0x6, true, K_MSEC(20));
	/* What came meanwhile was not enough, and has not made it longer. */
	results[1] = k_uptime_get() - before >= 20 && k_uptime_get() - before <= 22;
}

static void a_wait_ends_with_its_time(void **state)
{
	(void)state;
	bulkhead_shared_event_set(&event, 0x6);
	start(0, waits_for_a_while, 5);
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0);
	for (int i = 0; i < 9; i++) {
		bulkhead_shared_event_set(&event, 1u << i & ~4u);
		k_sleep(K_MSEC(3));
	}
	assert_int_equal(results[0], 0);
	assert_int_equal(results[1], 1);
	assert_int_equal(event.waiters, 0);
}

static void posts_in_interrupt(struct k_timer *timer)
{
	bulkhead_shared_event_post(&event, 0x2);
}
K_TIMER_DEFINE(poster, posts_in_interrupt, NULL);

static void an_interrupt_posts_also_where_the_words_make_no_sense(void **state)
{
	(void)state;
	start(0, waits_for_any, 5);
	k_timer_start(&poster, K_MSEC(3), K_NO_WAIT);
	k_sleep(K_MSEC(5));
	assert_int_equal(results[0], 0x2);
	event.events = 0;
	event.waiters = 0x12345678;
	k_timer_start(&poster, K_MSEC(3), K_NO_WAIT);
	k_sleep(K_MSEC(5));
	assert_int_equal(bulkhead_shared_event_test(&event, ~0u), 0x2);
	/* It says that nobody waits: who does is not woken, and everybody else goes on. */
	bulkhead_shared_event_init(&event);
	start(1, waits_for_any, 5);
	event.waiters = 0;
	bulkhead_shared_event_post(&event, 0x4);
	k_sleep(K_MSEC(1));
	assert_int_equal(results[1], NONE);
	event.waiters = 1;
	bulkhead_shared_event_post(&event, 0x4);
	k_sleep(K_MSEC(1));
	assert_int_equal(results[1], 0x4);
	assert_int_equal(last_reason, -1);
}

static void one_who_waits_may_be_ended(void **state)
{
	(void)state;
	start(0, waits_for_any, 5);
	start(1, waits_for_any, 6);
	k_thread_abort(&threads[0]);
	bulkhead_shared_event_post(&event, 0x2);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 2);
	/* It is still counted, which costs a question. */
	assert_int_equal(event.waiters, 1);
	start(0, waits_for_any, 5);
	assert_int_equal(steps, 21);
}

static void waits_for_others(void *p1, void *p2, void *p3)
{
	results[0] = 1;
	bulkhead_shared_event_wait(&of_others, 1, false, K_FOREVER);
	results[0] = 2;
}

static void who_does_not_reach_it_ends(void **state)
{
	(void)state;
	start(0, waits_for_others, 5);
	assert_int_equal(results[0], 1);
	assert_int_not_equal(last_reason, -1);
	assert_int_equal(of_others.waiters, 0);
}

/* k_cycle_get_32 is a system call. As many that a board whose clock only counts ticks has something to count. */
#define CALLS 4000
static void counts_no_calls(void *p1, void *p2, void *p3)
{
	uint32_t before = k_cycle_get_32(), call;

	for (int i = 0; i < CALLS; i++) {
		k_cycle_get_32();
	}
	call = k_cycle_get_32() - before;
	before = k_cycle_get_32();
	for (int i = 0; i < CALLS / 4; i++) {
		bulkhead_shared_event_post(&event, 0x6);
		bulkhead_shared_event_wait_safe(&event, 0x2, false, K_FOREVER);
		bulkhead_shared_event_wait_all(&event, 0x4, false, K_FOREVER);
		bulkhead_shared_event_clear(&event, 0x4);
	}
	results[0] = k_cycle_get_32() - before;
	results[1] = call;
}

static void nothing_of_it_is_a_system_call_while_nobody_waits(void **state)
{
	(void)state;
	start(0, counts_no_calls, 5);
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	/* Each of as many operations would be as long as that call, or longer. */
	assert_in_range(results[0], 1, results[1]);
}

/* Two hand each other a bit, with a third that posts others: none of the hands is lost. */
static void plays(void *p1, void *p2, void *p3)
{
	uint32_t mine = 1u << (uintptr_t)p1, yours = 3u & ~mine;

	for (int i = 0; i < 300; i++) {
		bulkhead_shared_event_wait_safe(&event, mine, false, K_FOREVER);
		rounds[(uintptr_t)p1]++;
		bulkhead_shared_event_post(&event, yours);
	}
}

static void posts_others(struct k_timer *timer)
{
	bulkhead_shared_event_post(&event, 0x10);
	bulkhead_shared_event_clear(&event, 0x10);
}
K_TIMER_DEFINE(disturber, posts_others, NULL);

static void no_hand_is_lost(void **state)
{
	(void)state;
	start(0, plays, 5);
	start(1, plays, 5);
	k_timer_start(&disturber, K_USEC(100), K_USEC(100));
	bulkhead_shared_event_post(&event, 1);
	k_thread_join(&threads[0], K_SECONDS(5));
	k_thread_join(&threads[1], K_SECONDS(5));
	k_timer_stop(&disturber);
	assert_int_equal(rounds[0], 300);
	assert_int_equal(rounds[1], 300);
	assert_int_equal(event.waiters, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(changes_give_what_was_there, begin, end),
		cmocka_unit_test_setup_teardown(what_is_there_is_not_waited_for, begin, end),
		cmocka_unit_test_setup_teardown(everybody_gets_what_each_waits_for, begin, end),
		cmocka_unit_test_setup_teardown(the_most_urgent_takes_it, begin, end),
		cmocka_unit_test_setup_teardown(a_wait_ends_with_its_time, begin, end),
		cmocka_unit_test_setup_teardown(an_interrupt_posts_also_where_the_words_make_no_sense, begin, end),
		cmocka_unit_test_setup_teardown(one_who_waits_may_be_ended, begin, end),
		cmocka_unit_test_setup_teardown(who_does_not_reach_it_ends, begin, end),
		cmocka_unit_test_setup_teardown(nothing_of_it_is_a_system_call_while_nobody_waits, begin, end),
		cmocka_unit_test_setup_teardown(no_hand_is_lost, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Objects in memory that threads share (sys_sem, sys_mutex, k_futex): what they do, whom they lend a priority, and
 * what comes of words that anybody may have written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/shared_queue.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

#define THREADS 3

K_APPMEM_PARTITION_DEFINE(shared);
K_APPMEM_PARTITION_DEFINE(private);
K_APP_DMEM(shared) static SYS_SEM_DEFINE(sem, 0, 3);
K_APP_DMEM(shared) static SYS_MUTEX_DEFINE(mutex);
K_APP_DMEM(shared) static SYS_MUTEX_DEFINE(second);
K_APP_BMEM(shared) static struct k_futex futex;
K_APP_BMEM(shared) static int results[THREADS];
K_APP_BMEM(shared) static volatile uint32_t steps;
K_APP_BMEM(private) static struct sys_sem of_others;

K_THREAD_STACK_ARRAY_DEFINE(stacks, THREADS, 1024);
static struct k_thread threads[THREADS];
static bool is_begun[THREADS];
static struct k_mem_domain domain;
static int last_reason;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

static int begin(void **state)
{
	(void)state;
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared});
	sys_sem_init(&sem, 0, 3);
	sys_sem_init(&of_others, 0, 3);
	sys_mutex_init(&mutex);
	sys_mutex_init(&second);
	futex.val = 0;
	memset(results, 0xff, sizeof(results));
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

static void stop_all(void)
{
	for (int i = 0; i < THREADS; i++) {
		if (is_begun[i]) {
			k_thread_abort(&threads[i]);
		}
	}
}

static int end(void **state)
{
	(void)state;
	stop_all();
	return 0;
}

/* Semaphores */

static void takes(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = sys_sem_take(&sem, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}

static void units_are_counted_up_to_the_limit(void **state)
{
	struct sys_sem other;

	(void)state;
	assert_int_equal(sys_sem_init(&other, 1, 0), -EINVAL);
	assert_int_equal(sys_sem_init(&other, 2, 1), -EINVAL);
	assert_int_equal(sys_sem_take(&sem, K_NO_WAIT), -ETIMEDOUT);
	assert_int_equal(sys_sem_take(&sem, K_MSEC(2)), -ETIMEDOUT);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(sys_sem_give(&sem), 0);
	}
	assert_int_equal(sys_sem_count_get(&sem), 3);
	assert_int_equal(sys_sem_give(&sem), -EAGAIN);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(sys_sem_take(&sem, K_NO_WAIT), 0);
	}
	assert_int_equal(sys_sem_take(&sem, K_NO_WAIT), -ETIMEDOUT);
}

static void the_most_urgent_waiter_has_the_unit(void **state)
{
	(void)state;
	start(0, takes, 5);
	start(1, takes, 3);
	start(2, takes, 5);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(sys_sem_give(&sem), 0);
		k_sleep(K_MSEC(1));
	}
	assert_int_equal(steps, 213);
	assert_int_equal(sys_sem_count_get(&sem), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(results[i], 0);
	}
}

static void takes_for_a_while(void *p1, void *p2, void *p3)
{
	int64_t before = k_uptime_get();

	results[0] = sys_sem_take(&sem, K_MSEC(20));
	results[1] = k_uptime_get() - before >= 20;
	results[2] = sys_sem_take(&sem, K_FOREVER);
}

static void a_wait_ends_with_its_time(void **state)
{
	(void)state;
	start(0, takes_for_a_while, 5);
	k_sleep(K_MSEC(30));
	assert_int_equal(results[0], -ETIMEDOUT);
	assert_int_equal(results[1], 1);
	assert_int_equal(results[2], -1);
	sys_sem_give(&sem);
	k_sleep(K_MSEC(1));
	assert_int_equal(results[2], 0);
	/* Nobody waits: what is given stays. */
	sys_sem_give(&sem);
	assert_int_equal(sys_sem_count_get(&sem), 1);
}

static void gives_in_interrupt(struct k_timer *timer)
{
	sys_sem_give(&sem);
}
K_TIMER_DEFINE(giver, gives_in_interrupt, NULL);

static void an_interrupt_gives_also_where_the_word_makes_no_sense(void **state)
{
	(void)state;
	start(0, takes, 5);
	k_timer_start(&giver, K_MSEC(3), K_NO_WAIT);
	k_sleep(K_MSEC(5));
	assert_int_equal(results[0], 0);

	start(1, takes, 5);
	sem.units = 0xffffffff;
	sem.limit = 0;
	k_timer_start(&giver, K_MSEC(3), K_NO_WAIT);
	k_sleep(K_MSEC(5));
	assert_int_equal(results[1], 0);
	k_timer_start(&giver, K_MSEC(3), K_NO_WAIT);
	k_sleep(K_MSEC(5));
	assert_int_equal(last_reason, -1);
}

static void one_who_waits_may_be_ended(void **state)
{
	(void)state;
	start(0, takes, 5);
	start(1, takes, 6);
	k_thread_abort(&threads[0]);
	sys_sem_give(&sem);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 2);
	assert_int_equal(sys_sem_count_get(&sem), 0);
}

static void asks_for_others(void *p1, void *p2, void *p3)
{
	results[0] = bulkhead_wait_for_unit(&of_others.units, K_FOREVER);
	results[1] = bulkhead_give_unit(&of_others.units, 5);
	results[2] = bulkhead_give_unit((uint32_t *)((uintptr_t)&sem.units + 2), 5) + k_futex_wake((struct k_futex *)p2, true);
	steps = 1;
}

static void words_out_of_reach_are_refused(void **state)
{
	(void)state;
	of_others.units = 2;
	start(0, asks_for_others, 5);
	assert_int_equal(steps, 1);
	assert_int_equal(results[0], -EACCES);
	assert_int_equal(results[1], -EACCES);
	assert_int_equal(results[2], -2 * EACCES);
	assert_int_equal(of_others.units, 2);
}

extern const char __bulkhead_handler_calls[];

static void forges_a_call(void *p1, void *p2, void *p3)
{
#if defined(__arm__)
	__asm__ volatile("mov r12, %0\n\tsvc 2" ::"r"(p1) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
#elif defined(__x86_64__)
	__asm__ volatile("movq %0, %%rax\n\tcallq port_ask" ::"r"(p1)
			 : "rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory");
#elif defined(__aarch64__)
	__asm__ volatile("mov x16, %0\n\tbl port_ask" ::"r"(p1)
			 : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
			   "x14", "x15", "x16", "x17", "x30", "memory");
#else
	__asm__ volatile("mv t0, %0\n\tecall" ::"r"(p1) : "t0", "ra", "memory");
#endif
	steps = 1;
}

static void calls_that_there_are_not_are_refused(void **state)
{
	int offsets[] = {1, 4, 40, 56, 60, 64 - 1, -8, -64};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		last_reason = -1;
		k_thread_create(&threads[0], stacks[0], K_THREAD_STACK_SIZEOF(stacks[0]), forges_a_call,
				(void *)(__bulkhead_handler_calls + offsets[i]), NULL, NULL, 5, K_USER, K_NO_WAIT);
		k_thread_join(&threads[0], K_FOREVER);
		assert_int_not_equal(last_reason, -1);
		assert_int_equal(steps, 0);
	}
}

/* Futexes */

static void waits_for_futex(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = k_futex_wait(&futex, 7, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}

static void waits_for_futex_for_a_while(void *p1, void *p2, void *p3)
{
	results[0] = k_futex_wait(&futex, 7, K_MSEC(3));
	results[1] = k_futex_wait(&futex, 7, K_NO_WAIT);
}

static void futexes_wake_whom_they_are_told_to(void **state)
{
	(void)state;
	assert_int_equal(k_futex_wake(&futex, true), 0);
	start(0, waits_for_futex, 5);
	assert_int_equal(results[0], -EAGAIN);
	futex.val = 7;
	steps = 0;
	start(0, waits_for_futex, 5);
	start(1, waits_for_futex, 4);
	start(2, waits_for_futex, 3);
	assert_int_equal(k_futex_wake(&futex, false), 1);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 3);
	assert_int_equal(k_futex_wake(&futex, true), 2);
	k_sleep(K_MSEC(1));
	assert_int_equal(steps, 321);
	start(0, waits_for_futex_for_a_while, 5);
	k_sleep(K_MSEC(5));
	assert_int_equal(results[0], -ETIMEDOUT);
	assert_int_equal(results[1], -ETIMEDOUT);
}

/* Mutexes */

static void locks_twice(void *p1, void *p2, void *p3)
{
	results[0] = sys_mutex_unlock(&mutex);
	results[1] = sys_mutex_lock(&mutex, K_NO_WAIT) + sys_mutex_lock(&mutex, K_FOREVER);
	steps = 1;
	k_sleep(K_MSEC(5));
	results[1] += sys_mutex_unlock(&mutex);
	k_sleep(K_MSEC(5));
	results[1] += sys_mutex_unlock(&mutex);
	results[2] = sys_mutex_unlock(&mutex);
}

static void an_owner_locks_again(void **state)
{
	(void)state;
	start(0, locks_twice, 5);
	assert_int_equal(results[0], -EINVAL);
	assert_int_equal(sys_mutex_lock(&mutex, K_NO_WAIT), -EBUSY);
	assert_int_equal(sys_mutex_unlock(&mutex), -EPERM);
	assert_int_equal(sys_mutex_lock(&mutex, K_MSEC(6)), -EAGAIN);
	assert_int_equal(sys_mutex_lock(&mutex, K_MSEC(6)), 0);
	k_sleep(K_MSEC(5));
	assert_int_equal(results[1], 0);
	assert_int_equal(results[2], -EPERM);
	assert_int_equal(sys_mutex_unlock(&mutex), 0);
	assert_int_equal(mutex.owner, 0);
}

static void holds_until_told(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = sys_mutex_lock(&mutex, K_FOREVER);
	sys_sem_take(&sem, K_FOREVER);
	results[(uintptr_t)p1] += sys_mutex_unlock(&mutex);
	steps = steps * 10 + (uintptr_t)p1 + 1;
}

static void locks_once(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = sys_mutex_lock(&mutex, K_FOREVER);
	steps = steps * 10 + (uintptr_t)p1 + 1;
	if (results[(uintptr_t)p1] == 0) {
		sys_mutex_unlock(&mutex);
	}
}

static void locks_for_a_while(void *p1, void *p2, void *p3)
{
	results[(uintptr_t)p1] = sys_mutex_lock(&mutex, K_MSEC(5));
}

static void an_owner_has_the_priority_of_whom_waits(void **state)
{
	(void)state;
	start(0, holds_until_told, 8);
	assert_int_equal(k_thread_priority_get(&threads[0]), 8);
	start(1, locks_once, 6);
	assert_int_equal(k_thread_priority_get(&threads[0]), 6);
	start(2, locks_for_a_while, 4);
	assert_int_equal(k_thread_priority_get(&threads[0]), 4);
	k_sleep(K_MSEC(6));
	assert_int_equal(results[2], -EAGAIN);
	assert_int_equal(k_thread_priority_get(&threads[0]), 6);
	start(2, locks_once, 4);
	sys_sem_give(&sem);
	k_sleep(K_MSEC(2));
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);
	assert_int_equal(steps, 321);
	assert_int_equal(mutex.owner, 0);
}

static void a_lent_priority_ends_with_whom_it_is_from(void **state)
{
	(void)state;
	start(0, holds_until_told, 8);
	start(1, locks_once, 3);
	assert_int_equal(k_thread_priority_get(&threads[0]), 3);
	k_thread_abort(&threads[1]);
	assert_int_equal(k_thread_priority_get(&threads[0]), 8);
	sys_sem_give(&sem);
	k_sleep(K_MSEC(2));
	assert_int_equal(results[0], 0);
	assert_int_equal(mutex.owner, 0);
}

static void nobody_has_the_mutex_of_an_owner_that_ended(void **state)
{
	(void)state;
	start(0, holds_until_told, 8);
	start(1, locks_once, 6);
	start(2, locks_for_a_while, 5);
	k_thread_abort(&threads[0]);
	assert_int_equal(sys_mutex_lock(&mutex, K_FOREVER), -EINVAL);
	assert_int_equal(sys_mutex_unlock(&mutex), -EPERM);
	k_sleep(K_MSEC(6));
	assert_int_equal(results[2], -EAGAIN);
	assert_int_equal(results[1], -1);
	/* The record may be another thread's. */
	start(0, waits_for_futex, 9);
	sys_mutex_init(&mutex);
	assert_int_equal(sys_mutex_lock(&mutex, K_NO_WAIT), 0);
	assert_int_equal(sys_mutex_unlock(&mutex), 0);
	k_thread_abort(&threads[1]);
	assert_int_equal(last_reason, -1);
}

static void a_forged_owner_lends_nothing(void **state)
{
	uint32_t forged[] = {4, 0xfffffff0, (uint32_t)(uintptr_t)&threads[2] + 8, (uint32_t)(uintptr_t)&threads[2]};

	(void)state;
	/* Alive, but it does not reach the mutex. */
	k_thread_create(&threads[2], stacks[2], K_THREAD_STACK_SIZEOF(stacks[2]), holds_until_told, NULL, NULL, NULL, 9,
			K_USER, K_FOREVER);
	for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
		mutex.owner = forged[i];
		start(1, locks_once, 3);
		assert_int_equal(results[1], -EINVAL);
		assert_int_equal(k_thread_priority_get(&threads[2]), 9);
	}
	/* One that does, and is boosted until the waiter goes. */
	start(0, holds_until_told, 8);
	sys_mutex_init(&mutex);
	mutex.owner = (uint32_t)(uintptr_t)&threads[0];
	start(1, locks_for_a_while, 3);
	assert_int_equal(k_thread_priority_get(&threads[0]), 3);
	k_sleep(K_MSEC(6));
	assert_int_equal(k_thread_priority_get(&threads[0]), 8);
	assert_int_equal(results[1], -EAGAIN);
}

static void a_cleared_bit_costs_those_who_share_the_word(void **state)
{
	(void)state;
	start(0, holds_until_told, 8);
	start(1, locks_for_a_while, 3);
	mutex.owner &= ~1u;
	sys_sem_give(&sem);
	/* It unlocks without the kernel, which lends its level until the waiter's time is up. */
	k_sleep(K_MSEC(2));
	assert_int_equal(mutex.owner, 0);
	assert_int_equal(results[0], 0);
	k_sleep(K_MSEC(6));
	assert_int_equal(results[1], -EAGAIN);
	assert_int_equal(sys_mutex_lock(&mutex, K_NO_WAIT), 0);
	start(1, locks_once, 3);
	assert_int_equal(sys_mutex_unlock(&mutex), 0);
	k_sleep(K_MSEC(2));
	assert_int_equal(results[1], 0);
	assert_int_equal(last_reason, -1);
}

static void a_changed_owner_has_what_the_waiters_lend(void **state)
{
	(void)state;
	start(0, holds_until_told, 8);
	start(1, locks_once, 5);
	futex.val = 7;
	start(2, waits_for_futex, 9);
	mutex.owner = (uint32_t)(uintptr_t)&threads[2] | 1;
	assert_int_equal(sys_mutex_lock(&mutex, K_MSEC(3)), -EAGAIN);
	assert_int_equal(k_thread_priority_get(&threads[0]), 8);
	assert_int_equal(last_reason, -1);
}

/* Queues */

struct message {
	uint32_t from, number;
};
BULKHEAD_SHARED_QUEUE_DEFINE(shared, queue, sizeof(struct message), 4);

static void a_queue_keeps_order_and_bounds(void **state)
{
	struct bulkhead_shared_queue other;
	uint32_t slots[BULKHEAD_SHARED_QUEUE_WORDS(8, 4)];
	struct message message, got;

	(void)state;
	assert_int_equal(bulkhead_shared_queue_init(&other, slots, 8, 3), -EINVAL);
	assert_int_equal(bulkhead_shared_queue_init(&other, slots, 8, 1), -EINVAL);
	assert_int_equal(bulkhead_shared_queue_init(&other, slots, 6, 4), -EINVAL);
	assert_int_equal(bulkhead_shared_queue_init(&other, slots, 8, 4), 0);
	other.head = other.tail = 0xfffffffc;
	for (int i = 0; i < 4; i++) {
		slots[i * 3] = 0xfffffffc;
	}
	/* Also where the count of messages begins anew. */
	for (uint32_t round = 0; round < 5; round++) {
		assert_int_equal(bulkhead_shared_queue_get(&other, &got, K_NO_WAIT), -ENOMSG);
		for (uint32_t i = 0; i < 4; i++) {
			message = (struct message){round, i};
			assert_int_equal(bulkhead_shared_queue_put(&other, &message, K_NO_WAIT), 0);
		}
		assert_int_equal(bulkhead_shared_queue_put(&other, &message, K_NO_WAIT), -ENOMSG);
		assert_int_equal(bulkhead_shared_queue_put(&other, &message, K_MSEC(2)), -EAGAIN);
		for (uint32_t i = 0; i < 4; i++) {
			assert_int_equal(bulkhead_shared_queue_get(&other, &got, K_NO_WAIT), 0);
			assert_int_equal(got.from, round);
			assert_int_equal(got.number, i);
		}
	}
	assert_int_equal(bulkhead_shared_queue_get(&other, &got, K_MSEC(2)), -EAGAIN);
}

static void a_ring_of_any_number_keeps_order_and_bounds(void **state)
{
	struct bulkhead_shared_ring ring;
	uint32_t slots[BULKHEAD_SHARED_QUEUE_WORDS(8, 7)];
	struct message message, got;

	(void)state;
	for (uint32_t count = 1; count <= 7; count++) {
		bulkhead_shared_ring_init(&ring, slots, 8, count);
		/* The last lap before their numbers begin anew. */
		ring.queue.head = ring.queue.tail = ~ring.queue.mask;
		for (uint32_t i = 0; i < count; i++) {
			slots[i * 3] = ~ring.queue.mask;
		}
		/* Some rounds have one less than there is room for, so that others begin anywhere. */
		for (uint32_t round = 0; round < 20; round++) {
			uint32_t some = round % 2 == 0 || count == 1 ? count : count - 1;

			assert_int_equal(bulkhead_shared_ring_get(&ring, &got, K_NO_WAIT), -ENOMSG);
			for (uint32_t i = 0; i < some; i++) {
				assert_int_equal(bulkhead_shared_ring_count(&ring), i);
				message = (struct message){round, i};
				assert_int_equal(bulkhead_shared_ring_put(&ring, &message, K_NO_WAIT), 0);
			}
			assert_int_equal(bulkhead_shared_ring_count(&ring), some);
			if (some == count) {
				assert_int_equal(bulkhead_shared_ring_put(&ring, &message, K_NO_WAIT), -ENOMSG);
				assert_int_equal(bulkhead_shared_ring_put(&ring, &message, K_MSEC(1)), -EAGAIN);
			}
			for (uint32_t i = 0; i < some; i++) {
				assert_int_equal(bulkhead_shared_ring_get(&ring, &got, K_NO_WAIT), 0);
				assert_int_equal(got.from, round);
				assert_int_equal(got.number, i);
			}
		}
		assert_int_equal(bulkhead_shared_ring_get(&ring, &got, K_MSEC(1)), -EAGAIN);
	}
}

#define ROUNDS 300

static void puts_many(void *p1, void *p2, void *p3)
{
	struct message message = {(uintptr_t)p1, 0};

	for (uint32_t i = 0; i < ROUNDS; i++) {
		message.number = i;
		if (bulkhead_shared_queue_put(&queue, &message, K_FOREVER) != 0) {
			return;
		}
	}
	results[(uintptr_t)p1] = 0;
}

static void puts_in_interrupt(struct k_timer *timer)
{
	struct message message = {2, steps};

	if (bulkhead_shared_queue_put(&queue, &message, K_NO_WAIT) == 0) {
		steps++;
	}
}
K_TIMER_DEFINE(putter, puts_in_interrupt, NULL);

static void several_threads_and_an_interrupt_put(void **state)
{
	uint32_t next[3] = {0};
	struct message got;

	(void)state;
	steps = 0;
	k_timer_start(&putter, K_USEC(100), K_USEC(100));
	start(0, puts_many, 5);
	start(1, puts_many, 5);
	while (next[0] < ROUNDS || next[1] < ROUNDS) {
		assert_int_equal(bulkhead_shared_queue_get(&queue, &got, K_MSEC(50)), 0);
		assert_in_range(got.from, 0, 2);
		assert_int_equal(got.number, next[got.from]);
		next[got.from]++;
	}
	k_timer_stop(&putter);
	while (bulkhead_shared_queue_get(&queue, &got, K_NO_WAIT) == 0) {
		assert_int_equal(got.number, next[2]++);
	}
	k_sleep(K_MSEC(2));
	assert_int_equal(results[0], 0);
	assert_int_equal(results[1], 0);
	assert_true(next[2] > 0);
	assert_int_equal(next[2], steps);
	assert_int_equal(queue.readers | queue.writers, 0);
}

static void gets_one(void *p1, void *p2, void *p3)
{
	struct message got;

	results[(uintptr_t)p1] = bulkhead_shared_queue_get(&queue, &got, K_FOREVER);
	steps = steps * 10 + got.number;
}

static void the_most_urgent_reader_is_woken(void **state)
{
	struct message message = {0, 1};

	(void)state;
	start(0, gets_one, 6);
	start(1, gets_one, 4);
	start(2, gets_one, 5);
	for (int i = 0; i < 3; i++) {
		message.number = i + 1;
		bulkhead_shared_queue_put(&queue, &message, K_NO_WAIT);
	}
	k_sleep(K_MSEC(2));
	assert_int_equal(steps, 123);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(results[i], 0);
	}
}

static void sets_errno(void *p1, void *p2, void *p3)
{
	results[0] = errno;
	errno = 5;
	k_sleep(K_MSEC(1));
	results[1] = errno;
}

static void errno_is_the_threads_own(void **state)
{
	(void)state;
	errno = 9;
	start(0, sets_errno, 5);
	k_sleep(K_MSEC(3));
	assert_int_equal(results[0], 0);
	assert_int_equal(results[1], 5);
	assert_int_equal(errno, 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(units_are_counted_up_to_the_limit),
		TEST(the_most_urgent_waiter_has_the_unit),
		TEST(a_wait_ends_with_its_time),
		TEST(an_interrupt_gives_also_where_the_word_makes_no_sense),
		TEST(one_who_waits_may_be_ended),
		TEST(words_out_of_reach_are_refused),
		TEST(calls_that_there_are_not_are_refused),
		TEST(futexes_wake_whom_they_are_told_to),
		TEST(an_owner_locks_again),
		TEST(an_owner_has_the_priority_of_whom_waits),
		TEST(a_lent_priority_ends_with_whom_it_is_from),
		TEST(nobody_has_the_mutex_of_an_owner_that_ended),
		TEST(a_forged_owner_lends_nothing),
		TEST(a_cleared_bit_costs_those_who_share_the_word),
		TEST(a_changed_owner_has_what_the_waiters_lend),
		TEST(a_queue_keeps_order_and_bounds),
		TEST(a_ring_of_any_number_keeps_order_and_bounds),
		TEST(several_threads_and_an_interrupt_put),
		TEST(the_most_urgent_reader_is_woken),
		TEST(errno_is_the_threads_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

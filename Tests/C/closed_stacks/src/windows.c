/*
 * What the kernel has to do to stacks that are closed: to those of threads that wait, to that of a new one, and to one
 * that is measured. All is closed again behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <bulkhead/closed_stacks.h>
#include <bulkhead/stack.h>
#include <bulkhead/supervise.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>
#include "windows.h"

K_THREAD_STACK_DEFINE(waiter_stack, 1024);
K_THREAD_STACK_DEFINE(large_stack, 4096);
K_THREAD_STACK_DEFINE(probe_stack, 512);
static struct k_thread waiter, late, probe;
static volatile uint32_t seen;
static volatile bool is_done;

#define WORDS 9

/* More urgent than the test: it runs until it waits. */
static void begin(k_thread_entry_t entry, uint32_t options)
{
	seen = 0;
	is_done = false;
	k_thread_create(&waiter, waiter_stack, K_THREAD_STACK_SIZEOF(waiter_stack), entry, NULL, NULL, NULL, -2, options,
			K_NO_WAIT);
}

static void require_done(uint32_t what)
{
	assert_int_equal(k_thread_join(&waiter, K_SECONDS(1)), 0);
	assert_true(is_done);
	assert_int_equal(seen, what);
}

static uint32_t sum_of(const uint32_t *words)
{
	uint32_t sum = 0;

	for (int i = 0; i < WORDS; i++) {
		sum += words[i] * (uint32_t)(i + 1);
	}
	return sum;
}

static void fill(uint32_t *words, uint32_t first)
{
	for (uint32_t i = 0; i < WORDS; i++) {
		words[i] = first + i * i;
	}
}

static uint32_t sum_from(uint32_t first)
{
	uint32_t words[WORDS];

	fill(words, first);
	return sum_of(words);
}

K_MSGQ_DEFINE(queue, WORDS * 4, 1, 4);
K_MSGQ_DEFINE(other_queue, WORDS * 4, 1, 4);

static void receives_a_message(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];

	is_done = k_msgq_get(&queue, words, K_FOREVER) == 0;
	seen = sum_of(words);
}

static void sends_messages(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];

	fill(words, 1);
	is_done = k_msgq_put(&queue, words, K_FOREVER) == 0;
	fill(words, 2);
	is_done = is_done && k_msgq_put(&queue, words, K_FOREVER) == 0;
}

void a_message_comes_to_a_stack_and_from_one(void **state)
{
	uint32_t words[WORDS];

	(void)state;
	begin(receives_a_message, 0);
	fill(words, 77);
	assert_int_equal(k_msgq_put(&queue, words, K_NO_WAIT), 0);
	require_done(sum_from(77));
	begin(sends_messages, 0);
	assert_int_equal(k_msgq_get(&queue, words, K_NO_WAIT), 0);
	assert_int_equal(sum_of(words), sum_from(1));
	assert_int_equal(k_msgq_get(&queue, words, K_NO_WAIT), 0);
	assert_int_equal(sum_of(words), sum_from(2));
	require_done(0);
}

K_PIPE_DEFINE(stream, 4, 4);

static void reads_bytes(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];
	size_t count = 0;

	is_done = k_pipe_get(&stream, words, sizeof(words), &count, sizeof(words), K_FOREVER) == 0 &&
		  count == sizeof(words);
	seen = sum_of(words);
}

static void writes_bytes(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];
	size_t count = 0;

	fill(words, 3);
	is_done = k_pipe_put(&stream, words, sizeof(words), &count, sizeof(words), K_FOREVER) == 0 &&
		  count == sizeof(words);
}

void bytes_of_a_pipe_come_to_a_stack_and_from_one(void **state)
{
	uint32_t words[WORDS];
	size_t count = 0;

	(void)state;
	begin(reads_bytes, 0);
	fill(words, 5);
	assert_int_equal(k_pipe_put(&stream, words, 10, &count, 10, K_NO_WAIT), 0);
	assert_int_equal(k_pipe_put(&stream, (char *)words + 10, sizeof(words) - 10, &count, 1, K_NO_WAIT), 0);
	require_done(sum_from(5));
	begin(writes_bytes, 0);
	assert_int_equal(k_pipe_get(&stream, words, sizeof(words), &count, sizeof(words), K_NO_WAIT), 0);
	assert_int_equal(sum_of(words), sum_from(3));
	require_done(0);
}

K_MBOX_DEFINE(mailbox);

static void mails(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];
	struct k_mbox_msg message = {.info = 4, .size = sizeof(words), .tx_data = words, .tx_target_thread = K_ANY};

	fill(words, 6);
	is_done = k_mbox_put(&mailbox, &message, K_FOREVER) == 0;
	seen = message.info;
}

static void receives_mail(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS];
	struct k_mbox_msg message = {.info = 9, .size = sizeof(words), .rx_source_thread = K_ANY};

	is_done = k_mbox_get(&mailbox, &message, words, K_FOREVER) == 0 && message.size == sizeof(words);
	seen = sum_of(words);
}

void a_mail_comes_from_a_stack(void **state)
{
	uint32_t words[WORDS];
	struct k_mbox_msg message = {.info = 8, .size = sizeof(words), .rx_source_thread = K_ANY};

	(void)state;
	begin(mails, 0);
	assert_int_equal(k_mbox_get(&mailbox, &message, words, K_NO_WAIT), 0);
	assert_int_equal(sum_of(words), sum_from(6));
	assert_int_equal(message.info, 4);
	require_done(8);
	begin(mails, 0);
	message = (struct k_mbox_msg){.info = 1, .size = sizeof(words), .rx_source_thread = K_ANY};
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), 0);
	k_mbox_data_get(&message, words);
	require_done(1);
	begin(receives_mail, 0);
	fill(words, 11);
	message = (struct k_mbox_msg){.size = sizeof(words), .tx_data = words, .tx_target_thread = K_ANY};
	assert_int_equal(k_mbox_put(&mailbox, &message, K_FOREVER), 0);
	require_done(sum_from(11));
}

K_SEM_DEFINE(sem, 0, 1);
static struct k_poll_signal signal;

static void polls(void *p1, void *p2, void *p3)
{
	struct k_poll_event events[] = {
		K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &sem),
		K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &signal),
	};

	is_done = k_poll(events, 2, K_FOREVER) == 0;
	seen = events[0].state << 8 | events[1].state;
}

void poll_events_lie_on_a_stack(void **state)
{
	(void)state;
	k_poll_signal_init(&signal);
	begin(polls, 0);
	k_sem_give(&sem);
	require_done(K_POLL_STATE_SEM_AVAILABLE << 8);
	k_sem_reset(&sem);
	begin(polls, 0);
	k_poll_signal_raise(&signal, 1);
	require_done(K_POLL_STATE_SIGNALED);
}

void a_poller_is_ended(void **state)
{
	(void)state;
	k_poll_signal_init(&signal);
	begin(polls, 0);
	k_thread_abort(&waiter);
	k_sem_give(&sem);
	k_poll_signal_raise(&signal, 1);
	assert_int_equal(k_sem_take(&sem, K_NO_WAIT), 0);
}

K_THREAD_STACK_DEFINE(work_stack, 640);
static struct k_work_q work_queue;
static struct k_work work;

static void works(struct k_work *item)
{
	k_msleep(1);
	seen++;
}

static void flushes(void *p1, void *p2, void *p3)
{
	struct k_work_sync sync;

	k_work_submit_to_queue(&work_queue, &work);
	is_done = k_work_flush(&work, &sync);
	k_work_submit_to_queue(&work_queue, &work);
	is_done = is_done && k_work_cancel_sync(&work, &sync);
}

void who_waits_for_work_lies_in_its_queue(void **state)
{
	(void)state;
	k_work_init(&work, works);
	k_work_queue_init(&work_queue);
	k_work_queue_start(&work_queue, work_stack, K_THREAD_STACK_SIZEOF(work_stack), -1, NULL);
	begin(flushes, 0);
	assert_int_equal(k_thread_join(&waiter, K_SECONDS(1)), 0);
	assert_true(is_done);
	assert_true(seen >= 1);
	k_work_queue_drain(&work_queue, true);
	k_work_queue_stop(&work_queue, K_FOREVER);
}

/* The clock's handler finds it there while others run. */
static void times(void *p1, void *p2, void *p3)
{
	struct k_timer timer;

	k_timer_init(&timer, NULL, NULL);
	k_timer_start(&timer, K_MSEC(1), K_MSEC(1));
	k_msleep(5);
	seen = k_timer_status_get(&timer) >= 4;
	is_done = k_timer_status_sync(&timer) == 1;
	k_timer_stop(&timer);
}

void a_timer_lies_on_a_stack(void **state)
{
	(void)state;
	begin(times, 0);
	k_busy_wait(3000);
	require_done(1);
}

static void put(const void *first)
{
	uint32_t words[WORDS];

	fill(words, (uint32_t)(uintptr_t)first);
	(void)k_msgq_put(&queue, words, K_NO_WAIT);
}

void a_handler_writes_to_a_stack(void **state)
{
	(void)state;
	begin(receives_a_message, 0);
	irq_offload(put, (void *)21);
	require_done(sum_from(21));
}

BULKHEAD_FAULT_QUEUE_DEFINE(faults_of_probes, 2);

static void touches(void *p1, void *p2, void *p3)
{
	*(volatile char *)p1;
	seen++;
}

static void puts_and_touches(void *p1, void *p2, void *p3)
{
	put((void *)31);
	touches(p1, NULL, NULL);
}

static void creates_and_touches(void *p1, void *p2, void *p3)
{
	k_thread_create(&late, large_stack, K_THREAD_STACK_SIZEOF(large_stack), touches, p1, NULL, NULL, 5, 0, K_FOREVER);
	touches(large_stack, NULL, NULL);
}

static void measures_and_touches(void *p1, void *p2, void *p3)
{
	size_t unused;

	(void)k_thread_stack_space_get(&waiter, &unused);
	touches(p1, NULL, NULL);
}

static void offloads_and_touches(void *p1, void *p2, void *p3)
{
	irq_offload(put, (void *)41);
	touches(p1, NULL, NULL);
}

/* So that it can be ended before it was created. */
static void prepare_late(void)
{
	k_thread_create(&late, large_stack, K_THREAD_STACK_SIZEOF(large_stack), touches, NULL, NULL, NULL, 5, 0,
			K_FOREVER);
}

/* The thread that does it is stopped at the touch. */
static void require_stopped_after(k_thread_entry_t what)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_ABORT, .told = &faults_of_probes};
	struct bulkhead_fault_record record;

	begin(receives_a_message, 0);
	k_thread_create(&probe, probe_stack, K_THREAD_STACK_SIZEOF(probe_stack), what, waiter_stack, NULL, NULL, -1, 0,
			K_FOREVER);
	assert_int_equal(bulkhead_on_fault(&probe, &plan), 0);
	k_thread_start(&probe);
	assert_int_equal(k_thread_join(&probe, K_SECONDS(1)), 0);
	assert_int_equal(k_msgq_get(&faults_of_probes, &record, K_NO_WAIT), 0);
	assert_true(record.address == (uintptr_t)waiter_stack || record.address == (uintptr_t)large_stack);
	k_thread_abort(&waiter);
	k_thread_abort(&late);
	k_msgq_purge(&queue);
}

/* The waiter waits, so that the kernel writes to its stack when it is told to; it is told by somebody else. */
static void puts_from_there(void *p1, void *p2, void *p3)
{
	(void)k_msgq_put(&other_queue, p1, K_NO_WAIT);
	seen++;
}

static void gets_there(void *p1, void *p2, void *p3)
{
	uint32_t words[WORDS] = {0};

	(void)k_msgq_put(&other_queue, words, K_NO_WAIT);
	(void)k_msgq_get(&other_queue, p1, K_NO_WAIT);
	seen++;
}

static void pipes_from_there(void *p1, void *p2, void *p3)
{
	size_t count;

	(void)k_pipe_put(&stream, p1, 4, &count, 0, K_NO_WAIT);
	seen++;
}

static void mails_from_there(void *p1, void *p2, void *p3)
{
	struct k_mbox_msg message = {.size = 4, .tx_data = p1, .tx_target_thread = K_ANY};

	(void)k_mbox_put(&mailbox, &message, K_NO_WAIT);
	seen++;
}

static void polls_there(void *p1, void *p2, void *p3)
{
	(void)k_poll(p1, 1, K_NO_WAIT);
	seen++;
}

void what_the_kernel_is_told_is_on_no_other_stack(void **state)
{
	k_thread_entry_t ways[] = {puts_from_there, gets_there, pipes_from_there, mails_from_there, polls_there};

	(void)state;
	prepare_late();
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		require_stopped_after(ways[i]);
		assert_int_equal(seen, 0);
	}
}

void what_was_opened_is_closed_again(void **state)
{
	k_thread_entry_t ways[] = {touches, puts_and_touches, creates_and_touches, measures_and_touches,
				   offloads_and_touches};

	(void)state;
	prepare_late();
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		require_stopped_after(ways[i]);
	}
}

static void uses_room(void *p1, void *p2, void *p3)
{
	volatile char room[512];

	for (size_t i = 0; i < sizeof(room); i++) {
		room[i] = 1;
	}
	is_done = true;
	k_sleep(K_FOREVER);
}

void the_use_of_a_stack_is_measured(void **state)
{
	struct bulkhead_stack_facts facts;
	size_t unused = 0, unused_of_large;

	(void)state;
	begin(uses_room, 0);
	assert_int_equal(k_thread_stack_space_get(&waiter, &unused), 0);
	assert_in_range(unused, 64, waiter.stack_size - 512);
	k_thread_stack_t *pooled = k_thread_stack_alloc(640, 0);

	assert_non_null(pooled);
	assert_int_equal(bulkhead_stack_facts(pooled, &facts), 0);
	assert_int_equal(facts.high_water, 0);
	k_thread_create(&late, pooled, 640, uses_room, NULL, NULL, NULL, -2, K_USER, K_NO_WAIT);
	assert_int_equal(bulkhead_stack_facts(pooled, &facts), 0);
	assert_in_range(facts.high_water, 512, late.stack_size);
	assert_int_equal(k_thread_stack_space_get(&late, &unused_of_large), 0);
	assert_int_equal(unused_of_large, late.stack_size - (size_t)facts.high_water);
	k_thread_abort(&late);
	k_thread_abort(&waiter);
	assert_int_equal(k_thread_stack_free(pooled), 0);
}

/*
 * A thread that becomes ready while the stacks are open to one that creates another: in each of many places of that.
 * It runs afterwards, and they are closed to it.
 */
static struct k_timer tick;
static volatile uint32_t ticks, ticks_between;

static void wakes(struct k_timer *timer)
{
	ticks++;
	ticks_between += bulkhead_stacks_opener != NULL;
	k_sem_give(&sem);
}

static void counts_and_touches(void *p1, void *p2, void *p3)
{
	k_sem_take(&sem, K_FOREVER);
	touches(p1, NULL, NULL);
}

void nobody_runs_while_stacks_are_open(void **state)
{
	const struct bulkhead_fault_plan plan = {.policy = BULKHEAD_FAULT_ABORT, .told = &faults_of_probes};
	struct bulkhead_fault_record record;

	(void)state;
	/* There no time passes while a thread creates others. */
	if (IS_ENABLED(CONFIG_HOST)) {
		skip();
	}
	k_timer_init(&tick, wakes, NULL);
	for (int i = 0; i < 12; i++) {
		uint32_t before = ticks;

		k_thread_create(&probe, probe_stack, K_THREAD_STACK_SIZEOF(probe_stack), counts_and_touches,
				waiter_stack, NULL, NULL, -2, 0, K_FOREVER);
		assert_int_equal(bulkhead_on_fault(&probe, &plan), 0);
		k_thread_start(&probe);
		k_timer_start(&tick, K_TICKS(1), K_NO_WAIT);
		while (ticks == before) {
			k_thread_create(&late, large_stack, K_THREAD_STACK_SIZEOF(large_stack) - 512 * (size_t)(i % 4),
					touches, NULL, NULL, NULL, 5, 0, K_FOREVER);
			k_thread_abort(&late);
		}
		assert_int_equal(k_thread_join(&probe, K_SECONDS(1)), 0);
		assert_int_equal(k_msgq_get(&faults_of_probes, &record, K_NO_WAIT), 0);
		assert_ptr_equal(record.address, waiter_stack);
	}
	assert_true(ticks_between > 0);
}

/* <zephyr/kernel/poll.h>: waiting for several objects at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_SEM_DEFINE(semaphore, 0, 5);
K_FIFO_DEFINE(fifo);
K_MSGQ_DEFINE(messages, sizeof(int), 2, 4);
K_PIPE_DEFINE(bytes, 8, 4);
static struct k_poll_signal signal_object = K_POLL_SIGNAL_INITIALIZER(signal_object);

enum { SEM, FIFO, MSGQ, PIPE, SIGNAL, COUNT };

static struct k_poll_event events[COUNT] = {
	K_POLL_EVENT_STATIC_INITIALIZER(K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &semaphore,
					11),
	K_POLL_EVENT_STATIC_INITIALIZER(K_POLL_TYPE_FIFO_DATA_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY,
					&fifo, 12),
	K_POLL_EVENT_STATIC_INITIALIZER(K_POLL_TYPE_MSGQ_DATA_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY,
					&messages, 13),
	K_POLL_EVENT_STATIC_INITIALIZER(K_POLL_TYPE_PIPE_DATA_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY,
					&bytes, 14),
	K_POLL_EVENT_STATIC_INITIALIZER(K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &signal_object,
					15),
};

static struct {
	void *link;
} item;

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];

static int prepare(void **state)
{
	(void)state;
	k_poll_signal_init(&signal_object);
	for (int i = 0; i < COUNT; i++) {
		events[i].state = K_POLL_STATE_NOT_READY;
	}
	return 0;
}

static void make_ready(int which)
{
	const int message = 4;

	switch (which) {
	case SEM:
		k_sem_give(&semaphore);
		break;
	case FIFO:
		k_fifo_put(&fifo, &item);
		break;
	case MSGQ:
		assert_int_equal(k_msgq_put(&messages, &message, K_NO_WAIT), 0);
		break;
	case PIPE:
		assert_int_equal(k_pipe_write(&bytes, (const uint8_t *)"x", 1, K_NO_WAIT), 1);
		break;
	default:
		assert_int_equal(k_poll_signal_raise(&signal_object, 42), 0);
	}
}

static const uint32_t ready_states[COUNT] = {
	K_POLL_STATE_SEM_AVAILABLE, K_POLL_STATE_FIFO_DATA_AVAILABLE, K_POLL_STATE_MSGQ_DATA_AVAILABLE,
	K_POLL_STATE_PIPE_DATA_AVAILABLE, K_POLL_STATE_SIGNALED,
};

static void expect_only(int which)
{
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(events[i].state,
				 i == which ? ready_states[i] : K_POLL_STATE_NOT_READY);
		assert_int_equal(events[i].tag, 11 + i);
	}
}

static void nothing_ready_is_eagain(void **state)
{
	int64_t before = k_uptime_ticks();

	(void)state;
	assert_int_equal(k_poll(events, COUNT, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_poll(events, COUNT, K_TICKS(10)), -EAGAIN);
	assert_true(k_uptime_ticks() - before >= 10);
	expect_only(-1);
}

static void what_is_ready_is_seen_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < COUNT; i++) {
		make_ready(i);
	}
	assert_int_equal(k_poll(events, COUNT, K_NO_WAIT), 0);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(events[i].state, ready_states[i]);
	}
}

static void polling_takes_nothing(void **state)
{
	(void)state;
	k_sem_give(&semaphore);
	assert_int_equal(k_poll(events, COUNT, K_FOREVER), 0);
	assert_int_equal(k_sem_count_get(&semaphore), 1);
}

static void make_ready_later(void *which, void *p2, void *p3)
{
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_sleep(K_MSEC(5));
	make_ready((int)(intptr_t)which);
}

static void start(int index, k_thread_entry_t entry, void *parameter, int priority)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			parameter, NULL, NULL, priority, 0, K_NO_WAIT);
}

static void every_kind_of_object_ends_the_wait(void **state)
{
	(void)state;
	for (int i = 0; i < COUNT; i++) {
		start(0, make_ready_later, (void *)(intptr_t)i, K_PRIO_PREEMPT(5));
		assert_int_equal(k_poll(events, COUNT, K_MSEC(100)), 0);
		expect_only(i);
		assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
		/* Take it away again for the next round. */
		k_sem_reset(&semaphore);
		(void)k_fifo_get(&fifo, K_NO_WAIT);
		k_msgq_purge(&messages);
		k_pipe_reset(&bytes);
		prepare(NULL);
	}
}

static void ignored_events_are_never_ready(void **state)
{
	struct k_poll_event ignored =
		K_POLL_EVENT_INITIALIZER(K_POLL_TYPE_IGNORE, K_POLL_MODE_NOTIFY_ONLY, &semaphore);

	(void)state;
	k_sem_give(&semaphore);
	assert_int_equal(k_poll(&ignored, 1, K_MSEC(2)), -EAGAIN);
	assert_int_equal(ignored.state, K_POLL_STATE_NOT_READY);
}

static void a_signal_stays_raised_until_reset(void **state)
{
	unsigned int raised = 7;
	int result = 0;

	(void)state;
	k_poll_signal_check(&signal_object, &raised, &result);
	assert_int_equal(raised, 0);
	make_ready(SIGNAL);
	k_poll_signal_check(&signal_object, &raised, &result);
	assert_int_not_equal(raised, 0);
	assert_int_equal(result, 42);
	assert_int_equal(k_poll(events, COUNT, K_NO_WAIT), 0);
	assert_int_equal(k_poll(events, COUNT, K_NO_WAIT), 0);
	k_poll_signal_reset(&signal_object);
	assert_int_equal(k_poll(events, COUNT, K_NO_WAIT), -EAGAIN);
}

static int woken[3];
static int woken_count;

static void poll_semaphore(void *index, void *p2, void *p3)
{
	struct k_poll_event event;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_poll_event_init(&event, K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &semaphore);
	if (k_poll(&event, 1, K_FOREVER) == 0) {
		woken[woken_count++] = (int)(intptr_t)index;
	}
}

static void one_give_tells_the_most_urgent_poller(void **state)
{
	(void)state;
	woken_count = 0;
	start(0, poll_semaphore, (void *)0, K_PRIO_COOP(5));
	start(1, poll_semaphore, (void *)1, K_PRIO_COOP(3));
	start(2, poll_semaphore, (void *)2, K_PRIO_COOP(5));
	for (int i = 1; i <= 3; i++) {
		k_sem_give(&semaphore);
		k_sleep(K_TICKS(1));
		assert_int_equal(woken_count, i);
	}
	assert_int_equal(woken[0], 1);
	assert_int_equal(woken[1], 0);
	assert_int_equal(woken[2], 2);
}

static void a_taker_is_served_before_pollers(void **state)
{
	(void)state;
	woken_count = 0;
	start(0, poll_semaphore, (void *)0, K_PRIO_COOP(3));
	k_sem_give(&semaphore);
	assert_int_equal(k_sem_take(&semaphore, K_NO_WAIT), 0);
	assert_int_equal(woken_count, 1);
}

static int cancelled_result;

static void poll_fifo(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	cancelled_result = k_poll(&events[FIFO], 1, K_FOREVER);
}

static void a_cancelled_wait_is_eintr(void **state)
{
	(void)state;
	cancelled_result = 1;
	start(0, poll_fifo, NULL, K_PRIO_COOP(3));
	k_fifo_cancel_wait(&fifo);
	k_sleep(K_TICKS(1));
	assert_int_equal(cancelled_result, -EINTR);
	assert_int_equal(events[FIFO].state, K_POLL_STATE_CANCELLED);
}

static void get_from_fifo(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	woken_count = k_fifo_get(&fifo, K_FOREVER) == NULL ? 50 : 60;
}

static void cancelling_ends_a_get_and_a_poll(void **state)
{
	(void)state;
	cancelled_result = 1;
	start(0, poll_fifo, NULL, K_PRIO_COOP(3));
	start(1, get_from_fifo, NULL, K_PRIO_COOP(3));
	k_fifo_cancel_wait(&fifo);
	k_sleep(K_TICKS(1));
	assert_int_equal(cancelled_result, -EINTR);
	assert_int_equal(woken_count, 50);
}

static void raise_in_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	make_ready(SIGNAL);
	make_ready(FIFO);
}

static void poll_all(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	cancelled_result = k_poll(events, COUNT, K_FOREVER);
}

static void interrupts_end_the_wait(void **state)
{
	(void)state;
	cancelled_result = 1;
	start(0, poll_all, NULL, K_PRIO_COOP(3));
	irq_offload(raise_in_interrupt, NULL);
	assert_int_equal(cancelled_result, 0);
	assert_int_equal(events[SIGNAL].state, K_POLL_STATE_SIGNALED);
	assert_int_equal(events[FIFO].state, K_POLL_STATE_FIFO_DATA_AVAILABLE);
	assert_int_equal(events[SEM].state, K_POLL_STATE_NOT_READY);
}

static void an_aborted_poller_leaves_nothing_behind(void **state)
{
	(void)state;
	start(0, poll_semaphore, (void *)0, K_PRIO_COOP(3));
	k_thread_abort(&threads[0]);
	memset(stacks[0], 0xee, 512);
	k_sem_give(&semaphore);
	woken_count = 0;
	start(1, poll_semaphore, (void *)1, K_PRIO_COOP(3));
	assert_int_equal(woken_count, 1);
}

static void a_timed_out_poller_leaves_nothing_behind(void **state)
{
	(void)state;
	assert_int_equal(k_poll(events, COUNT, K_MSEC(1)), -EAGAIN);
	k_sem_give(&semaphore);
	assert_int_equal(events[SEM].state, K_POLL_STATE_NOT_READY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_ready_is_eagain, prepare),
		cmocka_unit_test_setup(what_is_ready_is_seen_at_once, prepare),
		cmocka_unit_test_setup(polling_takes_nothing, prepare),
		cmocka_unit_test_setup(every_kind_of_object_ends_the_wait, prepare),
		cmocka_unit_test_setup(ignored_events_are_never_ready, prepare),
		cmocka_unit_test_setup(a_signal_stays_raised_until_reset, prepare),
		cmocka_unit_test_setup(one_give_tells_the_most_urgent_poller, prepare),
		cmocka_unit_test_setup(a_taker_is_served_before_pollers, prepare),
		cmocka_unit_test_setup(a_cancelled_wait_is_eintr, prepare),
		cmocka_unit_test_setup(cancelling_ends_a_get_and_a_poll, prepare),
		cmocka_unit_test_setup(interrupts_end_the_wait, prepare),
		cmocka_unit_test_setup(an_aborted_poller_leaves_nothing_behind, prepare),
		cmocka_unit_test_setup(a_timed_out_poller_leaves_nothing_behind, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/kernel/msgq.h>: messages of one size, copied in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define ROOM 3

K_MSGQ_DEFINE(messages, sizeof(uint32_t), ROOM, 4);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static struct {
	uint32_t message;
	int result;
} jobs[2];

static void put(void *index, void *p2, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	jobs[i].result = k_msgq_put(&messages, &jobs[i].message, K_FOREVER);
}

static void get(void *index, void *p2, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	jobs[i].result = k_msgq_get(&messages, &jobs[i].message, K_FOREVER);
}

static void start(int index, k_thread_entry_t entry, uint32_t message, int priority)
{
	jobs[index].result = 1;
	jobs[index].message = message;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(intptr_t)index, NULL, NULL, priority, 0, K_NO_WAIT);
}

static void fill(void)
{
	for (uint32_t i = 1; i <= ROOM; i++) {
		assert_int_equal(k_msgq_put(&messages, &i, K_NO_WAIT), 0);
	}
}

static void expect(uint32_t wanted)
{
	uint32_t message = 0;

	assert_int_equal(k_msgq_get(&messages, &message, K_NO_WAIT), 0);
	assert_int_equal(message, wanted);
}

static void messages_come_in_order_around_the_ring(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 20; i++) {
		assert_int_equal(k_msgq_put(&messages, &i, K_NO_WAIT), 0);
		if (i >= 2) {
			expect(i - 2);
		}
	}
}

static void a_full_queue_refuses(void **state)
{
	uint32_t message = 9;

	(void)state;
	fill();
	assert_int_equal(k_msgq_put(&messages, &message, K_NO_WAIT), -ENOMSG);
	assert_int_equal(k_msgq_put(&messages, &message, K_MSEC(2)), -EAGAIN);
	assert_int_equal(k_msgq_num_used_get(&messages), ROOM);
	assert_int_equal(k_msgq_num_free_get(&messages), 0);
	expect(1);
}

static void an_empty_queue_refuses(void **state)
{
	uint32_t message;

	(void)state;
	assert_int_equal(k_msgq_get(&messages, &message, K_NO_WAIT), -ENOMSG);
	assert_int_equal(k_msgq_get(&messages, &message, K_MSEC(2)), -EAGAIN);
	assert_int_equal(k_msgq_peek(&messages, &message), -ENOMSG);
}

static void a_message_can_be_put_first(void **state)
{
	uint32_t message = 1;

	(void)state;
	assert_int_equal(k_msgq_put(&messages, &message, K_NO_WAIT), 0);
	message = 2;
	assert_int_equal(k_msgq_put_front(&messages, &message, K_NO_WAIT), 0);
	expect(2);
	expect(1);
}

static void peeking_leaves_the_message(void **state)
{
	uint32_t message;

	(void)state;
	fill();
	assert_int_equal(k_msgq_peek(&messages, &message), 0);
	assert_int_equal(message, 1);
	assert_int_equal(k_msgq_peek_at(&messages, &message, 2), 0);
	assert_int_equal(message, 3);
	assert_int_equal(k_msgq_peek_at(&messages, &message, 3), -ENOMSG);
	expect(1);
}

static void a_waiting_receiver_gets_the_message(void **state)
{
	uint32_t message = 5;

	(void)state;
	start(0, get, 0, K_PRIO_COOP(5));
	start(1, get, 0, K_PRIO_COOP(3));
	assert_int_equal(k_msgq_put(&messages, &message, K_NO_WAIT), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[1].result, 0);
	assert_int_equal(jobs[1].message, 5);
	assert_int_equal(jobs[0].result, 1);
	assert_int_equal(k_msgq_num_used_get(&messages), 0);
}

static void room_goes_to_the_most_urgent_sender(void **state)
{
	(void)state;
	fill();
	start(0, put, 10, K_PRIO_COOP(5));
	start(1, put, 11, K_PRIO_COOP(3));
	expect(1);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[1].result, 0);
	assert_int_equal(jobs[0].result, 1);
	expect(2);
	expect(3);
	expect(11);
	expect(10);
}

static void purging_drops_messages_and_refuses_senders(void **state)
{
	(void)state;
	fill();
	start(0, put, 10, K_PRIO_COOP(5));
	k_msgq_purge(&messages);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, -ENOMSG);
	assert_int_equal(k_msgq_num_used_get(&messages), 0);
	fill();
	expect(1);
}

static void attributes_say_what_it_is(void **state)
{
	struct k_msgq_attrs attributes;

	(void)state;
	fill();
	k_msgq_get_attrs(&messages, &attributes);
	assert_int_equal(attributes.msg_size, sizeof(uint32_t));
	assert_int_equal(attributes.max_msgs, ROOM);
	assert_int_equal(attributes.used_msgs, ROOM);
}

static void use_in_interrupt(const void *parameter)
{
	uint32_t message = 8;

	ARG_UNUSED(parameter);
	assert_int_equal(k_msgq_get(&messages, &message, K_NO_WAIT), -ENOMSG);
	assert_int_equal(k_msgq_put(&messages, &message, K_NO_WAIT), 0);
}

static void interrupts_put_and_get(void **state)
{
	(void)state;
	irq_offload(use_in_interrupt, NULL);
	expect(8);
}

static void the_buffer_comes_from_the_heap_and_goes_back(void **state)
{
	struct k_msgq local;

	(void)state;
	for (int i = 0; i < 100; i++) {
		uint64_t message = 3;

		assert_int_equal(k_msgq_alloc_init(&local, sizeof(message), 8), 0);
		assert_int_equal(k_msgq_put(&local, &message, K_NO_WAIT), 0);
		assert_int_equal(k_msgq_cleanup(&local), 0);
	}
	assert_int_equal(k_msgq_alloc_init(&local, 1000, 1000), -ENOMEM);
	assert_int_equal(k_msgq_alloc_init(&local, SIZE_MAX / 2, 16), -EINVAL);
}

static void a_queue_with_waiters_is_not_cleaned_up(void **state)
{
	(void)state;
	start(0, get, 0, K_PRIO_COOP(5));
	assert_int_equal(k_msgq_cleanup(&messages), -EBUSY);
}

static void messages_of_any_size_survive(void **state)
{
	static char room[2 * 33];
	struct k_msgq local;
	char in[33], out[33];

	(void)state;
	for (size_t size = 1; size <= 33; size++) {
		k_msgq_init(&local, room, size, 2);
		for (size_t i = 0; i < size; i++) {
			in[i] = (char)(i * 7 + size);
			out[i] = 0;
		}
		assert_int_equal(k_msgq_put(&local, in, K_NO_WAIT), 0);
		assert_int_equal(k_msgq_get(&local, out, K_NO_WAIT), 0);
		assert_memory_equal(in, out, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_come_in_order_around_the_ring),
		cmocka_unit_test(a_full_queue_refuses),
		cmocka_unit_test(an_empty_queue_refuses),
		cmocka_unit_test(a_message_can_be_put_first),
		cmocka_unit_test(peeking_leaves_the_message),
		cmocka_unit_test(a_waiting_receiver_gets_the_message),
		cmocka_unit_test(room_goes_to_the_most_urgent_sender),
		cmocka_unit_test(purging_drops_messages_and_refuses_senders),
		cmocka_unit_test(attributes_say_what_it_is),
		cmocka_unit_test(interrupts_put_and_get),
		cmocka_unit_test(the_buffer_comes_from_the_heap_and_goes_back),
		cmocka_unit_test(a_queue_with_waiters_is_not_cleaned_up),
		cmocka_unit_test(messages_of_any_size_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/kernel/mailbox.h>: messages between threads that may name each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

K_MBOX_DEFINE(mailbox);
K_SEM_DEFINE(done, 0, 20);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];

struct job {
	struct k_mbox_msg message;
	char data[16];
	void *buffer;
	k_timeout_t timeout;
	int result;
	int place;
};

static struct job jobs[3];
static int ended;

static void put(void *parameter, void *p2, void *p3)
{
	struct job *job = parameter;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	job->result = k_mbox_put(&mailbox, &job->message, job->timeout);
	job->place = ++ended;
}

static void get(void *parameter, void *p2, void *p3)
{
	struct job *job = parameter;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	job->result = k_mbox_get(&mailbox, &job->message, job->buffer, job->timeout);
	job->place = ++ended;
}

static void start(int index, k_thread_entry_t entry, int priority)
{
	jobs[index].result = 1000;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			&jobs[index], NULL, NULL, priority, 0, K_NO_WAIT);
}

/* A sender of `text` to anybody, or a receiver from anybody. */
static struct job job_with(const char *text, uint32_t info)
{
	struct job job = {.timeout = K_FOREVER, .message = {.info = info}};

	strcpy(job.data, text);
	job.message.size = strlen(text);
	return job;
}

static void start_sender(int index, const char *text, uint32_t info, int priority)
{
	jobs[index] = job_with(text, info);
	jobs[index].message.tx_data = jobs[index].data;
	start(index, put, priority);
}

static void start_receiver(int index, size_t size, int priority)
{
	jobs[index] = job_with("", 0);
	jobs[index].message.size = size;
	jobs[index].buffer = jobs[index].data;
	start(index, get, priority);
}

static int prepare(void **state)
{
	(void)state;
	ended = 0;
	return 0;
}

static void nobody_there_is_enomsg_or_eagain(void **state)
{
	struct k_mbox_msg message = {.size = 0};

	(void)state;
	assert_int_equal(k_mbox_put(&mailbox, &message, K_NO_WAIT), -ENOMSG);
	assert_int_equal(k_mbox_put(&mailbox, &message, K_MSEC(2)), -EAGAIN);
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), -ENOMSG);
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_MSEC(2)), -EAGAIN);
}

static void data_info_and_names_are_exchanged(void **state)
{
	struct k_mbox_msg message = {.size = 16, .info = 2};
	char data[16];

	(void)state;
	start_sender(0, "letter", 1, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, data, K_NO_WAIT), 0);
	assert_int_equal(message.size, 6);
	assert_int_equal(message.info, 1);
	assert_ptr_equal(message.rx_source_thread, &threads[0]);
	assert_memory_equal(data, "letter", 6);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 0);
	assert_int_equal(jobs[0].message.info, 2);
	assert_int_equal(jobs[0].message.size, 6);
	assert_ptr_equal(jobs[0].message.tx_target_thread, k_current_get());
}

static void a_waiting_receiver_gets_the_message(void **state)
{
	struct k_mbox_msg message = {.size = 3, .info = 7, .tx_data = (void *)"abc"};

	(void)state;
	start_receiver(0, 16, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_put(&mailbox, &message, K_NO_WAIT), 0);
	assert_int_equal(jobs[0].result, 0);
	assert_int_equal(jobs[0].message.size, 3);
	assert_int_equal(jobs[0].message.info, 7);
	assert_memory_equal(jobs[0].data, "abc", 3);
}

static void the_smaller_size_is_taken(void **state)
{
	struct k_mbox_msg message = {.size = 4, .info = 0};
	char data[4];

	(void)state;
	start_sender(0, "onger than four", 0, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, data, K_NO_WAIT), 0);
	assert_int_equal(message.size, 4);
	assert_memory_equal(data, "onge", 4);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].message.size, 4);
}

static void a_sender_waits_until_the_data_is_taken(void **state)
{
	struct k_mbox_msg message = {.size = 16};
	char data[16];

	(void)state;
	start_sender(0, "later", 0, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), 0);
	k_sleep(K_MSEC(5));
	assert_int_equal(jobs[0].result, 1000);
	k_mbox_data_get(&message, data);
	assert_memory_equal(data, "later", 5);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 0);
	k_mbox_data_get(&message, data); /* no effect the second time */
}

static void data_can_be_thrown_away(void **state)
{
	struct k_mbox_msg message = {.size = 16};

	(void)state;
	start_sender(0, "unread", 0, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), 0);
	k_mbox_data_get(&message, NULL);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 0);
	assert_int_equal(jobs[0].message.size, 0);
}

static void a_message_without_data_is_done_at_once(void **state)
{
	struct k_mbox_msg message = {.size = 0};

	(void)state;
	start_sender(0, "", 9, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), 0);
	assert_int_equal(message.info, 9);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 0);
}

static void the_time_limits_only_the_search_for_a_receiver(void **state)
{
	struct k_mbox_msg message = {.size = 16};
	char data[16];

	(void)state;
	jobs[0] = job_with("slow", 0);
	jobs[0].message.tx_data = jobs[0].data;
	jobs[0].timeout = K_MSEC(10);
	start(0, put, K_PRIO_COOP(3));
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), 0);
	k_sleep(K_MSEC(30));
	assert_int_equal(jobs[0].result, 1000);
	k_mbox_data_get(&message, data);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 0);
}

static void a_message_that_timed_out_is_gone(void **state)
{
	struct k_mbox_msg message = {.size = 16};

	(void)state;
	jobs[0] = job_with("gone", 0);
	jobs[0].timeout = K_MSEC(5);
	start(0, put, K_PRIO_COOP(3));
	k_sleep(K_MSEC(10));
	assert_int_equal(jobs[0].result, -EAGAIN);
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), -ENOMSG);
}

static void a_message_of_an_aborted_sender_is_gone(void **state)
{
	struct k_mbox_msg message = {.size = 16};

	(void)state;
	start_sender(0, "gone", 0, K_PRIO_COOP(3));
	k_thread_abort(&threads[0]);
	memset(stacks[0], 0xee, 512);
	assert_int_equal(k_mbox_get(&mailbox, &message, NULL, K_NO_WAIT), -ENOMSG);
}

static void the_most_urgent_sender_comes_first(void **state)
{
	static const uint32_t order[] = {2, 1, 3};
	char data[16];

	(void)state;
	start_sender(0, "one", 1, K_PRIO_COOP(5));
	start_sender(1, "two", 2, K_PRIO_COOP(3));
	start_sender(2, "three", 3, K_PRIO_COOP(5));
	for (int i = 0; i < 3; i++) {
		struct k_mbox_msg message = {.size = 16};

		assert_int_equal(k_mbox_get(&mailbox, &message, data, K_NO_WAIT), 0);
		assert_int_equal(message.info, order[i]);
	}
}

static void receivers_and_senders_can_name_each_other(void **state)
{
	struct k_mbox_msg message = {.size = 16};
	char data[16];

	(void)state;
	start_sender(0, "one", 1, K_PRIO_COOP(3));
	start_sender(1, "two", 2, K_PRIO_COOP(3));
	message.rx_source_thread = &threads[1];
	assert_int_equal(k_mbox_get(&mailbox, &message, data, K_NO_WAIT), 0);
	assert_int_equal(message.info, 2);
	message = (struct k_mbox_msg){.size = 16, .rx_source_thread = &threads[2]};
	assert_int_equal(k_mbox_get(&mailbox, &message, data, K_NO_WAIT), -ENOMSG);

	start_receiver(2, 16, K_PRIO_COOP(3));
	assert_int_equal(jobs[2].result, 0); /* the message that was still there */
	start_receiver(1, 16, K_PRIO_COOP(3));
	start_receiver(2, 16, K_PRIO_COOP(4));
	message = (struct k_mbox_msg){.size = 0, .info = 5, .tx_target_thread = &threads[2]};
	assert_int_equal(k_mbox_put(&mailbox, &message, K_NO_WAIT), 0);
	assert_int_equal(jobs[1].result, 1000);
	assert_int_equal(jobs[2].message.info, 5);
}

static void an_asynchronous_message_gives_its_semaphore_when_done(void **state)
{
	struct k_mbox_msg message = {.size = 5, .info = 3, .tx_data = (void *)"hello"};
	struct k_mbox_msg received = {.size = 16};
	char data[16];

	(void)state;
	k_mbox_async_put(&mailbox, &message, &done);
	message.info = 99; /* the description was copied */
	assert_int_equal(k_sem_take(&done, K_NO_WAIT), -EBUSY);
	assert_int_equal(k_mbox_get(&mailbox, &received, NULL, K_NO_WAIT), 0);
	assert_int_equal(received.info, 3);
	assert_int_equal(k_sem_take(&done, K_NO_WAIT), -EBUSY);
	k_mbox_data_get(&received, data);
	assert_memory_equal(data, "hello", 5);
	assert_int_equal(k_sem_take(&done, K_NO_WAIT), 0);
}

static void asynchronous_messages_keep_their_order(void **state)
{
	struct k_mbox_msg message = {.size = 0};

	(void)state;
	for (uint32_t i = 0; i < CONFIG_NUM_MBOX_ASYNC_MSGS; i++) {
		message.info = i;
		k_mbox_async_put(&mailbox, &message, NULL);
	}
	for (uint32_t i = 0; i < CONFIG_NUM_MBOX_ASYNC_MSGS; i++) {
		struct k_mbox_msg received = {.size = 0};

		assert_int_equal(k_mbox_get(&mailbox, &received, NULL, K_NO_WAIT), 0);
		assert_int_equal(received.info, i);
	}
}

static void put_one_too_many(void *p1, void *p2, void *p3)
{
	struct k_mbox_msg message = {.size = 0};

	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	for (int i = 0; i <= CONFIG_NUM_MBOX_ASYNC_MSGS; i++) {
		k_mbox_async_put(&mailbox, &message, NULL);
	}
	ended = 1;
}

static void a_sender_waits_while_all_letters_are_out(void **state)
{
	struct k_mbox_msg received = {.size = 0};

	(void)state;
	start(0, put_one_too_many, K_PRIO_COOP(3));
	assert_int_equal(ended, 0);
	assert_int_equal(k_mbox_get(&mailbox, &received, NULL, K_NO_WAIT), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(ended, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nobody_there_is_enomsg_or_eagain, prepare),
		cmocka_unit_test_setup(data_info_and_names_are_exchanged, prepare),
		cmocka_unit_test_setup(a_waiting_receiver_gets_the_message, prepare),
		cmocka_unit_test_setup(the_smaller_size_is_taken, prepare),
		cmocka_unit_test_setup(a_sender_waits_until_the_data_is_taken, prepare),
		cmocka_unit_test_setup(data_can_be_thrown_away, prepare),
		cmocka_unit_test_setup(a_message_without_data_is_done_at_once, prepare),
		cmocka_unit_test_setup(the_time_limits_only_the_search_for_a_receiver, prepare),
		cmocka_unit_test_setup(a_message_that_timed_out_is_gone, prepare),
		cmocka_unit_test_setup(a_message_of_an_aborted_sender_is_gone, prepare),
		cmocka_unit_test_setup(the_most_urgent_sender_comes_first, prepare),
		cmocka_unit_test_setup(receivers_and_senders_can_name_each_other, prepare),
		cmocka_unit_test_setup(an_asynchronous_message_gives_its_semaphore_when_done, prepare),
		cmocka_unit_test_setup(asynchronous_messages_keep_their_order, prepare),
		cmocka_unit_test_setup(a_sender_waits_while_all_letters_are_out, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

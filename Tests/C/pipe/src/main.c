/* <zephyr/kernel/pipe.h>: streams of bytes, as Zephyr 4.1 and later have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define ROOM 8

K_PIPE_DEFINE(pipe_object, ROOM, 4);

static const uint8_t text[] = "abcdefghijklmnopqrstuvwxyz";

struct job {
	bool writes;
	size_t length;
	k_timeout_t timeout;
	int result;
	uint8_t data[32];
};

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static struct job jobs[2];

static void do_job(void *parameter, void *p2, void *p3)
{
	struct job *job = parameter;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	if (job->writes) {
		job->result = k_pipe_write(&pipe_object, job->data, job->length, job->timeout);
	} else {
		job->result = k_pipe_read(&pipe_object, job->data, job->length, job->timeout);
	}
}

static void start(int index, bool writes, size_t length, int priority, k_timeout_t timeout)
{
	jobs[index] = (struct job){
		.writes = writes, .length = length, .timeout = timeout, .result = 1000};
	if (writes) {
		memcpy(jobs[index].data, text, length);
	}
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), do_job,
			&jobs[index], NULL, NULL, priority, 0, K_NO_WAIT);
}

static void bytes_come_out_in_order(void **state)
{
	uint8_t data[ROOM];

	(void)state;
	for (int i = 0; i < 20; i++) {
		/* 5 does not divide the ring, so it wraps at every place. */
		assert_int_equal(k_pipe_write(&pipe_object, text + i % 7, 5, K_NO_WAIT), 5);
		assert_int_equal(k_pipe_read(&pipe_object, data, 5, K_NO_WAIT), 5);
		assert_memory_equal(data, text + i % 7, 5);
	}
}

static void a_full_pipe_takes_what_fits(void **state)
{
	uint8_t data[ROOM + 2];

	(void)state;
	assert_int_equal(k_pipe_write(&pipe_object, text, ROOM + 2, K_NO_WAIT), ROOM);
	assert_int_equal(k_pipe_write(&pipe_object, text, 1, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_pipe_write(&pipe_object, text, 1, K_MSEC(2)), -EAGAIN);
	assert_int_equal(k_pipe_read(&pipe_object, data, ROOM + 2, K_NO_WAIT), ROOM);
	assert_memory_equal(data, text, ROOM);
}

static void an_empty_pipe_is_eagain(void **state)
{
	uint8_t data[2];

	(void)state;
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_MSEC(5)), -EAGAIN);
	assert_true(k_uptime_get() >= 5);
	assert_int_equal(k_pipe_read(&pipe_object, data, 0, K_NO_WAIT), 0);
}

static void a_reader_waits_for_all_its_bytes(void **state)
{
	(void)state;
	start(0, false, 6, K_PRIO_COOP(3), K_FOREVER);
	assert_int_equal(k_pipe_write(&pipe_object, text, 4, K_NO_WAIT), 4);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 1000);
	assert_int_equal(k_pipe_write(&pipe_object, text + 4, 4, K_NO_WAIT), 4);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 6);
	assert_memory_equal(jobs[0].data, text, 6);
	assert_int_equal(k_pipe_read(&pipe_object, jobs[1].data, 8, K_NO_WAIT), 2);
	assert_memory_equal(jobs[1].data, text + 6, 2);
}

static void a_reader_that_times_out_keeps_what_it_got(void **state)
{
	(void)state;
	start(0, false, 6, K_PRIO_COOP(3), K_MSEC(10));
	assert_int_equal(k_pipe_write(&pipe_object, text, 4, K_NO_WAIT), 4);
	k_sleep(K_MSEC(20));
	assert_int_equal(jobs[0].result, 4);
	assert_memory_equal(jobs[0].data, text, 4);
}

static void a_writer_waits_until_all_is_through(void **state)
{
	uint8_t data[20];

	(void)state;
	start(0, true, 20, K_PRIO_COOP(3), K_FOREVER);
	assert_int_equal(jobs[0].result, 1000);
	assert_int_equal(k_pipe_read(&pipe_object, data, 10, K_NO_WAIT), 10);
	assert_int_equal(jobs[0].result, 1000);
	assert_int_equal(k_pipe_read(&pipe_object, data + 10, 10, K_MSEC(10)), 10);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 20);
	assert_memory_equal(data, text, 20);
}

static void a_writer_that_times_out_says_how_much_went(void **state)
{
	(void)state;
	start(0, true, 20, K_PRIO_COOP(3), K_MSEC(10));
	k_sleep(K_MSEC(20));
	assert_int_equal(jobs[0].result, ROOM);
}

static void the_most_urgent_reader_is_served_first(void **state)
{
	(void)state;
	start(0, false, 2, K_PRIO_COOP(5), K_FOREVER);
	start(1, false, 2, K_PRIO_COOP(3), K_FOREVER);
	assert_int_equal(k_pipe_write(&pipe_object, text, 4, K_NO_WAIT), 4);
	k_sleep(K_TICKS(1));
	assert_memory_equal(jobs[1].data, "ab", 2);
	assert_memory_equal(jobs[0].data, "cd", 2);
}

static void resetting_drops_bytes_and_cancels_waits(void **state)
{
	uint8_t data[ROOM];

	(void)state;
	start(0, false, 4, K_PRIO_COOP(3), K_FOREVER);
	k_pipe_reset(&pipe_object);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, -ECANCELED);
	start(1, true, 20, K_PRIO_COOP(3), K_FOREVER);
	k_pipe_reset(&pipe_object);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[1].result, -ECANCELED);
	assert_int_equal(pipe_object.flags, PIPE_FLAG_OPEN);
	assert_int_equal(k_pipe_read(&pipe_object, data, 1, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_pipe_write(&pipe_object, text, ROOM, K_NO_WAIT), ROOM);
}

static void a_closed_pipe_can_only_be_emptied(void **state)
{
	uint8_t data[ROOM];

	(void)state;
	assert_int_equal(k_pipe_write(&pipe_object, text, 3, K_NO_WAIT), 3);
	k_pipe_close(&pipe_object);
	assert_int_equal(k_pipe_write(&pipe_object, text, 1, K_NO_WAIT), -EPIPE);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_FOREVER), 2);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_FOREVER), 1);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_FOREVER), -EPIPE);
}

static void closing_ends_waits(void **state)
{
	(void)state;
	start(0, false, 4, K_PRIO_COOP(3), K_FOREVER);
	k_pipe_close(&pipe_object);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, -EPIPE);
}

static void closing_lets_a_reader_keep_what_it_got(void **state)
{
	(void)state;
	start(0, false, 4, K_PRIO_COOP(3), K_FOREVER);
	assert_int_equal(k_pipe_write(&pipe_object, text, 3, K_NO_WAIT), 3);
	k_pipe_close(&pipe_object);
	k_sleep(K_TICKS(1));
	assert_int_equal(jobs[0].result, 3);
}

static void init_opens_again(void **state)
{
	static uint8_t room[4];
	struct k_pipe local;
	uint8_t data[4];

	(void)state;
	k_pipe_init(&local, room, sizeof(room));
	assert_int_equal(local.flags, PIPE_FLAG_OPEN);
	k_pipe_close(&local);
	assert_int_equal(local.flags & PIPE_FLAG_OPEN, 0);
	k_pipe_init(&local, room, sizeof(room));
	assert_int_equal(k_pipe_write(&local, text, 4, K_NO_WAIT), 4);
	assert_int_equal(k_pipe_read(&local, data, 4, K_NO_WAIT), 4);
}

static void use_in_interrupt(const void *parameter)
{
	uint8_t data[2];

	ARG_UNUSED(parameter);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_NO_WAIT), -EAGAIN);
	assert_int_equal(k_pipe_write(&pipe_object, text, 4, K_NO_WAIT), 4);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_NO_WAIT), 2);
}

static void interrupts_write_and_read(void **state)
{
	uint8_t data[2];

	(void)state;
	irq_offload(use_in_interrupt, NULL);
	assert_int_equal(k_pipe_read(&pipe_object, data, 2, K_NO_WAIT), 2);
	assert_memory_equal(data, "cd", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_out_in_order),
		cmocka_unit_test(a_full_pipe_takes_what_fits),
		cmocka_unit_test(an_empty_pipe_is_eagain),
		cmocka_unit_test(a_reader_waits_for_all_its_bytes),
		cmocka_unit_test(a_reader_that_times_out_keeps_what_it_got),
		cmocka_unit_test(a_writer_waits_until_all_is_through),
		cmocka_unit_test(a_writer_that_times_out_says_how_much_went),
		cmocka_unit_test(the_most_urgent_reader_is_served_first),
		cmocka_unit_test(resetting_drops_bytes_and_cancels_waits),
		cmocka_unit_test(a_closed_pipe_can_only_be_emptied),
		cmocka_unit_test(closing_ends_waits),
		cmocka_unit_test(closing_lets_a_reader_keep_what_it_got),
		cmocka_unit_test(init_opens_again),
		cmocka_unit_test(interrupts_write_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pipes as Zephyr had them before 4.1, where a transfer has a least size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

#define ROOM 8

K_PIPE_DEFINE(pipe_object, ROOM, 4);

static const char text[] = "abcdefghijklmnopqrstuvwxyz";

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static struct {
	int result;
	size_t count;
	char data[32];
} job;

static void get_eight(void *least, void *milliseconds, void *p3)
{
	ARG_UNUSED(p3);
	job.result = k_pipe_get(&pipe_object, job.data, 8, &job.count, (size_t)least,
				milliseconds == NULL ? K_FOREVER
						     : K_MSEC((intptr_t)milliseconds));
}

static void put_twenty(void *least, void *milliseconds, void *p3)
{
	ARG_UNUSED(p3);
	job.result = k_pipe_put(&pipe_object, text, 20, &job.count, (size_t)least,
				milliseconds == NULL ? K_FOREVER
						     : K_MSEC((intptr_t)milliseconds));
}

static void start(k_thread_entry_t entry, size_t least, intptr_t milliseconds)
{
	job.result = 1000;
	job.count = 1000;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, (void *)least,
			(void *)milliseconds, NULL, K_PRIO_COOP(3), 0, K_NO_WAIT);
}

static void bytes_come_out_in_order(void **state)
{
	char data[ROOM];
	size_t count;

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(k_pipe_put(&pipe_object, text + i, 5, &count, 5, K_NO_WAIT), 0);
		assert_int_equal(count, 5);
		assert_int_equal(k_pipe_read_avail(&pipe_object), 5);
		assert_int_equal(k_pipe_write_avail(&pipe_object), ROOM - 5);
		assert_int_equal(k_pipe_get(&pipe_object, data, 5, &count, 5, K_NO_WAIT), 0);
		assert_int_equal(count, 5);
		assert_memory_equal(data, text + i, 5);
	}
}

static void less_than_the_least_moves_nothing(void **state)
{
	char data[ROOM];
	size_t count;

	(void)state;
	assert_int_equal(k_pipe_put(&pipe_object, text, 10, &count, 9, K_NO_WAIT), -EIO);
	assert_int_equal(count, 0);
	assert_int_equal(k_pipe_get(&pipe_object, data, 2, &count, 1, K_NO_WAIT), -EIO);
	assert_int_equal(count, 0);
	assert_int_equal(k_pipe_put(&pipe_object, text, 10, &count, 8, K_NO_WAIT), 0);
	assert_int_equal(count, 8);
}

static void no_least_always_succeeds_without_waiting(void **state)
{
	char data[ROOM];
	size_t count = 5;

	(void)state;
	assert_int_equal(k_pipe_get(&pipe_object, data, 2, &count, 0, K_NO_WAIT), 0);
	assert_int_equal(count, 0);
}

static void a_least_above_all_is_einval(void **state)
{
	char data[2];
	size_t count;

	(void)state;
	assert_int_equal(k_pipe_put(&pipe_object, text, 2, &count, 3, K_NO_WAIT), -EINVAL);
	assert_int_equal(k_pipe_get(&pipe_object, data, 2, &count, 3, K_NO_WAIT), -EINVAL);
}

static void a_reader_with_its_least_does_not_wait(void **state)
{
	size_t count;

	(void)state;
	assert_int_equal(k_pipe_put(&pipe_object, text, 3, &count, 3, K_NO_WAIT), 0);
	start(get_eight, 2, 0);
	assert_int_equal(job.result, 0);
	assert_int_equal(job.count, 3);
}

static void a_wait_that_ends_below_the_least_is_eagain(void **state)
{
	size_t count;

	(void)state;
	start(get_eight, 4, 10);
	assert_int_equal(k_pipe_put(&pipe_object, text, 3, &count, 3, K_NO_WAIT), 0);
	k_sleep(K_MSEC(20));
	assert_int_equal(job.result, -EAGAIN);
	assert_int_equal(job.count, 3);
}

static void a_wait_that_ends_above_the_least_succeeds(void **state)
{
	size_t count;

	(void)state;
	start(get_eight, 4, 10);
	assert_int_equal(k_pipe_put(&pipe_object, text, 5, &count, 5, K_NO_WAIT), 0);
	k_sleep(K_MSEC(20));
	assert_int_equal(job.result, 0);
	assert_int_equal(job.count, 5);
	assert_memory_equal(job.data, text, 5);
}

static void a_waiting_reader_counts_as_room(void **state)
{
	size_t count;

	(void)state;
	start(get_eight, 8, 0);
	assert_int_equal(k_pipe_put(&pipe_object, text, 16, &count, 16, K_NO_WAIT), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(job.count, 8);
	assert_int_equal(k_pipe_read_avail(&pipe_object), 8);
}

static void a_waiting_writer_counts_as_bytes(void **state)
{
	char data[20];
	size_t count;

	(void)state;
	start(put_twenty, 20, 0);
	assert_int_equal(k_pipe_get(&pipe_object, data, 20, &count, 20, K_NO_WAIT), 0);
	assert_int_equal(count, 20);
	assert_memory_equal(data, text, 20);
	k_sleep(K_TICKS(1));
	assert_int_equal(job.result, 0);
}

static void flushing_drops_all_waiting_bytes(void **state)
{
	(void)state;
	start(put_twenty, 20, 0);
	k_pipe_flush(&pipe_object);
	k_sleep(K_TICKS(1));
	assert_int_equal(job.result, 0);
	assert_int_equal(k_pipe_read_avail(&pipe_object), 0);
}

static void flushing_the_buffer_makes_room(void **state)
{
	char data[20];
	size_t count;

	(void)state;
	start(put_twenty, 20, 0);
	k_pipe_buffer_flush(&pipe_object);
	assert_int_equal(job.result, 1000);
	assert_int_equal(k_pipe_get(&pipe_object, data, 12, &count, 12, K_NO_WAIT), 0);
	assert_memory_equal(data, text + ROOM, 12);
	k_sleep(K_TICKS(1));
	assert_int_equal(job.result, 0);
}

static void a_pipe_without_a_ring_passes_bytes_on(void **state)
{
	static struct k_pipe direct;
	char data[2];
	size_t count;

	(void)state;
	k_pipe_init(&direct, NULL, 0);
	assert_int_equal(k_pipe_put(&direct, text, 1, &count, 1, K_NO_WAIT), -EIO);
	assert_int_equal(k_pipe_get(&direct, data, 2, &count, 1, K_NO_WAIT), -EIO);
	assert_int_equal(k_pipe_read_avail(&direct), 0);
	assert_int_equal(k_pipe_write_avail(&direct), 0);
}

static void the_ring_comes_from_the_heap_and_goes_back(void **state)
{
	struct k_pipe local;
	size_t count;

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(k_pipe_alloc_init(&local, 64), 0);
		assert_int_equal(k_pipe_put(&local, text, 20, &count, 20, K_NO_WAIT), 0);
		assert_int_equal(k_pipe_cleanup(&local), 0);
	}
	assert_int_equal(k_pipe_alloc_init(&local, 100000), -ENOMEM);
}

static void a_pipe_with_waiters_is_not_cleaned_up(void **state)
{
	(void)state;
	start(get_eight, 8, 0);
	assert_int_equal(k_pipe_cleanup(&pipe_object), -EAGAIN);
}

static void nowhere_to_say_how_many_is_einval(void **state)
{
	unsigned char byte = 1;

	(void)state;
	assert_int_equal(k_pipe_put(&pipe_object, &byte, 1, NULL, 1, K_NO_WAIT), -EINVAL);
	assert_int_equal(k_pipe_get(&pipe_object, &byte, 1, NULL, 1, K_NO_WAIT), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_out_in_order),
		cmocka_unit_test(less_than_the_least_moves_nothing),
		cmocka_unit_test(no_least_always_succeeds_without_waiting),
		cmocka_unit_test(a_least_above_all_is_einval),
		cmocka_unit_test(a_reader_with_its_least_does_not_wait),
		cmocka_unit_test(a_wait_that_ends_below_the_least_is_eagain),
		cmocka_unit_test(a_wait_that_ends_above_the_least_succeeds),
		cmocka_unit_test(a_waiting_reader_counts_as_room),
		cmocka_unit_test(a_waiting_writer_counts_as_bytes),
		cmocka_unit_test(flushing_drops_all_waiting_bytes),
		cmocka_unit_test(flushing_the_buffer_makes_room),
		cmocka_unit_test(a_pipe_without_a_ring_passes_bytes_on),
		cmocka_unit_test(the_ring_comes_from_the_heap_and_goes_back),
		cmocka_unit_test(a_pipe_with_waiters_is_not_cleaned_up),
		cmocka_unit_test(nowhere_to_say_how_many_is_einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

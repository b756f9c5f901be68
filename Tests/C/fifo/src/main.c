/* <zephyr/kernel/fifo.h>: a queue by another name; queue/ tests the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

struct item {
	void *link;
	int number;
};

K_FIFO_DEFINE(fifo);

static struct item items[4];

static void items_come_in_the_order_they_went(void **state)
{
	(void)state;
	assert_true(k_fifo_is_empty(&fifo));
	for (int i = 0; i < 3; i++) {
		k_fifo_put(&fifo, &items[i]);
	}
	assert_false(k_fifo_is_empty(&fifo));
	assert_ptr_equal(k_fifo_peek_head(&fifo), &items[0]);
	assert_ptr_equal(k_fifo_peek_tail(&fifo), &items[2]);
	for (int i = 0; i < 3; i++) {
		assert_ptr_equal(k_fifo_get(&fifo, K_NO_WAIT), &items[i]);
	}
	assert_null(k_fifo_get(&fifo, K_NO_WAIT));
}

static void lists_are_put_whole(void **state)
{
	sys_slist_t list;

	(void)state;
	items[0].link = &items[1];
	items[1].link = NULL;
	assert_int_equal(k_fifo_put_list(&fifo, &items[0], &items[1]), 0);
	sys_slist_init(&list);
	sys_slist_append(&list, (sys_snode_t *)&items[2]);
	assert_int_equal(k_fifo_put_slist(&fifo, &list), 0);
	assert_int_equal(k_fifo_put_slist(&fifo, &list), -EINVAL);
	for (int i = 0; i < 3; i++) {
		assert_ptr_equal(k_fifo_get(&fifo, K_NO_WAIT), &items[i]);
	}
}

static void data_without_a_link_is_put_in_a_box(void **state)
{
	int data = 5;

	(void)state;
	assert_int_equal(k_fifo_alloc_put(&fifo, &data), 0);
	assert_ptr_equal(k_fifo_get(&fifo, K_NO_WAIT), &data);
	assert_int_equal(data, 5);
}

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;

static void put_later(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_sleep(K_MSEC(10));
	k_fifo_put(&fifo, &items[3]);
	k_sleep(K_MSEC(10));
	k_fifo_cancel_wait(&fifo);
}

static void a_wait_ends_with_an_item_a_cancellation_or_its_time(void **state)
{
	(void)state;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), put_later, NULL, NULL, NULL,
			K_PRIO_COOP(1), 0, K_NO_WAIT);
	assert_ptr_equal(k_fifo_get(&fifo, K_FOREVER), &items[3]);
	assert_null(k_fifo_get(&fifo, K_FOREVER));
	assert_null(k_fifo_get(&fifo, K_MSEC(5)));
}

static void a_fifo_can_be_made_at_run_time(void **state)
{
	struct k_fifo local;

	(void)state;
	k_fifo_init(&local);
	assert_null(k_fifo_get(&local, K_NO_WAIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_in_the_order_they_went),
		cmocka_unit_test(lists_are_put_whole),
		cmocka_unit_test(data_without_a_link_is_put_in_a_box),
		cmocka_unit_test(a_wait_ends_with_an_item_a_cancellation_or_its_time),
		cmocka_unit_test(a_fifo_can_be_made_at_run_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

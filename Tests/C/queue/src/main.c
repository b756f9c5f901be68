/* <zephyr/kernel/queue.h>: items that carry their own link, and boxes for those that cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

struct item {
	void *link;
	int number;
};

K_QUEUE_DEFINE(queue);

static struct item items[6];
static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];
static void *received[3];
static int received_by[3];
static int received_count;

/* More urgent than the main thread, so it runs up to its wait at once. */
static void start(int index, k_thread_entry_t entry, int priority)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(intptr_t)index, NULL, NULL, priority, 0, K_NO_WAIT);
}

static void receive_one(void *index, void *p2, void *p3)
{
	void *data = k_queue_get(&queue, K_FOREVER);

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	received_by[received_count] = (int)(intptr_t)index;
	received[received_count++] = data;
}

static int prepare(void **state)
{
	(void)state;
	received_count = 0;
	for (int i = 0; i < 6; i++) {
		items[i] = (struct item){.number = i};
	}
	return 0;
}

static void expect_numbers(const int *numbers, int count)
{
	for (int i = 0; i < count; i++) {
		struct item *item = k_queue_get(&queue, K_NO_WAIT);

		assert_non_null(item);
		assert_int_equal(item->number, numbers[i]);
	}
	assert_null(k_queue_get(&queue, K_NO_WAIT));
	assert_true(k_queue_is_empty(&queue));
}

static void appended_items_come_in_order(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		k_queue_append(&queue, &items[i]);
	}
	expect_numbers((const int[]){0, 1, 2, 3}, 4);
}

static void prepended_items_come_in_reverse(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		k_queue_prepend(&queue, &items[i]);
	}
	expect_numbers((const int[]){2, 1, 0}, 3);
}

static void an_item_is_inserted_behind_another_or_first(void **state)
{
	(void)state;
	k_queue_append(&queue, &items[0]);
	k_queue_append(&queue, &items[1]);
	k_queue_insert(&queue, &items[0], &items[2]);
	k_queue_insert(&queue, &items[1], &items[3]);
	k_queue_insert(&queue, NULL, &items[4]);
	expect_numbers((const int[]){4, 0, 2, 1, 3}, 5);
}

static void a_linked_list_is_appended_whole(void **state)
{
	(void)state;
	items[1].link = &items[2];
	items[2].link = &items[3];
	items[3].link = NULL;
	k_queue_append(&queue, &items[0]);
	assert_int_equal(k_queue_append_list(&queue, &items[1], &items[3]), 0);
	k_queue_append(&queue, &items[4]);
	expect_numbers((const int[]){0, 1, 2, 3, 4}, 5);
	assert_int_equal(k_queue_append_list(&queue, NULL, &items[3]), -EINVAL);
	assert_int_equal(k_queue_append_list(&queue, &items[1], NULL), -EINVAL);
}

static void a_merged_list_is_empty_afterwards(void **state)
{
	sys_slist_t list;

	(void)state;
	sys_slist_init(&list);
	assert_int_equal(k_queue_merge_slist(&queue, &list), -EINVAL);
	sys_slist_append(&list, (sys_snode_t *)&items[0]);
	sys_slist_append(&list, (sys_snode_t *)&items[1]);
	assert_int_equal(k_queue_merge_slist(&queue, &list), 0);
	assert_true(sys_slist_is_empty(&list));
	expect_numbers((const int[]){0, 1}, 2);
}

static void every_waiter_gets_one_of_a_list(void **state)
{
	(void)state;
	start(0, receive_one, K_PRIO_COOP(3));
	start(1, receive_one, K_PRIO_COOP(3));
	items[0].link = &items[1];
	items[1].link = &items[2];
	items[2].link = NULL;
	assert_int_equal(k_queue_append_list(&queue, &items[0], &items[2]), 0);
	k_sleep(K_TICKS(1));
	assert_int_equal(received_count, 2);
	assert_ptr_equal(received[0], &items[0]);
	assert_ptr_equal(received[1], &items[1]);
	expect_numbers((const int[]){2}, 1);
}

static void a_queued_item_is_not_appended_twice(void **state)
{
	(void)state;
	assert_true(k_queue_unique_append(&queue, &items[0]));
	assert_true(k_queue_unique_append(&queue, &items[1]));
	assert_false(k_queue_unique_append(&queue, &items[0]));
	expect_numbers((const int[]){0, 1}, 2);
}

static void an_item_can_be_removed_once(void **state)
{
	(void)state;
	k_queue_append(&queue, &items[0]);
	k_queue_append(&queue, &items[1]);
	k_queue_append(&queue, &items[2]);
	assert_true(k_queue_remove(&queue, &items[1]));
	assert_false(k_queue_remove(&queue, &items[1]));
	assert_true(k_queue_remove(&queue, &items[2]));
	k_queue_append(&queue, &items[3]);
	expect_numbers((const int[]){0, 3}, 2);
}

static void peeking_leaves_the_item(void **state)
{
	(void)state;
	assert_null(k_queue_peek_head(&queue));
	assert_null(k_queue_peek_tail(&queue));
	k_queue_append(&queue, &items[0]);
	k_queue_append(&queue, &items[1]);
	assert_ptr_equal(k_queue_peek_head(&queue), &items[0]);
	assert_ptr_equal(k_queue_peek_tail(&queue), &items[1]);
	assert_false(k_queue_is_empty(&queue));
	expect_numbers((const int[]){0, 1}, 2);
}

static void boxed_data_keeps_its_first_word(void **state)
{
	int plain[2] = {7, 8};

	(void)state;
	assert_int_equal(k_queue_alloc_append(&queue, &plain[1]), 0);
	assert_int_equal(k_queue_alloc_prepend(&queue, &plain[0]), 0);
	assert_ptr_equal(k_queue_peek_head(&queue), &plain[0]);
	assert_ptr_equal(k_queue_peek_tail(&queue), &plain[1]);
	assert_ptr_equal(k_queue_get(&queue, K_NO_WAIT), &plain[0]);
	assert_ptr_equal(k_queue_get(&queue, K_NO_WAIT), &plain[1]);
	assert_int_equal(plain[0], 7);
	assert_int_equal(plain[1], 8);
}

static void boxes_go_back_to_the_heap(void **state)
{
	int data;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(k_queue_alloc_append(&queue, &data), 0);
		assert_ptr_equal(k_queue_get(&queue, K_NO_WAIT), &data);
	}
}

K_HEAP_DEFINE(small_heap, 64);

static void an_exhausted_heap_refuses_a_box(void **state)
{
	int data;
	int boxes = 0;

	(void)state;
	k_thread_heap_assign(k_current_get(), &small_heap);
	while (boxes < 100 && k_queue_alloc_append(&queue, &data) == 0) {
		boxes++;
	}
	assert_in_range(boxes, 1, 99);
	assert_int_equal(k_queue_alloc_append(&queue, &data), -ENOMEM);
	assert_int_equal(k_queue_alloc_prepend(&queue, &data), -ENOMEM);
	assert_ptr_equal(k_queue_get(&queue, K_NO_WAIT), &data);
	assert_int_equal(k_queue_alloc_append(&queue, &data), 0);
	k_thread_heap_assign(k_current_get(), NULL);
	assert_int_equal(k_queue_alloc_append(&queue, &data), -ENOMEM);
	k_thread_system_pool_assign(k_current_get());
	assert_int_equal(k_queue_alloc_append(&queue, &data), 0);
}

static void get_times_out(void **state)
{
	int64_t before = k_uptime_ticks();

	(void)state;
	assert_null(k_queue_get(&queue, K_TICKS(20)));
	assert_true(k_uptime_ticks() - before >= 20);
}

static void the_most_urgent_waiter_gets_the_first_item(void **state)
{
	(void)state;
	start(0, receive_one, K_PRIO_COOP(5));
	start(1, receive_one, K_PRIO_COOP(2));
	start(2, receive_one, K_PRIO_COOP(5));
	k_sched_lock();
	for (int i = 0; i < 3; i++) {
		k_queue_append(&queue, &items[i]);
	}
	k_sched_unlock();
	k_sleep(K_TICKS(1));
	assert_int_equal(received_count, 3);
	assert_int_equal(received_by[0], 1);
	assert_ptr_equal(received[0], &items[0]);
	assert_int_equal(received_by[1], 0);
	assert_ptr_equal(received[1], &items[1]);
	assert_int_equal(received_by[2], 2);
}

static void cancelling_ends_one_wait_with_null(void **state)
{
	(void)state;
	start(0, receive_one, K_PRIO_COOP(3));
	start(1, receive_one, K_PRIO_COOP(3));
	k_queue_cancel_wait(&queue);
	k_sleep(K_TICKS(1));
	assert_int_equal(received_count, 1);
	assert_null(received[0]);
	k_queue_append(&queue, &items[0]);
	k_sleep(K_TICKS(1));
	assert_int_equal(received_count, 2);
	assert_ptr_equal(received[1], &items[0]);
}

static void put_from_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	assert_null(k_queue_get(&queue, K_NO_WAIT));
	k_queue_append(&queue, &items[0]);
	k_queue_prepend(&queue, &items[1]);
	assert_ptr_equal(k_queue_get(&queue, K_NO_WAIT), &items[1]);
}

static void interrupts_put_and_get(void **state)
{
	(void)state;
	irq_offload(put_from_interrupt, NULL);
	expect_numbers((const int[]){0}, 1);
}

static void wake_from_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	k_queue_append(&queue, &items[0]);
	assert_int_equal(received_count, 0);
}

static void an_interrupt_wakes_a_waiter_when_it_ends(void **state)
{
	(void)state;
	start(0, receive_one, K_PRIO_COOP(3));
	irq_offload(wake_from_interrupt, NULL);
	assert_int_equal(received_count, 1);
	assert_ptr_equal(received[0], &items[0]);
}

static void a_queue_can_be_made_at_run_time(void **state)
{
	struct k_queue local;

	(void)state;
	k_queue_init(&local);
	assert_true(k_queue_is_empty(&local));
	k_queue_append(&local, &items[0]);
	assert_ptr_equal(k_queue_get(&local, K_NO_WAIT), &items[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(appended_items_come_in_order, prepare),
		cmocka_unit_test_setup(prepended_items_come_in_reverse, prepare),
		cmocka_unit_test_setup(an_item_is_inserted_behind_another_or_first, prepare),
		cmocka_unit_test_setup(a_linked_list_is_appended_whole, prepare),
		cmocka_unit_test_setup(a_merged_list_is_empty_afterwards, prepare),
		cmocka_unit_test_setup(every_waiter_gets_one_of_a_list, prepare),
		cmocka_unit_test_setup(a_queued_item_is_not_appended_twice, prepare),
		cmocka_unit_test_setup(an_item_can_be_removed_once, prepare),
		cmocka_unit_test_setup(peeking_leaves_the_item, prepare),
		cmocka_unit_test_setup(boxed_data_keeps_its_first_word, prepare),
		cmocka_unit_test_setup(boxes_go_back_to_the_heap, prepare),
		cmocka_unit_test_setup(an_exhausted_heap_refuses_a_box, prepare),
		cmocka_unit_test_setup(get_times_out, prepare),
		cmocka_unit_test_setup(the_most_urgent_waiter_gets_the_first_item, prepare),
		cmocka_unit_test_setup(cancelling_ends_one_wait_with_null, prepare),
		cmocka_unit_test_setup(interrupts_put_and_get, prepare),
		cmocka_unit_test_setup(an_interrupt_wakes_a_waiter_when_it_ends, prepare),
		cmocka_unit_test_setup(a_queue_can_be_made_at_run_time, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

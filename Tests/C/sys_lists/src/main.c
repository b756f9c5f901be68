/* Linked lists: <zephyr/sys/slist.h>, <zephyr/sys/sflist.h>, <zephyr/sys/dlist.h>. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/sys/dlist.h>
#include <zephyr/sys/sflist.h>
#include <zephyr/sys/slist.h>

#define COUNT 5

struct item {
	int number;
	sys_snode_t single;
	sys_sfnode_t flagged;
	sys_dnode_t twofold;
};

static struct item items[COUNT];

static int number_items(void **state)
{
	(void)state;
	for (int i = 0; i < COUNT; i++) {
		items[i] = (struct item){.number = i};
	}
	return 0;
}

/* The numbers in a list as one decimal number: 1, 2, 3 is 123. */
static unsigned single_order(sys_slist_t *list)
{
	struct item *each;
	unsigned order = 0;

	SYS_SLIST_FOR_EACH_CONTAINER(list, each, single) {
		order = order * 10 + (unsigned)each->number;
	}
	return order;
}

static void a_single_list_keeps_order_at_both_ends(void **state)
{
	sys_slist_t list = SYS_SLIST_STATIC_INIT(&list);

	(void)state;
	assert_true(sys_slist_is_empty(&list));
	assert_null(sys_slist_get(&list));
	sys_slist_append(&list, &items[2].single);
	sys_slist_append(&list, &items[3].single);
	sys_slist_prepend(&list, &items[1].single);
	assert_int_equal(single_order(&list), 123);
	assert_int_equal(sys_slist_len(&list), 3);
	assert_ptr_equal(sys_slist_peek_tail(&list), &items[3].single);
	assert_ptr_equal(sys_slist_get(&list), &items[1].single);
	assert_ptr_equal(sys_slist_get(&list), &items[2].single);
	assert_ptr_equal(sys_slist_get(&list), &items[3].single);
	assert_true(sys_slist_is_empty(&list) && sys_slist_peek_tail(&list) == NULL);
}

static void a_single_list_inserts_and_removes_anywhere(void **state)
{
	sys_slist_t list;
	sys_snode_t *previous;

	(void)state;
	sys_slist_init(&list);
	sys_slist_insert(&list, NULL, &items[1].single);
	sys_slist_insert(&list, &items[1].single, &items[4].single);
	sys_slist_insert(&list, &items[1].single, &items[3].single);
	assert_int_equal(single_order(&list), 134);
	assert_true(sys_slist_find(&list, &items[3].single, &previous));
	assert_ptr_equal(previous, &items[1].single);
	assert_true(sys_slist_find_and_remove(&list, &items[4].single));
	assert_false(sys_slist_find_and_remove(&list, &items[4].single));
	sys_slist_append(&list, &items[2].single);
	assert_int_equal(single_order(&list), 132);
	assert_true(sys_slist_find_and_remove(&list, &items[1].single));
	assert_int_equal(single_order(&list), 32);
}

static void single_lists_merge(void **state)
{
	sys_slist_t first, second;

	(void)state;
	sys_slist_init(&first);
	sys_slist_init(&second);
	sys_slist_append(&second, &items[1].single);
	sys_slist_append(&second, &items[2].single);
	sys_slist_merge_slist(&first, &second);
	assert_true(sys_slist_is_empty(&second));
	sys_slist_append(&second, &items[3].single);
	sys_slist_merge_slist(&first, &second);
	sys_slist_merge_slist(&first, &second);
	assert_int_equal(single_order(&first), 123);
	assert_ptr_equal(sys_slist_peek_tail(&first), &items[3].single);
}

static void a_loop_may_remove_its_node(void **state)
{
	sys_slist_t list;
	struct item *each, *next;
	sys_snode_t *node = NULL;
	int visited = 0;

	(void)state;
	sys_slist_init(&list);
	for (int i = 0; i < COUNT; i++) {
		sys_slist_append(&list, &items[i].single);
	}
	SYS_SLIST_FOR_EACH_CONTAINER_SAFE(&list, each, next, single) {
		if (each->number % 2 == 0) {
			sys_slist_find_and_remove(&list, &each->single);
		}
	}
	assert_int_equal(single_order(&list), 13);
	node = &items[1].single;
	SYS_SLIST_ITERATE_FROM_NODE(&list, node) {
		visited++;
	}
	assert_int_equal(visited, 1);
}

static void a_flagged_list_keeps_flags_and_order(void **state)
{
	sys_sflist_t list;
	struct item *each;
	unsigned order = 0;

	(void)state;
	sys_sflist_init(&list);
	for (int i = 1; i < 4; i++) {
		sys_sfnode_init(&items[i].flagged, (uint8_t)i);
		sys_sflist_append(&list, &items[i].flagged);
	}
	assert_true(sys_sflist_find_and_remove(&list, &items[2].flagged));
	sys_sflist_prepend(&list, &items[2].flagged);
	sys_sfnode_flags_set(&items[3].flagged, 1);
	SYS_SFLIST_FOR_EACH_CONTAINER(&list, each, flagged) {
		order = order * 100 + (unsigned)each->number * 10 +
			sys_sfnode_flags_get(&each->flagged);
	}
	assert_int_equal(order, 221131);
	assert_ptr_equal(sys_sflist_get(&list), &items[2].flagged);
	assert_int_equal(sys_sflist_len(&list), 2);
}

static unsigned twofold_order(sys_dlist_t *list)
{
	struct item *each;
	unsigned order = 0;

	SYS_DLIST_FOR_EACH_CONTAINER(list, each, twofold) {
		order = order * 10 + (unsigned)each->number;
	}
	return order;
}

static void a_double_list_inserts_and_removes_anywhere(void **state)
{
	sys_dlist_t list = SYS_DLIST_STATIC_INIT(&list);

	(void)state;
	assert_true(sys_dlist_is_empty(&list));
	assert_null(sys_dlist_peek_head(&list));
	assert_null(sys_dlist_get(&list));
	sys_dlist_append(&list, &items[2].twofold);
	assert_false(sys_dlist_has_multiple_nodes(&list));
	sys_dlist_append(&list, &items[4].twofold);
	sys_dlist_prepend(&list, &items[1].twofold);
	sys_dlist_insert(&items[4].twofold, &items[3].twofold);
	assert_int_equal(twofold_order(&list), 1234);
	assert_int_equal(sys_dlist_len(&list), 4);
	assert_ptr_equal(sys_dlist_peek_next(&list, &items[1].twofold), &items[2].twofold);
	assert_ptr_equal(sys_dlist_peek_prev(&list, &items[4].twofold), &items[3].twofold);
	assert_null(sys_dlist_peek_next(&list, &items[4].twofold));
	assert_null(sys_dlist_peek_prev(&list, &items[1].twofold));
	sys_dlist_remove(&items[2].twofold);
	assert_false(sys_dnode_is_linked(&items[2].twofold));
	assert_true(sys_dnode_is_linked(&items[1].twofold));
	assert_ptr_equal(sys_dlist_get(&list), &items[1].twofold);
	assert_int_equal(twofold_order(&list), 34);
	assert_true(sys_dlist_is_tail(&list, &items[4].twofold));
}

static int is_larger(sys_dnode_t *node, void *data)
{
	return CONTAINER_OF(node, struct item, twofold)->number > *(int *)data;
}

static void a_double_list_can_be_kept_sorted(void **state)
{
	static const int arrival[COUNT] = {3, 1, 4, 0, 2};
	sys_dlist_t list;
	struct item *each, *next;

	(void)state;
	sys_dlist_init(&list);
	for (int i = 0; i < COUNT; i++) {
		struct item *item = &items[arrival[i]];

		sys_dlist_insert_at(&list, &item->twofold, is_larger, &item->number);
	}
	assert_int_equal(twofold_order(&list), 1234);
	assert_int_equal(sys_dlist_len(&list), COUNT);
	SYS_DLIST_FOR_EACH_CONTAINER_SAFE(&list, each, next, twofold) {
		sys_dlist_remove(&each->twofold);
	}
	assert_true(sys_dlist_is_empty(&list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_single_list_keeps_order_at_both_ends, number_items),
		cmocka_unit_test_setup(a_single_list_inserts_and_removes_anywhere, number_items),
		cmocka_unit_test_setup(single_lists_merge, number_items),
		cmocka_unit_test_setup(a_loop_may_remove_its_node, number_items),
		cmocka_unit_test_setup(a_flagged_list_keeps_flags_and_order, number_items),
		cmocka_unit_test_setup(a_double_list_inserts_and_removes_anywhere, number_items),
		cmocka_unit_test_setup(a_double_list_can_be_kept_sorted, number_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

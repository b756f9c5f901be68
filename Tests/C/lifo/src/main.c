/* <zephyr/kernel/lifo.h>: a queue whose items come in at the front; queue/ tests the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

struct item {
	void *link;
};

K_LIFO_DEFINE(lifo);

static struct item items[3];

static void the_last_item_comes_first(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		k_lifo_put(&lifo, &items[i]);
	}
	for (int i = 2; i >= 0; i--) {
		assert_ptr_equal(k_lifo_get(&lifo, K_NO_WAIT), &items[i]);
	}
	assert_null(k_lifo_get(&lifo, K_NO_WAIT));
}

static void data_without_a_link_is_put_in_a_box(void **state)
{
	int data[2] = {5, 6};

	(void)state;
	assert_int_equal(k_lifo_alloc_put(&lifo, &data[0]), 0);
	assert_int_equal(k_lifo_alloc_put(&lifo, &data[1]), 0);
	assert_ptr_equal(k_lifo_get(&lifo, K_NO_WAIT), &data[1]);
	assert_ptr_equal(k_lifo_get(&lifo, K_NO_WAIT), &data[0]);
	assert_int_equal(data[0], 5);
}

static void get_times_out(void **state)
{
	(void)state;
	assert_null(k_lifo_get(&lifo, K_MSEC(5)));
	assert_true(k_uptime_get() >= 5);
}

static void a_lifo_can_be_made_at_run_time(void **state)
{
	struct k_lifo local;

	(void)state;
	k_lifo_init(&local);
	k_lifo_put(&local, &items[0]);
	assert_ptr_equal(k_lifo_get(&local, K_NO_WAIT), &items[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_item_comes_first),
		cmocka_unit_test(data_without_a_link_is_put_in_a_box),
		cmocka_unit_test(get_times_out),
		cmocka_unit_test(a_lifo_can_be_made_at_run_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

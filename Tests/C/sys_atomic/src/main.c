/* <zephyr/sys/atomic.h>: each operation returns the value before it, and several threads lose nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/kernel.h>

static void every_operation_returns_the_value_before(void **state)
{
	atomic_t value = ATOMIC_INIT(5);

	(void)state;
	assert_int_equal(atomic_add(&value, 3), 5);
	assert_int_equal(atomic_sub(&value, 2), 8);
	assert_int_equal(atomic_inc(&value), 6);
	assert_int_equal(atomic_dec(&value), 7);
	assert_int_equal(atomic_or(&value, 9), 6);
	assert_int_equal(atomic_xor(&value, 5), 15);
	assert_int_equal(atomic_and(&value, 6), 10);
	assert_int_equal(atomic_nand(&value, 3), 2);
	assert_int_equal(atomic_set(&value, 11), -3);
	assert_int_equal(atomic_clear(&value), 11);
	assert_int_equal(atomic_get(&value), 0);
}

static void an_exchange_needs_the_old_value(void **state)
{
	atomic_t value = ATOMIC_INIT(1);
	int target;
	atomic_ptr_t pointer = ATOMIC_PTR_INIT(NULL);

	(void)state;
	assert_false(atomic_cas(&value, 2, 3));
	assert_int_equal(atomic_get(&value), 1);
	assert_true(atomic_cas(&value, 1, 3));
	assert_int_equal(atomic_get(&value), 3);
	assert_true(atomic_ptr_cas(&pointer, NULL, &target));
	assert_false(atomic_ptr_cas(&pointer, NULL, &value));
	assert_ptr_equal(atomic_ptr_get(&pointer), &target);
	assert_ptr_equal(atomic_ptr_clear(&pointer), &target);
	assert_null(atomic_ptr_set(&pointer, &value));
}

#define BITS 70

static void bits_of_a_field_are_independent(void **state)
{
	ATOMIC_DEFINE(field, BITS) = {0};

	(void)state;
	for (int bit = 0; bit < BITS; bit += 3) {
		assert_false(atomic_test_and_set_bit(field, bit));
		assert_true(atomic_test_and_set_bit(field, bit));
	}
	for (int bit = 0; bit < BITS; bit++) {
		assert_int_equal(atomic_test_bit(field, bit), bit % 3 == 0);
	}
	assert_true(atomic_test_and_clear_bit(field, 69));
	assert_false(atomic_test_and_clear_bit(field, 69));
	atomic_set_bit(field, 1);
	atomic_clear_bit(field, 0);
	atomic_set_bit_to(field, 2, true);
	atomic_set_bit_to(field, 3, false);
	assert_int_equal(atomic_get(&field[0]) & 0xf, 6);
}

#define THREADS 3
#define ROUNDS 2000

static atomic_t shared;
static K_THREAD_STACK_ARRAY_DEFINE(stacks, THREADS, 1024);
static struct k_thread threads[THREADS];

static void count_up(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	for (int i = 0; i < ROUNDS; i++) {
		atomic_inc(&shared);
		if (i % 100 == 0) {
			k_yield();
		}
	}
}

static void threads_that_count_together_lose_nothing(void **state)
{
	(void)state;
	atomic_clear(&shared);
	for (int i = 0; i < THREADS; i++) {
		k_thread_create(&threads[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), count_up, NULL,
				NULL, NULL, K_PRIO_PREEMPT(5), 0, K_NO_WAIT);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_FOREVER), 0);
	}
	assert_int_equal(atomic_get(&shared), THREADS * ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_returns_the_value_before),
		cmocka_unit_test(an_exchange_needs_the_old_value),
		cmocka_unit_test(bits_of_a_field_are_independent),
		cmocka_unit_test(threads_that_count_together_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

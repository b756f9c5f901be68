/* <zephyr/drivers/entropy.h> on the board's source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/drivers/entropy.h>
#include <zephyr/kernel.h>

static const struct device *const source = DEVICE_DT_GET(DT_ALIAS(entropy0));

static void a_buffer_is_filled_and_nothing_else(void **state)
{
	uint8_t bytes[64];

	memset(bytes, 0, sizeof(bytes));
	assert_int_equal(entropy_get_entropy(source, bytes + 8, 48), 0);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(bytes[i], 0);
		assert_int_equal(bytes[56 + i], 0);
	}
	/* The chance that eight bytes in a row are 0 is 2^-64. */
	for (int i = 8; i < 56; i += 8) {
		assert_memory_not_equal(bytes + i, bytes, 8);
	}
}

static void bytes_differ_from_time_to_time(void **state)
{
	uint8_t bytes[5][16];

	for (int i = 0; i < 5; i++) {
		assert_int_equal(entropy_get_entropy(source, bytes[i], sizeof(bytes[i])), 0);
		for (int j = 0; j < i; j++) {
			assert_memory_not_equal(bytes[i], bytes[j], sizeof(bytes[i]));
		}
	}
}

static void a_bit_is_as_often_0_as_1(void **state)
{
	uint8_t bytes[1024];
	int ones = 0;

	assert_int_equal(entropy_get_entropy(source, bytes, sizeof(bytes)), 0);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		ones += __builtin_popcount(bytes[i]);
	}
	/* 8192 bits; ten standard deviations of 45 around the half. */
	assert_in_range(ones, 4096 - 450, 4096 + 450);
}

static void no_bytes_are_fine(void **state)
{
	uint8_t byte = 0x5a;

	assert_int_equal(entropy_get_entropy(source, &byte, 0), 0);
	assert_int_equal(byte, 0x5a);
	assert_int_equal(entropy_get_entropy_isr(source, &byte, 1, ENTROPY_BUSYWAIT), -ENOTSUP);
}

static void a_source_goes_down_and_comes_up(void **state)
{
	uint8_t bytes[8] = {0};
	const uint8_t zero[8] = {0};

	assert_int_equal(device_deinit(source), 0);
	assert_false(device_is_ready(source));
	assert_int_equal(device_init(source), 0);
	assert_int_equal(entropy_get_entropy(source, bytes, sizeof(bytes)), 0);
	assert_memory_not_equal(bytes, zero, sizeof(bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_is_filled_and_nothing_else),
		cmocka_unit_test(bytes_differ_from_time_to_time),
		cmocka_unit_test(a_bit_is_as_often_0_as_1),
		cmocka_unit_test(no_bytes_are_fine),
		cmocka_unit_test(a_source_goes_down_and_comes_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

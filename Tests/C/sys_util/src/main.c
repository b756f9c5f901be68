/* The helpers of <zephyr/sys/util.h>, <zephyr/sys/util_macro.h> and <zephyr/sys/byteorder.h>. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <zephyr/random/random.h>
#include <zephyr/sys/byteorder.h>
#include <zephyr/sys/util.h>

#define FLAG_ON 1
#define FLAG_OFF 0

static void flags_choose_code(void **state)
{
	(void)state;
	assert_int_equal(IS_ENABLED(FLAG_ON), 1);
	assert_int_equal(IS_ENABLED(FLAG_OFF), 0);
	assert_int_equal(IS_ENABLED(FLAG_THAT_IS_NOT_THERE), 0);
	assert_int_equal(COND_CODE_1(FLAG_ON, (1), (2)), 1);
	assert_int_equal(COND_CODE_1(FLAG_OFF, (1), (2)), 2);
	assert_int_equal(COND_CODE_0(FLAG_OFF, (1), (2)), 1);
	assert_int_equal(0 IF_ENABLED(FLAG_ON, (+3)) IF_ENABLED(FLAG_OFF, (+5)), 3);
#if IS_ENABLED(FLAG_OFF) || !IS_ENABLED(FLAG_ON)
#error "IS_ENABLED does not work in #if"
#endif
}

#define SQUARE(x) ((x) * (x))
#define PLACE(i, x) [i] = x
#define POWER(i, _) BIT(i)
#define SCALED(x, factor) ((x) * (factor))

static void lists_are_written_out(void **state)
{
	const int squares[] = {FOR_EACH(SQUARE, (, ), 1, 2, 3)};
	const int placed[] = {FOR_EACH_IDX(PLACE, (, ), 7, 8, 9)};
	const int scaled[] = {FOR_EACH_FIXED_ARG(SCALED, (, ), 10, 1, 2)};
	const unsigned long powers[] = {LISTIFY(10, POWER, (, ), _)};

	(void)state;
	assert_int_equal(ARRAY_SIZE(squares), 3);
	assert_int_equal(squares[2], 9);
	assert_int_equal(placed[1], 8);
	assert_int_equal(scaled[1], 20);
	assert_int_equal(ARRAY_SIZE(powers), 10);
	assert_int_equal(powers[9], 512);
	assert_int_equal(NUM_VA_ARGS(a, b, c), 3);
	assert_int_equal(NUM_VA_ARGS_LESS_1(a, b, c), 2);
	assert_int_equal(GET_ARG_N(2, 5, 6, 7), 6);
	assert_int_equal(IS_EMPTY() + IS_EMPTY(1) + UTIL_AND(1, UTIL_INC(4)), 6);
	assert_string_equal(STRINGIFY(CONCAT(a, UTIL_INC(7), b)), "a8b");
}

static void masks_cover_their_bits(void **state)
{
	uint32_t value = 0;

	(void)state;
	assert_int_equal(GENMASK(7, 4), 0xf0);
	assert_true(GENMASK64(63, 0) == UINT64_MAX);
	assert_int_equal(FIELD_GET(0xf0, 0xabcd), 0xc);
	assert_int_equal(FIELD_PREP(0xf0, 0x7), 0x70);
	WRITE_BIT(value, 5, true);
	assert_int_equal(value, 32);
	WRITE_BIT(value, 5, false);
	assert_int_equal(value, 0);
	assert_true(IS_BIT_MASK(7) && !IS_BIT_MASK(6) && IS_SHIFTED_BIT_MASK(6, 1));
}

static void rounding_reaches_the_next_multiple(void **state)
{
	(void)state;
	assert_int_equal(ROUND_UP(10, 8), 16);
	assert_int_equal(ROUND_UP(16, 8), 16);
	assert_int_equal(ROUND_UP(10, 3), 12);
	assert_int_equal(ROUND_DOWN(15, 8), 8);
	assert_int_equal(DIV_ROUND_UP(7, 2), 4);
	assert_int_equal(DIV_ROUND_CLOSEST(7, 2), 4);
	assert_int_equal(DIV_ROUND_CLOSEST(-7, 2), -4);
	assert_int_equal(CLAMP(11, 1, 10), 10);
	assert_int_equal(CLAMP(-1, 1, 10), 1);
	assert_int_equal(LOG2(1000), 9);
	assert_int_equal(LOG2CEIL(1000), 10);
	assert_true(IS_POWER_OF_TWO(64) && !IS_POWER_OF_TWO(0) && !is_power_of_two(65));
}

struct outer {
	int before;
	struct inner {
		int value;
	} inner;
};

static void a_member_leads_to_its_structure(void **state)
{
	struct outer outer;
	struct inner *inner = &outer.inner;
	int array[4];

	(void)state;
	assert_ptr_equal(CONTAINER_OF(inner, struct outer, inner), &outer);
	assert_true(IS_ARRAY_ELEMENT(array, &array[3]));
	assert_false(IS_ARRAY_ELEMENT(array, &array[4]));
	assert_false(IS_ARRAY_ELEMENT(array, (int *)((char *)array + 1)));
	assert_true(PART_OF_ARRAY(array, (char *)array + 1));
}

static void hexadecimal_text_goes_both_ways(void **state)
{
	uint8_t bytes[4];
	char text[9];

	(void)state;
	assert_int_equal(hex2bin("12aBcDef", 8, bytes, sizeof(bytes)), 4);
	assert_memory_equal(bytes, "\x12\xab\xcd\xef", 4);
	assert_int_equal(hex2bin("123", 3, bytes, sizeof(bytes)), 2);
	assert_memory_equal(bytes, "\x01\x23", 2);
	assert_int_equal(hex2bin("1g", 2, bytes, sizeof(bytes)), 0);
	assert_int_equal(hex2bin("1234", 4, bytes, 1), 0);
	assert_int_equal(bin2hex((const uint8_t *)"\x12\xab\xcd\xef", 4, text, sizeof(text)), 8);
	assert_string_equal(text, "12abcdef");
	assert_int_equal(bin2hex(bytes, 4, text, 8), 0);
	assert_int_equal(hex2char(16, text), -EINVAL);
	assert_int_equal(u8_to_dec(text, sizeof(text), 207), 3);
	assert_string_equal(text, "207");
	assert_int_equal(u8_to_dec(text, sizeof(text), 0), 1);
	assert_int_equal(bcd2bin(bin2bcd(59)), 59);
}

static void signs_extend(void **state)
{
	(void)state;
	assert_int_equal(sign_extend(0xff, 7), -1);
	assert_int_equal(sign_extend(0x7f, 7), 127);
	assert_int_equal(sign_extend_64(0x800, 11), -2048);
}

static void byte_orders_are_kept_at_any_alignment(void **state)
{
	uint8_t bytes[9] = {0};

	(void)state;
	sys_put_be32(0x12345678, bytes + 1);
	assert_memory_equal(bytes + 1, "\x12\x34\x56\x78", 4);
	assert_int_equal(sys_get_le32(bytes + 1), 0x78563412);
	sys_put_le64(0x0102030405060708, bytes + 1);
	assert_true(sys_get_be64(bytes + 1) == 0x0807060504030201);
	sys_put_be24(0xabcdef, bytes);
	assert_int_equal(sys_get_be24(bytes), 0xabcdef);
	assert_int_equal(sys_cpu_to_be16(0x1234), 0x3412);
	assert_int_equal(sys_be32_to_cpu(0x12345678), 0x78563412);
	assert_int_equal(sys_cpu_to_le32(0x12345678), 0x12345678);
	sys_put_be32(0x12345678, bytes);
	sys_mem_swap(bytes, 4);
	assert_int_equal(sys_get_be32(bytes), 0x78563412);
}

static void random_numbers_fill_their_bytes(void **state)
{
	uint8_t first[7] = {0};
	uint8_t second[7] = {0};
	uint32_t one = sys_rand32_get();

	(void)state;
	assert_true(one != sys_rand32_get());
	sys_rand_get(first, sizeof(first));
	sys_rand_get(second, sizeof(second));
	assert_memory_not_equal(first, second, sizeof(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_choose_code),
		cmocka_unit_test(lists_are_written_out),
		cmocka_unit_test(masks_cover_their_bits),
		cmocka_unit_test(rounding_reaches_the_next_multiple),
		cmocka_unit_test(a_member_leads_to_its_structure),
		cmocka_unit_test(hexadecimal_text_goes_both_ways),
		cmocka_unit_test(signs_extend),
		cmocka_unit_test(byte_orders_are_kept_at_any_alignment),
		cmocka_unit_test(random_numbers_fill_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

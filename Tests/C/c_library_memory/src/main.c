/* Copying, filling and comparing memory at every alignment and over word boundaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define SIZE 64
#define LONGEST 40

/* Plain loops, byte by byte, which the compiler must not replace by the functions under test. */
static volatile uint8_t model[SIZE];
static _Alignas(8) uint8_t buffer[SIZE];

static void refill(void)
{
	for (size_t i = 0; i < SIZE; i++) {
		model[i] = buffer[i] = (uint8_t)(i * 7 + 1);
	}
}

static void check(void)
{
	for (size_t i = 0; i < SIZE; i++) {
		if (model[i] != buffer[i]) {
			fail_msg("byte %u is %u instead of %u", (unsigned)i, buffer[i], model[i]);
		}
	}
}

static void copies_are_right_at_every_alignment(void **state)
{
	uint8_t source[SIZE];

	(void)state;
	for (size_t i = 0; i < SIZE; i++) {
		source[i] = (uint8_t)(200 - i);
	}
	for (size_t to = 0; to < 8; to++) {
		for (size_t from = 0; from < 8; from++) {
			for (size_t count = 0; count <= LONGEST; count++) {
				refill();
				for (size_t i = 0; i < count; i++) {
					model[to + i] = source[from + i];
				}
				assert_ptr_equal(memcpy(buffer + to, source + from, count), buffer + to);
				check();
			}
		}
	}
}

static void moves_keep_overlapping_bytes(void **state)
{
	(void)state;
	for (size_t to = 0; to < 20; to++) {
		for (size_t from = 0; from < 20; from++) {
			for (size_t count = 0; count <= LONGEST; count += 1 + count / 8) {
				uint8_t copy[LONGEST];

				refill();
				for (size_t i = 0; i < count; i++) {
					copy[i] = buffer[from + i];
				}
				for (size_t i = 0; i < count; i++) {
					model[to + i] = copy[i];
				}
				assert_ptr_equal(memmove(buffer + to, buffer + from, count), buffer + to);
				check();
			}
		}
	}
}

static void fills_touch_nothing_else(void **state)
{
	(void)state;
	for (size_t to = 0; to < 8; to++) {
		for (size_t count = 0; count <= LONGEST; count++) {
			refill();
			for (size_t i = 0; i < count; i++) {
				model[to + i] = 0xa5;
			}
			assert_ptr_equal(memset(buffer + to, 0x7a5, count), buffer + to);
			check();
		}
	}
}

static void comparison_finds_the_first_difference(void **state)
{
	uint8_t other[SIZE];

	(void)state;
	refill();
	memcpy(other, buffer, SIZE);
	for (size_t start = 0; start < 5; start++) {
		for (size_t place = start; place < LONGEST; place++) {
			other[place] = (uint8_t)~buffer[place];
			assert_int_equal(memcmp(buffer + start, other + start, place - start), 0);
			assert_int_equal(memcmp(buffer + start, other + start, LONGEST) > 0,
					 buffer[place] > other[place]);
			other[place] = buffer[place];
		}
	}
	assert_int_equal(memcmp(buffer, other, 0), 0);
}

static void bytes_are_found(void **state)
{
	(void)state;
	refill();
	assert_ptr_equal(memchr(buffer, 15, SIZE), buffer + 2);
	assert_null(memchr(buffer, 15, 2));
	assert_ptr_equal(memchr("\xff", 0xff, 1) != NULL, 1);
}

static void structures_are_copied_by_assignment(void **state)
{
	struct large {
		uint32_t words[33];
	} first = {{1, 2, 3}}, second = {{0}};

	(void)state;
	first.words[32] = 9;
	second = first;
	assert_memory_equal(&second, &first, sizeof(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_right_at_every_alignment),
		cmocka_unit_test(moves_keep_overlapping_bytes),
		cmocka_unit_test(fills_touch_nothing_else),
		cmocka_unit_test(comparison_finds_the_first_difference),
		cmocka_unit_test(bytes_are_found),
		cmocka_unit_test(structures_are_copied_by_assignment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

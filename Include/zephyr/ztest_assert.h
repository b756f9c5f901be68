/*
 * ztest's checks. zassert_… ends the test when it does not hold, zexpect_… lets it go on and fail at
 * its end, zassume_… skips it. All take a message after their arguments, a printf format with values;
 * none, or NULL, is fine. From any thread, and from interrupt handlers, where all of them go on.
 */
#ifndef ZEPHYR_ZTEST_ASSERT_H
#define ZEPHYR_ZTEST_ASSERT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

enum z_ztest_check {
	Z_ZTEST_ASSERT,
	Z_ZTEST_EXPECT_TRUE,
	Z_ZTEST_ASSUME,
};

/* What happens when a check does not hold. */
void z_ztest_check_failed(enum z_ztest_check kind, const char *text, const char *file, int line,
			  const char *format, ...) __printf_like(5, 6);

#define Z_ZTEST_MESSAGE(...) COND_CODE_1(IS_EMPTY(__VA_ARGS__), (NULL), (__VA_ARGS__))
#define Z_ZTEST_CHECK(kind, condition, text, ...) \
	do { \
		if (!(condition)) { \
			z_ztest_check_failed(kind, text, __FILE__, __LINE__, \
					     Z_ZTEST_MESSAGE(__VA_ARGS__)); \
		} \
	} while (0)

#define Z_ZTEST_WITHIN(a, b, distance) ((a) <= (b) + (distance) && (a) + (distance) >= (b))
#define Z_ZTEST_BETWEEN(a, low, high) ((a) >= (low) && (a) <= (high))

/* Ends the test. */
#define zassert(condition, text, ...) Z_ZTEST_CHECK(Z_ZTEST_ASSERT, condition, text, ##__VA_ARGS__)
#define zassert_unreachable(...) Z_ZTEST_CHECK(Z_ZTEST_ASSERT, false, "reached unreachable code", ##__VA_ARGS__)
#define zassert_true(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, condition, #condition " is false", ##__VA_ARGS__)
#define zassert_false(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, !(condition), #condition " is true", ##__VA_ARGS__)
#define zassert_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (condition) == 0, #condition " is non-zero", ##__VA_ARGS__)
#define zassert_not_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (condition) != 0, #condition " is zero", ##__VA_ARGS__)
#define zassert_is_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (pointer) == NULL, #pointer " is not NULL", ##__VA_ARGS__)
#define zassert_not_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (pointer) != NULL, #pointer " is NULL", ##__VA_ARGS__)
#define zassert_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (a) == (b), #a " not equal to " #b, ##__VA_ARGS__)
#define zassert_not_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (a) != (b), #a " equal to " #b, ##__VA_ARGS__)
#define zassert_equal_ptr(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, (const void *)(a) == (const void *)(b), #a " not equal to " #b, ##__VA_ARGS__)
#define zassert_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, Z_ZTEST_WITHIN(a, b, d), #a " not within " #b " +/- " #d, ##__VA_ARGS__)
#define zassert_not_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, !Z_ZTEST_WITHIN(a, b, d), #a " within " #b " +/- " #d, ##__VA_ARGS__)
#define zassert_between_inclusive(a, low, high, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, Z_ZTEST_BETWEEN(a, low, high), #a " not between " #low " and " #high " inclusive", ##__VA_ARGS__)
#define zassert_mem_equal(a, b, size, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, memcmp(a, b, size) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zassert_str_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSERT, strcmp(a, b) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zassert_mem_equal__ zassert_mem_equal

/* Fails the test at its end. */
#define zexpect(condition, text, ...) Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, condition, text, ##__VA_ARGS__)
#define zexpect_unreachable(...) Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, false, "reached unreachable code", ##__VA_ARGS__)
#define zexpect_true(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, condition, #condition " is false", ##__VA_ARGS__)
#define zexpect_false(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, !(condition), #condition " is true", ##__VA_ARGS__)
#define zexpect_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (condition) == 0, #condition " is non-zero", ##__VA_ARGS__)
#define zexpect_not_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (condition) != 0, #condition " is zero", ##__VA_ARGS__)
#define zexpect_is_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (pointer) == NULL, #pointer " is not NULL", ##__VA_ARGS__)
#define zexpect_not_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (pointer) != NULL, #pointer " is NULL", ##__VA_ARGS__)
#define zexpect_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (a) == (b), #a " not equal to " #b, ##__VA_ARGS__)
#define zexpect_not_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (a) != (b), #a " equal to " #b, ##__VA_ARGS__)
#define zexpect_equal_ptr(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, (const void *)(a) == (const void *)(b), #a " not equal to " #b, ##__VA_ARGS__)
#define zexpect_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, Z_ZTEST_WITHIN(a, b, d), #a " not within " #b " +/- " #d, ##__VA_ARGS__)
#define zexpect_not_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, !Z_ZTEST_WITHIN(a, b, d), #a " within " #b " +/- " #d, ##__VA_ARGS__)
#define zexpect_between_inclusive(a, low, high, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, Z_ZTEST_BETWEEN(a, low, high), #a " not between " #low " and " #high " inclusive", ##__VA_ARGS__)
#define zexpect_mem_equal(a, b, size, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, memcmp(a, b, size) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zexpect_str_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_EXPECT_TRUE, strcmp(a, b) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zexpect_mem_equal__ zexpect_mem_equal

/* Skips the test. */
#define zassume(condition, text, ...) Z_ZTEST_CHECK(Z_ZTEST_ASSUME, condition, text, ##__VA_ARGS__)
#define zassume_true(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, condition, #condition " is false", ##__VA_ARGS__)
#define zassume_false(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, !(condition), #condition " is true", ##__VA_ARGS__)
#define zassume_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (condition) == 0, #condition " is non-zero", ##__VA_ARGS__)
#define zassume_not_ok(condition, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (condition) != 0, #condition " is zero", ##__VA_ARGS__)
#define zassume_is_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (pointer) == NULL, #pointer " is not NULL", ##__VA_ARGS__)
#define zassume_not_null(pointer, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (pointer) != NULL, #pointer " is NULL", ##__VA_ARGS__)
#define zassume_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (a) == (b), #a " not equal to " #b, ##__VA_ARGS__)
#define zassume_not_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (a) != (b), #a " equal to " #b, ##__VA_ARGS__)
#define zassume_equal_ptr(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, (const void *)(a) == (const void *)(b), #a " not equal to " #b, ##__VA_ARGS__)
#define zassume_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, Z_ZTEST_WITHIN(a, b, d), #a " not within " #b " +/- " #d, ##__VA_ARGS__)
#define zassume_not_within(a, b, d, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, !Z_ZTEST_WITHIN(a, b, d), #a " within " #b " +/- " #d, ##__VA_ARGS__)
#define zassume_between_inclusive(a, low, high, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, Z_ZTEST_BETWEEN(a, low, high), #a " not between " #low " and " #high " inclusive", ##__VA_ARGS__)
#define zassume_mem_equal(a, b, size, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, memcmp(a, b, size) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zassume_str_equal(a, b, ...) \
	Z_ZTEST_CHECK(Z_ZTEST_ASSUME, strcmp(a, b) == 0, #a " not equal to " #b, ##__VA_ARGS__)
#define zassume_mem_equal__ zassume_mem_equal

#endif

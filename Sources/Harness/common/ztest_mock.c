/* ztest's mocks on cmocka's. Data is checked and copied by check functions of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zephyr/ztest_mock.h>

#include <cmocka.h>

/* What a check function gets instead of the parameter: where the bytes are, and how many. */
struct bytes {
	void *place;
	size_t length;
};

void z_ztest_expect_value(const char *function, const char *parameter, const char *file, int line,
			  uintptr_t value)
{
	_expect_value(function, parameter, file, line, value, 1);
}

void z_ztest_check_value(const char *function, const char *parameter, const char *file, int line,
			 uintptr_t value)
{
	_check_expected(function, parameter, file, line, value);
}

static int is_same(const LargestIntegralType value, const LargestIntegralType expected)
{
	const struct bytes *bytes = (const struct bytes *)(uintptr_t)value;
	const void *data = (const void *)(uintptr_t)expected;

	if (data == NULL || bytes->place == NULL) {
		return bytes->place == data;
	}
	return memcmp(bytes->place, data, bytes->length) == 0;
}

void z_ztest_expect_data(const char *function, const char *parameter, const char *file, int line,
			 const void *data)
{
	_expect_check(function, parameter, file, line, is_same, (uintptr_t)data, NULL, 1);
}

void z_ztest_check_data(const char *function, const char *parameter, const char *file, int line,
			const void *data, size_t length)
{
	struct bytes bytes = {(void *)(uintptr_t)data, length};

	_check_expected(function, parameter, file, line, (uintptr_t)&bytes);
}

static int copy(const LargestIntegralType value, const LargestIntegralType source)
{
	const struct bytes *bytes = (const struct bytes *)(uintptr_t)value;

	memcpy(bytes->place, (const void *)(uintptr_t)source, bytes->length);
	return 1;
}

void z_ztest_return_data(const char *function, const char *parameter, const char *file, int line,
			 const void *data)
{
	_expect_check(function, parameter, file, line, copy, (uintptr_t)data, NULL, 1);
}

void z_ztest_copy_data(const char *function, const char *parameter, const char *file, int line,
		       void *data, size_t length)
{
	struct bytes bytes = {data, length};

	_check_expected(function, parameter, file, line, (uintptr_t)&bytes);
}

void z_ztest_returns(const char *function, const char *file, int line, uintptr_t value)
{
	_will_return(function, file, line, value, 1);
}

uintptr_t z_ztest_next_return(const char *function, const char *file, int line)
{
	return (uintptr_t)_mock(function, file, line);
}

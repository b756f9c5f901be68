/*
 * ztest's mocks: a test says what a function under test will be called with and what it returns; the
 * mock checks and asks. In the order given, each once; what is left over fails the test.
 */
#ifndef ZEPHYR_ZTEST_MOCK_H
#define ZEPHYR_ZTEST_MOCK_H

#include <stddef.h>
#include <stdint.h>

/* The value that a parameter will have; in the mock: the parameter is as expected. */
#define ztest_expect_value(function, parameter, value) \
	z_ztest_expect_value(#function, #parameter, __FILE__, __LINE__, (uintptr_t)(value))
#define ztest_check_expected_value(parameter) \
	z_ztest_check_value(__func__, #parameter, __FILE__, __LINE__, (uintptr_t)(parameter))

/* The bytes that a pointer will point at; they must stay where they are until they are checked. */
#define ztest_expect_data(function, parameter, data) \
	z_ztest_expect_data(#function, #parameter, __FILE__, __LINE__, data)
#define ztest_check_expected_data(parameter, length) \
	z_ztest_check_data(__func__, #parameter, __FILE__, __LINE__, parameter, length)

/* The bytes that the mock will leave where a pointer points. */
#define ztest_return_data(function, parameter, data) \
	z_ztest_return_data(#function, #parameter, __FILE__, __LINE__, data)
#define ztest_copy_return_data(parameter, length) \
	z_ztest_copy_data(__func__, #parameter, __FILE__, __LINE__, parameter, length)

/* What the mock will return; in the mock: that value. */
#define ztest_returns_value(function, value) \
	z_ztest_returns(#function, __FILE__, __LINE__, (uintptr_t)(value))
#define ztest_get_return_value() z_ztest_next_return(__func__, __FILE__, __LINE__)
#define ztest_get_return_value_ptr() ((void *)z_ztest_next_return(__func__, __FILE__, __LINE__))

void z_ztest_expect_value(const char *function, const char *parameter, const char *file, int line,
			  uintptr_t value);
void z_ztest_check_value(const char *function, const char *parameter, const char *file, int line,
			 uintptr_t value);
void z_ztest_expect_data(const char *function, const char *parameter, const char *file, int line,
			 const void *data);
void z_ztest_check_data(const char *function, const char *parameter, const char *file, int line,
			const void *data, size_t length);
void z_ztest_return_data(const char *function, const char *parameter, const char *file, int line,
			 const void *data);
void z_ztest_copy_data(const char *function, const char *parameter, const char *file, int line,
		       void *data, size_t length);
void z_ztest_returns(const char *function, const char *file, int line, uintptr_t value);
uintptr_t z_ztest_next_return(const char *function, const char *file, int line);

#endif

/* The lines of Zephyr's oldest tests, by printk. */
#ifndef ZEPHYR_TC_UTIL_H
#define ZEPHYR_TC_UTIL_H

#include <zephyr/sys/printk.h>

#define TC_PASS 0
#define TC_FAIL 1
#define TC_SKIP 2
#define TC_FLAKY 3
#define TC_PASS_STR "PASS"
#define TC_FAIL_STR "FAIL"
#define TC_SKIP_STR "SKIP"

#define FAIL "FAIL"
#define PASS "PASS"
#define PRINT_LINE printk("===================================================================\n")
#define PRINT_DATA(...) printk(__VA_ARGS__)
#define TC_PRINT(...) printk(__VA_ARGS__)
#define TC_ERROR(...) \
	do { \
		printk("%s: ", __func__); \
		printk(__VA_ARGS__); \
	} while (0)
#define TC_START(name) printk("START - %s\n", name)
#define TC_START_PRINT(name) TC_START(name)
#define TC_SUITE_START(name) printk("Running TESTSUITE %s\n", name)
#define TC_SUITE_END(name, result) \
	printk("TESTSUITE %s %s\n", name, (result) == TC_PASS ? "succeeded" : "failed")

static inline const char *TC_RESULT_TO_STR(int result)
{
	return result == TC_PASS ? TC_PASS_STR : result == TC_SKIP ? TC_SKIP_STR : TC_FAIL_STR;
}

#define Z_TC_END_RESULT(result, name) printk(" %s - %s\n", TC_RESULT_TO_STR(result), name)
#define TC_END_RESULT(result) Z_TC_END_RESULT(result, __func__)
#define TC_END_RESULT_CUSTOM(result, name) Z_TC_END_RESULT(result, name)
#define TC_END_REPORT(result) \
	printk("PROJECT EXECUTION %s\n", (result) == TC_PASS ? "SUCCESSFUL" : "FAILED")

#endif

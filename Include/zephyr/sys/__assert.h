/*
 * __ASSERT: a condition that must hold, checked when CONFIG_ASSERT is y. Where it fails, the place
 * and the text are printed and assert_post_action ends the matter.
 */
#ifndef ZEPHYR_SYS___ASSERT_H
#define ZEPHYR_SYS___ASSERT_H

#include <stdbool.h>
#include <zephyr/sys/printk.h>
#include <zephyr/toolchain.h>

#if defined(CONFIG_ASSERT) && !defined(CONFIG_FORCE_NO_ASSERT)
#define __ASSERT_ON 1
#else
#define __ASSERT_ON 0
#endif

/*
 * What happens after a failed __ASSERT. Weak: a fatal error of the caller, K_ERR_KERNEL_PANIC. Tests
 * replace it to look at a failure.
 */
void assert_post_action(const char *file, unsigned int line);

#define __ASSERT_LOC(condition) \
	printk("ASSERTION FAIL [%s] @ %s:%d\n", #condition, __FILE__, __LINE__)
#define __ASSERT_MSG_INFO(format, ...) printk("\t" format "\n", ##__VA_ARGS__)
/* The place in the report is the call's, so that must not become a jump. */
#define __ASSERT_POST_ACTION() \
	do { \
		assert_post_action(__FILE__, __LINE__); \
		__asm__ volatile(""); \
	} while (false)
#define __ASSERT_PRINT(format, ...) printk(format, ##__VA_ARGS__)
#define __ASSERT_UNREACHABLE __builtin_unreachable()

#if __ASSERT_ON
#define __ASSERT_NO_MSG(condition) \
	do { \
		if (!(condition)) { \
			__ASSERT_LOC(condition); \
			__ASSERT_POST_ACTION(); \
		} \
	} while (false)
#define __ASSERT(condition, format, ...) \
	do { \
		if (!(condition)) { \
			__ASSERT_LOC(condition); \
			__ASSERT_MSG_INFO(format, ##__VA_ARGS__); \
			__ASSERT_POST_ACTION(); \
		} \
	} while (false)
#define __ASSERT_EVAL(without, with, condition, format, ...) \
	do { \
		with; \
		__ASSERT(condition, format, ##__VA_ARGS__); \
	} while (false)
#else
#define __ASSERT_NO_MSG(condition) ((void)sizeof((condition) ? 1 : 0))
#define __ASSERT(condition, format, ...) ((void)sizeof((condition) ? 1 : 0))
#define __ASSERT_EVAL(without, with, condition, format, ...) without
#endif

#endif

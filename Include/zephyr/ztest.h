/*
 * ztest, Zephyr's test framework, in both its styles. Output and exit status are cmocka's: one group
 * for each suite.
 *
 * As in Zephyr, each test runs in a thread of its own, ztest_thread, of priority
 * CONFIG_ZTEST_THREAD_PRIORITY, and tests share the kernel: nothing is reset between them. (Tests
 * written with <cmocka.h> start on a fresh kernel each.)
 */
#ifndef ZEPHYR_ZTEST_H
#define ZEPHYR_ZTEST_H

#include <stdio.h>
#include <string.h>
#include <zephyr/kernel.h>
#include <zephyr/tc_util.h>
#include <zephyr/ztest_assert.h>
#include <zephyr/ztest_mock.h>
#include <zephyr/ztest_old.h>
#include <zephyr/ztest_test.h>

#undef BULKHEAD_WORK_OBJECT
#define BULKHEAD_WORK_OBJECT

/*
 * Runs every test of the image. Weak: the harness's own runs all suites of the newer style. The older
 * style, and tests with conditions, define it.
 */
void test_main(void);

#endif

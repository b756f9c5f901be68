/* Failing asserts of ztest. */
#include <zephyr/ztest.h>

ZTEST_SUITE(failures, NULL, NULL, NULL, NULL, NULL);

ZTEST(failures, test_a_equal)
{
	zassert_equal(1, 2, "one is not %d", 2);
}

ZTEST(failures, test_b_true)
{
	zassert_true(1 > 2);
}

ZTEST(failures, test_c_ok)
{
	zassert_ok(-5, "an error");
}

ZTEST(failures, test_d_skip)
{
	ztest_test_skip();
}

ZTEST(failures, test_e_pass)
{
	zassert_not_null("x");
}

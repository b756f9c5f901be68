/* What an image with ztest runs when it brings no main, or no test_main, of its own. */
#include "ztest_thread.h"

static int failures;

int ztest_failures(void)
{
	return failures;
}

void ztest_count_failures(int count)
{
	failures += count;
}

__weak void test_main(void)
{
	ztest_run_all(NULL, false, 1, 1);
}

/* The value is the image's exit status. */
__weak int main(void)
{
	test_main();
	return ztest_failures();
}

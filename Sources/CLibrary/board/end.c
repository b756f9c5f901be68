/* The ends of an image: exit, abort, a failed assert. */
#include <assert.h>
#include <bulkhead/console.h>
#include <stdlib.h>
#include <zephyr/kernel.h>

void exit(int status)
{
	bulkhead_exit(status);
}

void _exit(int status)
{
	bulkhead_exit(status);
}

void abort(void)
{
	k_oops();
	/* An application's handler may let the kernel abort the thread; it does not come back here. */
	k_thread_abort(k_current_get());
	__builtin_unreachable();
}

void bulkhead_assertion_failed(const char *condition, const char *file, int line, const char *function)
{
	printk("%s:%d: %s: assertion failed: %s\n", file, line, function, condition);
	abort();
}

char *getenv(const char *name)
{
	(void)name;
	return NULL;
}

/* The ends of an image: exit, abort, a failed assert. */
#include "../common/fatal.h"

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
	bulkhead_fatal_at(K_ERR_KERNEL_OOPS, "abort", BULKHEAD_CALLER,
			  (uintptr_t)__builtin_frame_address(0));
	/* An application's handler may let the kernel abort the thread; it does not come back here. */
	k_thread_abort(k_current_get());
	__builtin_unreachable();
}

void bulkhead_assertion_failed(const char *condition, const char *file, int line, const char *function)
{
	printk("%s:%d: %s: assertion failed: %s\n", file, line, function, condition);
	bulkhead_fatal_at(K_ERR_KERNEL_OOPS, "failed assertion", BULKHEAD_CALLER,
			  (uintptr_t)__builtin_frame_address(0));
	k_thread_abort(k_current_get());
	__builtin_unreachable();
}

char *getenv(const char *name)
{
	(void)name;
	return NULL;
}

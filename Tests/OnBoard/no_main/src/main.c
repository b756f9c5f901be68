/* An application without a main: threads alone. */
#include <zephyr/kernel.h>

static void only(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	k_msleep(5);
	printk("the only thread\n");
}

K_THREAD_DEFINE(only_thread, 1024, only, NULL, NULL, NULL, 5, 0, 0);

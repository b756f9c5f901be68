/* A thread that the system cannot do without returns. */
#include <zephyr/kernel.h>

static void vital(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	printk("vital ends\n");
}

K_THREAD_DEFINE(vital_thread, 1024, vital, NULL, NULL, NULL, 5, K_ESSENTIAL, 0);

int main(void)
{
	k_thread_name_set(vital_thread, "vital");
	k_msleep(10);
	printk("not reached\n");
	return 0;
}

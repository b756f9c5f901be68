/* A thread runs over the end of its stack. */
#include <zephyr/kernel.h>

static volatile unsigned int depth;

static __noinline unsigned int descend(unsigned int level)
{
	volatile unsigned char frame[200];

	frame[0] = (unsigned char)level;
	depth = level;
	return level == 0 ? 0 : descend(level - 1) + frame[0];
}

static void deep(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	descend(UINT32_MAX);
}

K_THREAD_DEFINE(deep_thread, 1024, deep, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	k_thread_name_set(deep_thread, "deep");
	k_msleep(10);
	printk("not reached\n");
	return 0;
}

/* A thread of its own writes where no memory is; the report names it. */
#include <zephyr/kernel.h>

static __noinline void write_far(volatile uint32_t *address)
{
	*address = 1;
}

static void writer(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	write_far((void *)0xf0000000);
}

K_THREAD_DEFINE(writer_thread, 1024, writer, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	k_thread_name_set(writer_thread, "writer");
	k_thread_join(writer_thread, K_FOREVER);
	printk("not reached\n");
	return 0;
}

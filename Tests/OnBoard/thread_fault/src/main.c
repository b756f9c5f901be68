/*
 * A fault ends only the thread it happens in when k_sys_fatal_error_handler returns: others go on,
 * who waits for the thread is woken, and its priority is free for the next one.
 */
#include <zephyr/kernel.h>

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u in %s\n", reason, k_thread_name_get(k_current_get()));
}

static __noinline void run_illegal(void)
{
	__builtin_trap();
}

static void faulty(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	k_msleep(10);
	run_illegal();
	printk("not reached\n");
}

static void steady(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (int i = 1; i <= 3; i++) {
		k_msleep(7);
		printk("steady: %d\n", i);
	}
}

K_THREAD_DEFINE(faulty_thread, 1024, faulty, NULL, NULL, NULL, 5, 0, 0);
K_THREAD_DEFINE(steady_thread, 1024, steady, NULL, NULL, NULL, 6, 0, 0);

int main(void)
{
	k_thread_name_set(faulty_thread, "faulty");
	printk("join: %d\n", k_thread_join(faulty_thread, K_FOREVER));
	printk("join: %d\n", k_thread_join(steady_thread, K_FOREVER));
	return 0;
}

/* A fault while interrupts are masked ends the thread; nobody is left to unmask them but the kernel. */
#include <zephyr/kernel.h>

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
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
	irq_lock();
	run_illegal();
	printk("not reached\n");
}

K_THREAD_DEFINE(faulty_thread, 1024, faulty, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	k_thread_name_set(faulty_thread, "faulty");
	k_msleep(10);
	printk("main sleeps on: %d\n", k_thread_join(faulty_thread, K_NO_WAIT));
	return 0;
}

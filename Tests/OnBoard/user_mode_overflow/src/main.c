/*
 * A thread without privileges goes beyond its stack, in its own code and by a system call: the processor's limit
 * stops it, or the page below is not its.
 */
#include <bulkhead/console.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	printk("reason %u\n", reason);
}

static void calls_itself(void *p1, void *p2, void *p3)
{
	volatile char space[64];

	space[0] = 1;
	if (space[0] == 1) {
		calls_itself((void *)&space, p2, p3);
	}
	space[63] = 2;
}

/* The processor has no room for the registers that it stores before a system call. */
static void calls_at_the_end(void *p1, void *p2, void *p3)
{
#if defined(__x86_64__)
	__asm__ volatile("movq %0, %%rsp\n\tcallq k_yield" ::"r"((char *)p1 + 16));
#else
	__asm__ volatile("mov sp, %0" ::"r"((char *)p1 + 16));
	k_yield();
#endif
}

static void run(const char *name, k_thread_entry_t entry)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, stack, NULL, NULL, 1, K_USER, K_FOREVER);
	k_thread_name_set(&thread, name);
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
}

int main(void)
{
	run("deep", calls_itself);
	run("narrow", calls_at_the_end);
	printk("the others go on\n");
	bulkhead_exit(0);
}

/* What a thread without privileges touches that is not its own: the report says whose that is. */
#include <bulkhead/console.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(other_stack, 512);
static struct k_thread thread, other;
static int kernel_number = 7;
K_SEM_DEFINE(sem, 0, 1);

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
}

static void reads(void *p1, void *p2, void *p3)
{
	*(volatile char *)p1;
	printk("it was read\n");
}

static void calls(void *p1, void *p2, void *p3)
{
	((void (*)(void))p1)();
}

static void gives(void *p1, void *p2, void *p3)
{
	k_sem_give(p1);
}

static void waits(void *p1, void *p2, void *p3)
{
	k_sleep(K_FOREVER);
}

static void run(k_thread_entry_t entry, const void *what)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, (void *)what, NULL, NULL, 1, K_USER,
			K_FOREVER);
	k_thread_name_set(&thread, "curious");
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
}

int main(void)
{
	k_thread_create(&other, other_stack, K_THREAD_STACK_SIZEOF(other_stack), waits, NULL, NULL, NULL, 1,
			K_USER, K_NO_WAIT);
	k_thread_name_set(&other, "other");
	run(reads, stack);
	run(reads, "constant");
	run(reads, other_stack);
	run(reads, &kernel_number);
	run(reads, (void *)bulkhead_image_start());
	run(calls, k_sched_lock);
	run(gives, &sem);
	kernel_number++;
	printk("the others go on\n");
	bulkhead_exit(kernel_number);
}

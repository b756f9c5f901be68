/* A thread with privileges writes to a variable on another's stack: the report says what to do instead. */
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

static int outside;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
}

static void answers(void *answer, void *b, void *c)
{
	*(volatile int *)answer = 42;
}

K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;

static void ask(int *answer)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), answers, answer, NULL, NULL, 1, 0, K_FOREVER);
	k_thread_name_set(&thread, "helpful");
	k_thread_start(&thread);
	k_thread_join(&thread, K_FOREVER);
}

int main(void)
{
	int inside = 0;

	ask(&inside);
	ask(&outside);
	printk("%d, %d\n", *(volatile int *)&inside, outside);
	return 0;
}

/* The smallest image with two threads: they hand a semaphore to and fro. */
#include <zephyr/kernel.h>

static K_SEM_DEFINE(ping, 0, 1);
static K_SEM_DEFINE(pong, 0, 1);
static K_THREAD_STACK_DEFINE(stack, 512);
static struct k_thread thread;

static void second(void *first, void *unused, void *also_unused)
{
	ARG_UNUSED(first);
	ARG_UNUSED(unused);
	ARG_UNUSED(also_unused);
	for (;;) {
		k_sem_take(&ping, K_FOREVER);
		k_sem_give(&pong);
	}
}

int main(void)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), second, NULL, NULL, NULL, 1, K_USER,
			K_NO_WAIT);
	k_object_access_grant(&ping, &thread);
	k_object_access_grant(&pong, &thread);
	for (;;) {
		k_sem_give(&ping);
		k_sem_take(&pong, K_FOREVER);
	}
}

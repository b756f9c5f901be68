/* A thread runs over the end of its stack from the pool: it ends, its neighbour there does not notice. */
#include <bulkhead/stack.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

#define SIZE 1024

static struct k_thread deep_thread, neighbour;
K_SEM_DEFINE(go_on, 0, 1);
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
	descend(UINT32_MAX);
}

static void wait(void *a, void *b, void *c)
{
	volatile unsigned char frame[100];

	for (int i = 0; i < 100; i++) {
		frame[i] = i;
	}
	k_sem_take(&go_on, K_FOREVER);
	for (int i = 0; i < 100; i++) {
		if (frame[i] != i) {
			printk("the neighbour is hurt\n");
			return;
		}
	}
	printk("the neighbour goes on\n");
}

/* Only the thread ends. */
void k_sys_fatal_error_handler(unsigned int reason, const z_arch_esf_t *frame)
{
}

int main(void)
{
	k_thread_stack_t *below = k_thread_stack_alloc(SIZE, 0);
	k_thread_stack_t *stack = k_thread_stack_alloc(SIZE, 0);

	k_thread_create(&neighbour, below, SIZE, wait, NULL, NULL, NULL, -1, 0, K_NO_WAIT);
	k_thread_create(&deep_thread, stack, SIZE, deep, NULL, NULL, NULL, 5, 0, K_FOREVER);
	k_thread_name_set(&deep_thread, "deep");
	k_thread_start(&deep_thread);
	k_thread_join(&deep_thread, K_FOREVER);
	printk("%s, freed: %d\n", below < stack ? "above it" : "below it", k_thread_stack_free(stack));
	k_sem_give(&go_on);
	k_thread_join(&neighbour, K_FOREVER);
	printk("freed: %d\n", k_thread_stack_free(below));
	return 0;
}

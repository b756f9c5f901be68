/* Stacks that an entry's function, or a thread of the entry's, has allocated go back at its shutdown. */
#include <bulkhead/stack.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

#define SIZE 512

static struct k_thread careless_thread;
static k_thread_stack_t *careful_stack;

/* Goes down last. */
static int look(void)
{
	return 0;
}
static int look_again(void)
{
	struct bulkhead_stack_pool_facts facts;

	bulkhead_stack_pool_facts(&facts);
	printk("stacks that are left: %u\n", facts.count);
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(looks, look, look_again, APPLICATION, 0);

static int start_careful(void)
{
	careful_stack = k_thread_stack_alloc(SIZE, 0);
	return careful_stack == NULL ? -ENOMEM : 0;
}
static int stop_careful(void)
{
	printk("careful: %d\n", k_thread_stack_free(careful_stack));
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(careful, start_careful, stop_careful, APPLICATION, 1);

/* A stack with a thread on it, one that this thread allocates, one to spare, and memory of the heap. */
static void allocate_another(void *a, void *b, void *c)
{
	k_thread_stack_alloc(SIZE, 0);
	k_sleep(K_FOREVER);
}
static int start_careless(void)
{
	k_thread_stack_t *stack = k_thread_stack_alloc(SIZE, 0);

	k_thread_create(&careless_thread, stack, SIZE, allocate_another, NULL, NULL, NULL, -1, 0,
			K_NO_WAIT);
	k_thread_stack_alloc(SIZE, 0);
	return k_malloc(100) == NULL ? -ENOMEM : 0;
}
static int stop_careless(void)
{
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(careless, start_careless, stop_careless, APPLICATION, 2);

/* It promised nothing, so nothing is said of it. */
static int start_quiet(void)
{
	return k_thread_stack_alloc(SIZE, 0) == NULL ? -ENOMEM : 0;
}
SYS_INIT_NAMED(quiet, start_quiet, APPLICATION, 3);

/* It is ended at its deadline. */
static int start_slow(void)
{
	k_thread_stack_alloc(SIZE, 0);
	k_sleep(K_FOREVER);
	return 0;
}
SYS_INIT_NAMED(slow, start_slow, APPLICATION, 4);

int main(void)
{
	struct bulkhead_stack_facts facts;
	k_thread_stack_t *own = k_thread_stack_alloc(SIZE, 0);

	k_msleep(10);
	for (k_thread_stack_t *one = bulkhead_stack_next(NULL); one; one = bulkhead_stack_next(one)) {
		bulkhead_stack_facts(one, &facts);
		printk("a stack of %s, %s\n", facts.owner == NULL ? "nobody" : facts.owner,
		       facts.thread == NULL ? "dormant" : "running");
	}
	k_thread_stack_free(own);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

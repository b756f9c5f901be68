/* A thread hands over while an entry comes up: it ends as one that faulted, and nothing of it is left. */
#include <bulkhead/handoff.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static void tick(struct k_timer *timer)
{
	printk("not reached: a tick of who is not up\n");
}
static K_TIMER_DEFINE(timer, tick, NULL);

static void hand_over(void *first, void *second, void *third)
{
	k_msleep(10);
	printk("%s\n", bulkhead_refusal_text(bulkhead_hand_over()));
}

static struct k_thread thread;
static K_THREAD_STACK_DEFINE(stack, 1024);

static int first_up(void)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), hand_over, NULL, NULL, NULL, 5,
			0, K_NO_WAIT);
	return 0;
}

/* For longer than the deadline of the one that is half way up. */
static int first_down(void)
{
	k_msleep(1200);
	printk("the first one is down\n");
	return 0;
}
SYS_INIT_SHUTDOWN(first_up, first_down, APPLICATION, 1);
SYS_INIT_DEADLINE(first_up, 5000);

static int slow(void)
{
	k_timer_init(&timer, tick, NULL);
	k_timer_start(&timer, K_MSEC(800), K_MSEC(50));
	k_msleep(2000);
	return 0;
}
SYS_INIT(slow, APPLICATION, 2);
SYS_INIT_DEADLINE(slow, 1000);

int main(void)
{
	printk("not reached: main\n");
	return 0;
}

/* Another thread takes the system down; main and all others are ended first, whatever they do. */
#include <bulkhead/console.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

K_MUTEX_DEFINE(lock);
K_MUTEX_DEFINE(chatter_lock);

static int up(void)
{
	return 0;
}
static int down(void)
{
	printk("down, on the thread %s\n", k_thread_name_get(k_current_get()));
	k_msleep(10);
	printk("locks: %d %d\n", k_mutex_lock(&lock, K_NO_WAIT),
	       k_mutex_lock(&chatter_lock, K_NO_WAIT));
	return 0;
}
SYS_INIT_SHUTDOWN(up, down, APPLICATION, 0);

static int ask_again(void)
{
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
SYS_INIT_NAMED_SHUTDOWN(twice, up, ask_again, POST_KERNEL, 0);

static void last(void *argument)
{
	printk("last step: %s\n", (const char *)argument);
	bulkhead_exit(3);
}

static void request(void *first, void *second, void *third)
{
	k_msleep(20);
	printk("request\n");
	bulkhead_shutdown_then(BULKHEAD_SHUTDOWN_REQUESTED, last, "hand over");
}
K_THREAD_DEFINE(requester, 1024, request, NULL, NULL, NULL, 5, 0, 0);

static void chatter(void *first, void *second, void *third)
{
	k_mutex_lock(&chatter_lock, K_FOREVER);
	while (true) {
		k_msleep(8);
		printk("chatter\n");
	}
}
K_THREAD_DEFINE(chatterer, 1024, chatter, NULL, NULL, NULL, 5, 0, 0);

int main(void)
{
	k_mutex_lock(&lock, K_FOREVER);
	k_sleep(K_FOREVER);
	printk("not reached\n");
	return 0;
}

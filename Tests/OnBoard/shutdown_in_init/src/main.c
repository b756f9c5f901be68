/* An init function asks for the shutdown: it is not up, what it owns is taken back, what is up goes down. */
#include <bulkhead/init.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

K_MUTEX_DEFINE(lock);

static void tick(struct k_timer *timer)
{
	printk("not reached: a tick of who is not up\n");
}
static K_TIMER_DEFINE(timer, tick, NULL);

static int up(void)
{
	return 0;
}

/* For longer than the other's deadline. */
static int down(void)
{
	k_msleep(300);
	printk("lock: %d, timer: %u\n", k_mutex_lock(&lock, K_NO_WAIT),
	       k_timer_remaining_get(&timer));
	return 0;
}
SYS_INIT_SHUTDOWN(up, down, APPLICATION, 1);
SYS_INIT_DEADLINE(up, 1000);

static int ask(void)
{
	k_timer_init(&timer, tick, NULL);
	k_timer_start(&timer, K_MSEC(50), K_MSEC(50));
	k_mutex_lock(&lock, K_FOREVER);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

static int not_down(void)
{
	printk("not reached: it was not up\n");
	return 0;
}
SYS_INIT_SHUTDOWN(ask, not_down, APPLICATION, 2);
SYS_INIT_DEADLINE(ask, 100);

int main(void)
{
	printk("not reached: main\n");
	return 0;
}

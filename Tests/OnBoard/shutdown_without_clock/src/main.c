/*
 * Shutdown functions behind the clock's: to them time stands still, and one that waits for it is ended,
 * however it waits.
 */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

K_SEM_DEFINE(nobody_gives, 0, 1);

static struct k_timer timer;

static void expired(struct k_timer *which)
{
	printk("not reached\n");
}

static int start(void)
{
	return 0;
}

static int ask_the_time(void)
{
	int64_t ticks = k_uptime_ticks();
	uint64_t cycles = k_cycle_get_64();

	k_timer_init(&timer, expired, NULL);
	k_timer_start(&timer, K_TICKS(1), K_NO_WAIT);
	for (volatile int i = 0; i < 100000; i++) {
	}
	printk("time stands still: %d %d\n", k_uptime_ticks() == ticks, k_cycle_get_64() == cycles);
	printk("not to wait is no wait: %d %d\n", k_sleep(K_NO_WAIT),
	       k_sem_take(&nobody_gives, K_NO_WAIT) == -EBUSY);
	k_timer_stop(&timer);
	return 0;
}

static int sleep_a_while(void)
{
	k_sleep(K_MSEC(1));
	printk("not reached\n");
	return 0;
}

static int wait_a_while(void)
{
	k_sem_take(&nobody_gives, K_MSEC(1));
	printk("not reached\n");
	return 0;
}

static int spin_a_while(void)
{
	k_busy_wait(1);
	printk("not reached\n");
	return 0;
}

static int ask_again_and_again(void)
{
	int64_t end = k_uptime_get() + 1;

	while (k_uptime_get() < end) {
	}
	printk("not reached\n");
	return 0;
}

SYS_INIT_NAMED_SHUTDOWN(asker, start, ask_again_and_again, PRE_KERNEL_1, 0);
SYS_INIT_DEADLINE(asker, 50);
SYS_INIT_NAMED_SHUTDOWN(spinner, start, spin_a_while, PRE_KERNEL_1, 1);
SYS_INIT_NAMED_SHUTDOWN(waiter, start, wait_a_while, PRE_KERNEL_1, 2);
SYS_INIT_NAMED_SHUTDOWN(sleeper, start, sleep_a_while, PRE_KERNEL_1, 3);
SYS_INIT_NAMED_SHUTDOWN(watch, start, ask_the_time, PRE_KERNEL_1, 4);

int main(void)
{
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

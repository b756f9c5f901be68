/* Deadlines hold from the first entry on, and for entries that spin with the interrupt lines locked. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static struct k_timer timer;
static struct k_spinlock lock;
static volatile uint32_t turns;

static int spin(void)
{
	while (true) {
		turns++;
	}
}
SYS_INIT_NAMED(first, spin, EARLY, 0);

static int spin_locked(void)
{
	(void)irq_lock();
	return spin();
}
SYS_INIT_NAMED(first_locked, spin_locked, EARLY, 1);

static int wait_for_ever(void)
{
	k_sleep(K_FOREVER);
	return 0;
}
SYS_INIT_NAMED(first_blocked, wait_for_ever, PRE_KERNEL_1, 0);
SYS_INIT_NAMED(locked, spin_locked, POST_KERNEL, 0);

static int hold_spin_lock(void)
{
	k_spinlock_key_t key = k_spin_lock(&lock);

	spin();
	k_spin_unlock(&lock, key);
	return 0;
}
SYS_INIT_NAMED(holds_spin_lock, hold_spin_lock, APPLICATION, 0);

static int lock_and_wait(void)
{
	(void)irq_lock();
	k_sem_take(&(struct k_sem){.limit = 1}, K_FOREVER);
	return 0;
}
SYS_INIT_NAMED(locked_and_blocked, lock_and_wait, APPLICATION, 1);

static volatile uint32_t expired_at;

static void expire(struct k_timer *unused)
{
	expired_at = k_uptime_get_32();
}

/* A time that comes while lines are locked waits for them, and is not lost. */
static int time_out_while_locked(void)
{
	unsigned int key;

	k_timer_init(&timer, expire, NULL);
	k_timer_start(&timer, K_MSEC(10), K_NO_WAIT);
	key = irq_lock();
	while (k_timer_remaining_ticks(&timer) != 0) {
	}
	printk("expired while locked: %s\n", expired_at != 0 ? "yes" : "no");
	irq_unlock(key);
	printk("expired afterwards: %s\n", expired_at != 0 ? "yes" : "no");
	return 0;
}
SYS_INIT(time_out_while_locked, APPLICATION, 2);

int main(void)
{
	unsigned int key = irq_lock();
	struct bulkhead_init_report report;

	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (report.state == BULKHEAD_INIT_OVERRAN) {
			printk("%s overran\n", report.name);
		}
	}
	printk("lines were %s\n", arch_irq_unlocked(key) ? "unlocked" : "locked");
	irq_unlock(key);
	return 0;
}

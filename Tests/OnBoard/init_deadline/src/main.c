/* Entries that take too long are ended at their deadline, whatever they do; the boot goes on. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

K_MUTEX_DEFINE(lonely);
K_MUTEX_DEFINE(wanted);
K_SEM_DEFINE(is_held, 0, 1);
K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread other;
static volatile uint32_t turns;

static int spin(void)
{
	while (true) {
		turns++;
	}
}
SYS_INIT_NAMED(spins, spin, POST_KERNEL, 0);

static int block(void)
{
	k_sleep(K_FOREVER);
	return 0;
}
SYS_INIT_NAMED(blocks, block, POST_KERNEL, 1);
SYS_INIT_DEADLINE(blocks, 30);

static void want(void *first, void *second, void *third)
{
	k_sem_take(&is_held, K_FOREVER);
	k_mutex_lock(&wanted, K_FOREVER);
	printk("the mutex was handed on at %u ms\n", k_uptime_get_32() / 10 * 10);
	k_mutex_unlock(&wanted);
}

static int start_other(void)
{
	k_thread_create(&other, stack, K_THREAD_STACK_SIZEOF(stack), want, NULL, NULL, NULL, -1, 0,
			K_NO_WAIT);
	return 0;
}
SYS_INIT(start_other, POST_KERNEL, 2);

static int hold(void)
{
	k_mutex_lock(&lonely, K_FOREVER);
	k_mutex_lock(&wanted, K_FOREVER);
	k_sem_give(&is_held);
	return spin();
}
SYS_INIT_NAMED(holds, hold, POST_KERNEL, 3);

static int use_heap(void)
{
	/* On the host time passes when it is read. */
	while (k_uptime_get() >= 0) {
		for (int i = 0; i < 10; i++) {
			k_free(k_malloc(turns++ % 64 + 1));
		}
	}
	return 0;
}
SYS_INIT_NAMED(allocates, use_heap, APPLICATION, 0);

/* As long as it likes, and as long as it takes. */
static int take_time(void)
{
	k_msleep(500);
	return 0;
}
SYS_INIT_NAMED(slow, take_time, APPLICATION, 1);
SYS_INIT_DEADLINE(slow, 0);

int main(void)
{
	struct bulkhead_init_report report;

	printk("the mutex that nobody wanted: %d\n", k_mutex_lock(&lonely, K_NO_WAIT));
	printk("and again: %d\n", k_mutex_lock(&lonely, K_NO_WAIT));
	printk("unlocked: %d %d, then %s\n", k_mutex_unlock(&lonely), k_mutex_unlock(&lonely),
	       k_mutex_unlock(&lonely) == -EINVAL ? "no owner" : "still owned");
	for (int i = 0; i < 16; i++) {
		void *memory = k_malloc(512);

		if (memory == NULL) {
			printk("no memory\n");
		}
		k_free(memory);
	}
	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (report.duration_us > 1000) {
			printk("%s took %u ms\n", report.name, report.duration_us / 1000);
		}
	}
	return 0;
}

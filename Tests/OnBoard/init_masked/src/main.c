/* Init and shutdown functions that mask all interrupts with an instruction of their own are ended, too. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static volatile uint32_t turns;

static int spin(void)
{
	while (true) {
		turns++;
	}
}

/* PRIMASK. */
static int mask(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	return spin();
}
SYS_INIT_NAMED(first, mask, EARLY, 0);

/* FAULTMASK. */
static int mask_faults(void)
{
	__asm__ volatile("cpsid f" ::: "memory");
	return spin();
}
SYS_INIT_NAMED(first_faults, mask_faults, EARLY, 1);
SYS_INIT_NAMED(faults, mask_faults, POST_KERNEL, 0);

/* Not even between two turns an interrupt is let in by the code itself. */
static int mask_again(void)
{
	while (true) {
		__asm__ volatile("cpsid i\n\tcpsid f" ::: "memory");
	}
}
SYS_INIT_NAMED(again, mask_again, POST_KERNEL, 1);

static int lock_and_mask(void)
{
	(void)irq_lock();
	return mask();
}
SYS_INIT_NAMED(locked, lock_and_mask, APPLICATION, 0);

K_MUTEX_DEFINE(mutex);

static int mask_with_mutex(void)
{
	k_mutex_lock(&mutex, K_FOREVER);
	return mask();
}
SYS_INIT_NAMED(holds_mutex, mask_with_mutex, APPLICATION, 1);

/* The end comes in kernel sections, or between them: a section ends the mask, FAULTMASK stays. */
static int mask_and_call(void)
{
	__asm__ volatile("cpsid f" ::: "memory");
	while (true) {
		k_free(k_malloc(16));
	}
}
SYS_INIT_NAMED(calls, mask_and_call, APPLICATION, 2);

/* What masks for less than its deadline is let alone. */
static int mask_for_a_while(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	for (uint32_t i = 0; i < 200000; i++) {
		turns++;
	}
	__asm__ volatile("cpsie i" ::: "memory");
	return 0;
}
SYS_INIT_NAMED(patient, mask_for_a_while, APPLICATION, 3);

static int up(void)
{
	printk("the boot goes on\n");
	return 0;
}

static int down(void)
{
	printk("the shutdown goes on\n");
	return 0;
}
/* Ended after the console and the clock: of it tells only that the run ends. */
SYS_INIT_NAMED_SHUTDOWN(early_down, up, mask, EARLY, 2);
SYS_INIT_NAMED_SHUTDOWN(first_down, up, down, POST_KERNEL, 2);
SYS_INIT_NAMED_SHUTDOWN(masks_down, up, mask, POST_KERNEL, 3);
SYS_INIT_NAMED_SHUTDOWN(masks_faults_down, up, mask_faults, POST_KERNEL, 4);

int main(void)
{
	struct bulkhead_init_report report;

	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (report.state == BULKHEAD_INIT_OVERRAN) {
			printk("%s overran\n", report.name);
		}
	}
	printk("mutex is %s\n", k_mutex_lock(&mutex, K_NO_WAIT) == 0 ? "free" : "locked");
	printk("heap is %s\n", k_malloc(700) != NULL ? "whole" : "not whole");
	k_msleep(50);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

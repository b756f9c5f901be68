/*
 * Where the watchdog can only reset, init and shutdown functions that mask all interrupts are left out by the
 * boot after it, and the others come up.
 */
#include <zephyr/init.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

/* RAM that no image uses and no reset clears. */
extern uint32_t __bulkhead_ram_end[];
#define BOOTS (__bulkhead_ram_end[-4])
#define BOOTS_MARK (__bulkhead_ram_end[-3])

static volatile uint32_t turns;

static int spin(void)
{
	while (true) {
		turns++;
	}
}

static int mask(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	return spin();
}

static int count_boots(void)
{
	if (BOOTS_MARK != 0xb0075) {
		BOOTS_MARK = 0xb0075;
		BOOTS = 0;
	}
	BOOTS++;
	return 0;
}
SYS_INIT(count_boots, EARLY, 0);
SYS_INIT_NAMED(first, mask, EARLY, 1);

static int mask_faults(void)
{
	__asm__ volatile("cpsid f" ::: "memory");
	return spin();
}
SYS_INIT_NAMED(faults, mask_faults, POST_KERNEL, 0);

static int nothing(void)
{
	return 0;
}
SYS_INIT_NAMED(dependent, nothing, APPLICATION, 9);
SYS_INIT_DEPENDS(dependent, faults);

/* A handler that does not come back: no look ends it. */
static void never_return(const void *argument)
{
	(void)spin();
}

static int hang_in_handler(void)
{
	irq_offload(never_return, NULL);
	return 0;
}
SYS_INIT_NAMED(handler, hang_in_handler, APPLICATION, 0);

/* What the looks can end is ended without a reset. */
static int overrun(void)
{
	return spin();
}
SYS_INIT_NAMED(overruns, overrun, APPLICATION, 1);

/* What masks for less than its deadline is let alone, and what has no deadline takes long. */
static int mask_for_a_while(void)
{
	uint32_t end = turns + 200000;

	__asm__ volatile("cpsid i" ::: "memory");
	while (turns != end) {
		turns++;
	}
	__asm__ volatile("cpsie i" ::: "memory");
	return 0;
}
SYS_INIT_NAMED(patient, mask_for_a_while, APPLICATION, 2);

static int take_long(void)
{
	k_busy_wait(1000000);
	return 0;
}
SYS_INIT_NAMED(slow, take_long, APPLICATION, 3);
SYS_INIT_DEADLINE(slow, 0);

static int down(void)
{
	printk("the shutdown goes on\n");
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(first_down, nothing, down, POST_KERNEL, 2);
SYS_INIT_NAMED_SHUTDOWN(masks_down, nothing, mask, POST_KERNEL, 3);

int main(void)
{
	struct bulkhead_init_report report;

	printk("boot %u\n", BOOTS);
	for (size_t place = 0; bulkhead_init_report(place, &report); place++) {
		if (report.state != BULKHEAD_INIT_UP) {
			printk("%s: state %d, result %d\n", report.name, report.state, report.result);
		}
	}
	/* Nobody looks now, and nobody resets. */
	__asm__ volatile("cpsid i" ::: "memory");
	for (uint32_t end = turns + 3000000; turns != end;) {
		turns++;
	}
	__asm__ volatile("cpsie i" ::: "memory");
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

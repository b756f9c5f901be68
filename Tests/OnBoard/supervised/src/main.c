/* A thread that faults begins anew, and the run goes on: the application has no handler of fatal errors. */
#include <bulkhead/supervise.h>
#include <zephyr/kernel.h>

BULKHEAD_FAULT_QUEUE_DEFINE(faults, 2);

static void worker(void *a, void *b, void *c)
{
	static int round;

	printk("round %d\n", ++round);
	if (round < 3) {
		__builtin_trap();
	}
}
K_THREAD_DEFINE(work, 1024, worker, NULL, NULL, NULL, 5, 0, SYS_FOREVER_MS);

static void supervise(void *a, void *b, void *c)
{
	struct bulkhead_fault_record fault;

	while (k_msgq_get(&faults, &fault, K_FOREVER) == 0) {
		printk("%s: begins anew, %u\n", fault.cause, fault.restarts);
	}
}
K_THREAD_DEFINE(supervisor, 1024, supervise, NULL, NULL, NULL, 2, 0, 0);

int main(void)
{
	const struct bulkhead_fault_plan plan = {
		.policy = BULKHEAD_FAULT_RESTART,
		.restarts = 3,
		.told = &faults,
	};

	bulkhead_on_fault(work, &plan);
	k_thread_start(work);
	k_thread_join(work, K_FOREVER);
	printk("it has ended\n");
	k_thread_abort(supervisor);
	return 0;
}

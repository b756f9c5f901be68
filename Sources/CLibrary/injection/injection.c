/*
 * What `./bulkhead run --inject` and `--boot-only` use in a copy of the image: functions that take the
 * place of others in the records of init entries, and a thread that ends the run before main.
 * Only in images with CONFIG_INIT_FAULT_INJECTION.
 */
#include <bulkhead/init.h>
#include <zephyr/kernel.h>

/* Nothing in the image names them: the tool finds them by their symbols. */
#define INJECTED __attribute__((used, retain))

struct device;

INJECTED static int bulkhead_injected_fail(const struct device *device)
{
	ARG_UNUSED(device);
	return -EIO;
}

INJECTED static int bulkhead_injected_fault(const struct device *device)
{
	ARG_UNUSED(device);
	__builtin_trap();
}

INJECTED static int bulkhead_injected_overrun(const struct device *device)
{
	static volatile uint32_t turns;

	ARG_UNUSED(device);
	while (true) {
		turns++;
	}
}

#ifdef CONFIG_SHUTDOWN
/* The tool writes 1. */
INJECTED static const volatile uint32_t bulkhead_injected_end = 0;

static void end_before_main(void *unused1, void *unused2, void *unused3)
{
	ARG_UNUSED(unused1);
	ARG_UNUSED(unused2);
	ARG_UNUSED(unused3);
	if (bulkhead_injected_end != 0) {
		bulkhead_print_init_report();
		bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
	}
}
/* Of all threads the first to run, and before main does. */
K_THREAD_DEFINE(bulkhead_injector, CONFIG_INIT_FAULT_INJECTION_STACK_SIZE, end_before_main, NULL, NULL,
		NULL, K_HIGHEST_THREAD_PRIO, 0, 0);
#endif

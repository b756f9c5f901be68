/* An interrupt that nobody has connected: a fault, as on a board. */
#if defined(__linux__)
#include <port/switch.h>
#include <zephyr/fatal.h>
#include "host.h"

void bulkhead_spurious(const void *argument);

void bulkhead_spurious(const void *argument)
{
	static const char *const names[] = {""};
	static const uintptr_t registers[] = {0};
	struct bulkhead_fault fault = {
		.cause = "interrupt without a handler",
		.is_from_interrupt = true,
		.register_names = names,
		.registers = registers,
		.reason = K_ERR_SPURIOUS_IRQ,
	};

	(void)argument;
	bulkhead_report_fault(&fault);
}
#endif

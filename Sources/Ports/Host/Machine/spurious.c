/* An interrupt that nobody has connected: a fault, as on a board. */
#if defined(__linux__)
#include <port/switch.h>
#include <zephyr/fatal.h>
#include "host.h"

void bulkhead_spurious(const void *argument);

void bulkhead_spurious(const void *argument)
{
	struct bulkhead_fault fault = {
		.cause = "interrupt without a handler",
		.is_from_interrupt = true,
		.has_line = true,
		.line = (uint16_t)(uintptr_t)argument,
		.reason = K_ERR_SPURIOUS_IRQ,
	};

	bulkhead_report_fault(&fault);
}
#endif

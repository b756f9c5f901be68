/* Fatal errors that a program declares itself: the report names the place that does. */
#include "fatal.h"

#include <port/switch.h>
#include <zephyr/sys/__assert.h>

void bulkhead_fatal_at(unsigned int reason, const char *cause, uintptr_t pc, uintptr_t sp)
{
	static const char *const names[] = {"pc "};
	struct bulkhead_fault fault = {
		.cause = cause,
		.is_from_interrupt = k_is_in_isr(),
		.register_count = 1,
		.register_names = names,
		.registers = &pc,
		.sp = sp,
		.reason = reason,
	};

	bulkhead_fail(&fault);
}

void bulkhead_fatal(unsigned int reason)
{
	bulkhead_fatal_at(reason, reason == K_ERR_KERNEL_PANIC ? "kernel panic" : "kernel oops",
			  BULKHEAD_CALLER, (uintptr_t)__builtin_frame_address(0));
}

void bulkhead_refuse(const char *breach)
{
	bulkhead_fatal_at(K_ERR_KERNEL_OOPS, breach, BULKHEAD_CALLER,
			  (uintptr_t)__builtin_frame_address(0));
}

__attribute__((weak)) void assert_post_action(const char *file, unsigned int line)
{
	(void)file;
	(void)line;
	bulkhead_fatal_at(K_ERR_KERNEL_PANIC, "failed assertion", BULKHEAD_CALLER,
			  (uintptr_t)__builtin_frame_address(0));
}

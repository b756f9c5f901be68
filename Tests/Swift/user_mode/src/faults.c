/* The application's C: its variables are the kernel's side, which threads of the application's Swift do not reach. */
#include "Bridging-Header.h"

#include <bulkhead/fault.h>
#include <bulkhead/user_mode.h>
#include <zephyr/kernel.h>

_Static_assert(OWN_STACK == BULKHEAD_MEMORY_OWN_STACK && OTHER_STACK == BULKHEAD_MEMORY_OTHER_STACK &&
		       APPLICATION == BULKHEAD_MEMORY_APPLICATION && KERNEL_CODE == BULKHEAD_MEMORY_KERNEL_CODE &&
		       KERNEL == BULKHEAD_MEMORY_KERNEL && NOTHING == BULKHEAD_MEMORY_NONE &&
		       UNKNOWN == BULKHEAD_MEMORY_UNKNOWN,
	       "Bridging-Header.h");

static int faults;
static int owner;
static uint32_t variable = 7;

bool bulkhead_fault_is_reported(const struct bulkhead_fault *fault)
{
	faults++;
	owner = fault->has_address ? (int)bulkhead_owner_of(fault->address).kind : UNKNOWN;
	return false;
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	(void)reason;
	(void)esf;
}

int take_faults(void)
{
	int count = faults;

	faults = 0;
	return count;
}

int owner_of_fault(void)
{
	return owner;
}

uintptr_t variable_of_c(void)
{
	return (uintptr_t)&variable;
}

uintptr_t code_of_the_kernel(void)
{
	return (uintptr_t)k_sched_lock;
}

uintptr_t stack_of_main(void)
{
	uint32_t here = 0;

	return (uintptr_t)&here & ~(uintptr_t)3;
}

bool is_without_privileges(void)
{
	return k_is_user_context();
}

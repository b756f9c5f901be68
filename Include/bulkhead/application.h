/* What the kernel calls of the application if it is there. */
#ifndef BULKHEAD_APPLICATION_H
#define BULKHEAD_APPLICATION_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>

struct arch_esf;

#if defined(__linux__)
/* The linker's --wrap=main leaves `main` to the port's entry; this is the application's own. */
int __real_main(int argc, char *BULKHEAD_NULLABLE *BULKHEAD_NULLABLE argv) __attribute__((weak));
#else
int main(void) __attribute__((weak));
#endif

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *BULKHEAD_NULLABLE esf)
	__attribute__((weak));

/* Calls the application's main and returns its status; 0 if it has none, or main returns none. */
BULKHEAD_HIDDEN int bulkhead_call_main(void);

/* Calls the application's handler; false if it has none. */
static inline bool bulkhead_call_fatal_handler(unsigned int reason)
{
	if (k_sys_fatal_error_handler == NULL) {
		return false;
	}
	k_sys_fatal_error_handler(reason, NULL);
	return true;
}

#endif

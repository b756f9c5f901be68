/* What the tests know of faults, and addresses that threads of the application's Swift must not reach. */
#include <stdbool.h>
#include <stdint.h>

/* How many faults there were since the last call, and whose memory the last one was about. */
int take_faults(void);
int owner_of_fault(void);
/* Is an enum bulkhead_memory_owner, which Swift does not see here. */
enum { OWN_STACK = 1, OTHER_STACK = 2, KERNEL_CODE = 6, APPLICATION = 5, KERNEL = 7, NOTHING = 9, UNKNOWN = 0 };

uintptr_t variable_of_c(void);
uintptr_t code_of_the_kernel(void);
/* The most urgent address of the stack of a thread that does not run. */
uintptr_t stack_of_main(void);
bool is_without_privileges(void);

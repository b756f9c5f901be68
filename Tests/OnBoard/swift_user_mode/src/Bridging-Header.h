#include <stdint.h>

uintptr_t address_of_kernel_number(void);
uintptr_t address_zero(void);

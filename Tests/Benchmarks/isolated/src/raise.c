/* The same interrupt as in the kernel's benchmark. */
#include "../../kernel/src/raise.c"

/* Fatal errors that a program declares itself, inside the C library. */
#ifndef BULKHEAD_LIBRARY_FATAL_H
#define BULKHEAD_LIBRARY_FATAL_H

#include <stdint.h>
#include <zephyr/kernel.h>

/* The place of the running function's call: in the call itself, not behind it. */
#define BULKHEAD_CALLER (((uintptr_t)__builtin_return_address(0) & ~(uintptr_t)1) - 2)

/* Reports `cause` at a place with a stack pointer, and goes on as any fatal error. */
void bulkhead_fatal_at(unsigned int reason, const char *cause, uintptr_t pc, uintptr_t sp);

#endif

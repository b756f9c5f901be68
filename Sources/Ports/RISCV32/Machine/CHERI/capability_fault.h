/* What a capability exception says (ISAv9 3.13, mtval), and what it does not: the address. */
#ifndef BULKHEAD_CAPABILITY_FAULT_H
#define BULKHEAD_CAPABILITY_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#define PORT_CAPABILITY_FAULT 28

/* The cause of the last one, in words. */
const char *port_capability_cause(void);
/* What its instruction wanted to touch, by the registers of a frame; false if that is no load, store or jump. */
bool port_capability_address(const uint32_t *frame, uintptr_t *address);

#endif

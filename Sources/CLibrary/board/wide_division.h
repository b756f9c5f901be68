/*
 * 64-bit division out of 32-bit division, for the processor's run-time functions. The processors have
 * a divide instruction, 32 bits by 32 bits; the toolchain ships nothing for wider ones.
 */
#ifndef BULKHEAD_WIDE_DIVISION_H
#define BULKHEAD_WIDE_DIVISION_H

#include <stdint.h>

struct wide_quotient {
	uint64_t quotient, remainder;
};

/* Division by zero gives 0 and the numerator. */
struct wide_quotient bulkhead_wide_divide(uint64_t numerator, uint64_t denominator)
	__attribute__((visibility("hidden")));

#endif

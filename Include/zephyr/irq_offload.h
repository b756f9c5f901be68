/* Running a function in interrupt context, for tests. */
#ifndef ZEPHYR_IRQ_OFFLOAD_H
#define ZEPHYR_IRQ_OFFLOAD_H

#include <bulkhead/attributes.h>

typedef void (*irq_offload_routine_t)(const void *BULKHEAD_NULLABLE parameter);

/* Calls `routine` as a handler would be called, and returns when it has returned. Thread. */
void irq_offload(irq_offload_routine_t BULKHEAD_NONNULL routine, const void *BULKHEAD_NULLABLE parameter);

#endif

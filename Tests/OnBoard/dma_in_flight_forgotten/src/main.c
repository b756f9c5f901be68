/*
 * A driver without a shutdown function: the kernel masks its line, finds its channel in use, and stops
 * it.
 */
#define LINE_STAYS_MASKED
#include "../../dma_in_flight/src/main.c"

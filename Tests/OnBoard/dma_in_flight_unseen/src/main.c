/* Without a shutdown function, and with nothing in the binding to look at: the transfers go on. */
#include "../../dma_in_flight/src/main.c"

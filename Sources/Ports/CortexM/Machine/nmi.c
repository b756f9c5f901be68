/*
 * The watchdog's part of the NMI, which PRIMASK and FAULTMASK let through: at -2 it is more urgent than the
 * -1 of FAULTMASK (Armv7-M ARM DDI 0403, B1.5.4). Both are the thread's whatever the handler returns to, and
 * the return from an NMI leaves them alone (B1.5.8).
 */
#if defined(__arm__)
#include <bulkhead/image.h>
#include <cortex_m.h>

/* No other handler is active (B3.2.4): a thread was interrupted. */
#define PORT_ICSR_RETTOBASE (1u << 11)

static bool has_faultmask(void)
{
	uint32_t mask;

	__asm__ volatile("mrs %0, faultmask" : "=r"(mask));
	return mask != 0;
}

void port_serve_init_watchdog(void)
{
	switch (bulkhead_init_guard_expired((PORT_ICSR & PORT_ICSR_RETTOBASE) != 0)) {
	case BULKHEAD_MASK_STAYS:
		break;
	case BULKHEAD_MASK_WEAKENS:
		if (has_faultmask()) {
			__asm__ volatile("cpsid i\n\tcpsie f" ::: "memory");
		}
		break;
	case BULKHEAD_MASK_ENDS:
		__asm__ volatile("cpsie f\n\tcpsie i" ::: "memory");
		break;
	}
}
#endif

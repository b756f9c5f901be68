/* A real interrupt that the benchmark raises itself. */
#include "bracket.h"
#include <stddef.h>
#include <zephyr/irq.h>

void raise_connect(void (*handler)(const void *argument))
{
	irq_connect_dynamic(BENCH_IRQ, 3, handler, NULL, 0);
#if !defined(__arm__)
	*(volatile uint32_t *)(RTC + 0x0c) = 0;  /* the alarm's upper half */
	*(volatile uint32_t *)(RTC + 0x10) = 1;  /* its interrupt */
#endif
	irq_enable(BENCH_IRQ);
}

/* A real interrupt that the benchmark raises itself. */
#include "bracket.h"
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

void (*bench_interrupt_handler)(void);

static void handler(const void *argument);

#if defined(__arm__)

static void handler(const void *argument)
{
	(void)argument;
	bench_interrupt_handler();
}

void raise_setup(void)
{
	IRQ_CONNECT(BENCH_IRQ, 3, handler, NULL, 0);
	irq_enable(BENCH_IRQ);
}

void raise_interrupt(void)
{
	*(volatile uint32_t *)RAISE_REGISTER = RAISE_VALUE;
}

#else

/* The Goldfish clock of QEMU's virt machine: an alarm in the past is an interrupt at once. */
#define RTC 0x101000u
#define RTC_ALARM_LOW (*(volatile uint32_t *)(RTC + 0x08))
#define RTC_ALARM_HIGH (*(volatile uint32_t *)(RTC + 0x0c))
#define RTC_IRQ_ENABLED (*(volatile uint32_t *)(RTC + 0x10))
#define RTC_CLEAR_INTERRUPT (*(volatile uint32_t *)(RTC + 0x1c))
#define BENCH_IRQ 11

static void handler(const void *argument)
{
	(void)argument;
	RTC_CLEAR_INTERRUPT = 1;
	bench_interrupt_handler();
}

void raise_setup(void)
{
	IRQ_CONNECT(BENCH_IRQ, 3, handler, NULL, 0);
	RTC_IRQ_ENABLED = 1;
	RTC_ALARM_HIGH = 0;
	irq_enable(BENCH_IRQ);
}

void raise_interrupt(void)
{
	RTC_ALARM_LOW = 1;
}

#endif

/*
 * Two interrupt lines that the tests may have, and how to make them pending: the processor's own way
 * where it has one, else devices of the board.
 */
#ifndef LINES_H
#define LINES_H

#include <stdint.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#if defined(CONFIG_HOST)

#define LINE_A 40u
#define LINE_B 41u

void port_interrupt_raise(uint32_t line);

static inline void raise_line(uint32_t line)
{
	port_interrupt_raise(line);
}

static inline void acknowledge(uint32_t line)
{
	ARG_UNUSED(line);
}

#elif defined(CONFIG_CPU_CORTEX_M)

#define LINE_A 28u
#define LINE_B 29u

static inline void raise_line(uint32_t line)
{
	((volatile uint32_t *)0xe000e200)[line / 32] = 1u << line % 32;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

static inline void acknowledge(uint32_t line)
{
	ARG_UNUSED(line);
}

#else

/* QEMU's virt machine: an alarm of the Goldfish clock in the past; the UART's empty transmitter. */
#define LINE_A 11u
#define LINE_B 10u

#define ALARM_LOW (*(volatile uint32_t *)0x101008)
#define ALARM_HIGH (*(volatile uint32_t *)0x10100c)
#define ALARM_ENABLE (*(volatile uint32_t *)0x101010)
#define ALARM_CLEAR (*(volatile uint32_t *)0x10101c)
#define UART_ENABLE (*(volatile uint8_t *)0x10000001)
#define UART_TRANSMIT_EMPTY 2u

static inline void raise_line(uint32_t line)
{
	if (line == LINE_A) {
		ALARM_ENABLE = 1;
		ALARM_HIGH = 0;
		ALARM_LOW = 1;
	} else {
		UART_ENABLE |= UART_TRANSMIT_EMPTY;
	}
	/* The controller needs a moment to tell the processor. */
	(void)*(volatile uint32_t *)0xc001000;
}

static inline void acknowledge(uint32_t line)
{
	if (line == LINE_A) {
		ALARM_CLEAR = 1;
	} else {
		UART_ENABLE &= (uint8_t)~UART_TRANSMIT_EMPTY;
	}
}

#endif

#endif

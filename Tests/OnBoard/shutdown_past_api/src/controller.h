/* The interrupt controller's enables, written as a driver writes them that knows no irq_enable. */
#ifndef CONTROLLER_H
#define CONTROLLER_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__arm__)

/* NVIC_ISER and NVIC_ICER (Armv7-M Architecture Reference Manual, B3.4). */
static inline void raw_set(uint32_t line, bool is_on)
{
	volatile uint32_t *enables = (volatile uint32_t *)(is_on ? 0xe000e100 : 0xe000e180);

	enables[line / 32] = 1u << (line % 32);
}
static inline bool raw_is_on(uint32_t line)
{
	return (((volatile uint32_t *)0xe000e100)[line / 32] >> (line % 32) & 1) != 0;
}

#elif defined(__riscv)

/* The enables of context 0 (RISC-V PLIC specification, chapter 6). */
static volatile uint32_t *const plic_enables = (volatile uint32_t *)0x0c002000;

static inline void raw_set(uint32_t line, bool is_on)
{
	if (is_on) {
		plic_enables[line / 32] |= 1u << (line % 32);
	} else {
		plic_enables[line / 32] &= ~(1u << (line % 32));
	}
}
static inline bool raw_is_on(uint32_t line)
{
	return (plic_enables[line / 32] >> (line % 32) & 1) != 0;
}

#else

/* The host's controller is the port's. */
void port_interrupt_enable(uint32_t line);
void port_interrupt_disable(uint32_t line);
bool port_interrupt_is_enabled(uint32_t line);

static inline void raw_set(uint32_t line, bool is_on)
{
	if (is_on) {
		port_interrupt_enable(line);
	} else {
		port_interrupt_disable(line);
	}
}
static inline bool raw_is_on(uint32_t line)
{
	return port_interrupt_is_enabled(line);
}

#endif
#endif

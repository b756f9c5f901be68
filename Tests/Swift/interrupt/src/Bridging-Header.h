/* An interrupt line that no driver uses, and how to make it pending. */
#include <stdint.h>

#if defined(__linux__)

#define SPARE_LINE 20
void port_interrupt_raise(uint32_t line);

static inline void raise_spare_line(void)
{
	port_interrupt_raise(SPARE_LINE);
}

static inline void acknowledge_spare_line(void)
{
}

#elif defined(__arm__)

#define SPARE_LINE 20

static inline void raise_spare_line(void)
{
	*(volatile uint32_t *)0xe000e200u = 1u << SPARE_LINE;
}

static inline void acknowledge_spare_line(void)
{
}

#else

/* The Goldfish clock of QEMU's virt machine: an alarm in the past is an interrupt at once. */
#define SPARE_LINE 11
#define ALARM 0x101000u

static inline void raise_spare_line(void)
{
	*(volatile uint32_t *)(ALARM + 0x10) = 1;
	*(volatile uint32_t *)(ALARM + 0x0c) = 0;
	*(volatile uint32_t *)(ALARM + 0x08) = 1;
}

static inline void acknowledge_spare_line(void)
{
	*(volatile uint32_t *)(ALARM + 0x1c) = 1;
}

#endif

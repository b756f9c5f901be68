/* The driver's part: the registers of a serial device. The host has none, so its console takes the text. */
#include <zephyr/devicetree.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/sys_io.h>

#include "scale.h"

#define UART DT_NODELABEL(uart0)

static void send(char character)
{
#if DT_NODE_HAS_COMPAT(UART, ns16550a)
	while (!(sys_read8(DT_REG_ADDR(UART) + 5) & 0x20)) {
	}
	sys_write8(character, DT_REG_ADDR(UART));
#elif DT_NODE_HAS_COMPAT(UART, arm_cmsdk_uart)
	while (sys_read32(DT_REG_ADDR(UART) + 4) & 1) {
	}
	sys_write32(character, DT_REG_ADDR(UART));
#else
	printk("%c", character);
#endif
}

int serial_send(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		send(text[i]);
	}
	return 0;
}

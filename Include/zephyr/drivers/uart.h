/*
 * UARTs: single characters in and out. Bytes come in and go out through the driver's rings; there is
 * no interrupt-driven or asynchronous API.
 */
#ifndef ZEPHYR_DRIVERS_UART_H
#define ZEPHYR_DRIVERS_UART_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <zephyr/device.h>

BULKHEAD_NONNULL_BEGIN

/* Takes a character that has come in: 0, or -1 if there is none. Any context. */
static inline int uart_poll_in(const struct device *dev, unsigned char *p_char)
{
	int byte = bulkhead_console_api(dev)->read(dev);

	if (byte < 0) {
		return -1;
	}
	*p_char = (unsigned char)byte;
	return 0;
}

/* Sends a character; waits while there is no room for it. Any context. */
static inline void uart_poll_out(const struct device *dev, unsigned char out_char)
{
	bulkhead_console_api(dev)->write(dev, out_char);
}

BULKHEAD_NONNULL_END

#endif

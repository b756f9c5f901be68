/*
 * UARTs: single characters in and out. Bytes come in and go out through the driver's rings; there is
 * no interrupt-driven or asynchronous API. A function on a UART that is not up does nothing.
 */
#ifndef ZEPHYR_DRIVERS_UART_H
#define ZEPHYR_DRIVERS_UART_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <zephyr/device.h>

BULKHEAD_NONNULL_BEGIN

/*
 * Takes a character that has come in: 0, or -1 if there is none. -ENODEV: the UART is not up;
 * -ESHUTDOWN: it went down. Any context.
 */
static inline int uart_poll_in(const struct device *dev, unsigned char *p_char)
{
	int byte = BULKHEAD_DEVICE_CALL(dev, bulkhead_console_api(dev)->read(dev));

	if (byte < 0) {
		return byte;
	}
	*p_char = (unsigned char)byte;
	return 0;
}

/* Sends a character; waits while there is no room for it. Any context. */
static inline void uart_poll_out(const struct device *dev, unsigned char out_char)
{
	if (bulkhead_device_refusal(dev) == 0) {
		bulkhead_console_api(dev)->write(dev, out_char);
	}
}

BULKHEAD_NONNULL_END

#endif

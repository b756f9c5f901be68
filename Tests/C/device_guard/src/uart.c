#include "tests.h"

#include <zephyr/drivers/uart.h>

DRIVER(int, take)
static void put(const struct device *device, uint8_t byte)
{
	done++;
}
static void flush(const struct device *device)
{
}

static const struct bulkhead_console_api api = {.write = put, .flush = flush, .read = take};
DEVICE(uart, NULL, &api);

static void calls(const struct device *uart)
{
	unsigned char byte = 0x5a;
	int before;

	CALL(uart_poll_in(uart, &byte));
	assert_int_equal(byte, refusal == 0 ? 0 : 0x5a);
	before = done;
	uart_poll_out(uart, 'x');
	assert_int_equal(done - before, refusal == 0);
}

void uarts(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_uart)), calls);
}

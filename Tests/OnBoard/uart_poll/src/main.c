/* A UART's characters take the same way as the console's, in their order; none has come in. */
#include <zephyr/drivers/uart.h>
#include <zephyr/kernel.h>

static const struct device *const uart = DEVICE_DT_GET(DT_CHOSEN(zephyr_console));

static void send(const char *text)
{
	while (*text != 0) {
		uart_poll_out(uart, (unsigned char)*text++);
	}
}

int main(void)
{
	unsigned char byte = 'x';
	int result;

	printk("ready: %d\n", device_is_ready(uart));
	send("A line of its own, longer than the ring of the driver.\n");
	printk("and ");
	send("one");
	printk(" with the kernel's\n");
	result = uart_poll_in(uart, &byte);
	printk("in: %d, %c\n", result, byte);
	return 0;
}

/* printk and its siblings: the formatting engine on the console and on buffers. */
#include "format.h"

#include <bulkhead/console.h>
#include <stdarg.h>
#include <zephyr/sys/printk.h>

static void put_on_console(struct sink *sink, const char *bytes, size_t count)
{
	struct console_sink *console = (struct console_sink *)sink;

	for (size_t i = 0; i < count; i++) {
		if (console->count == sizeof(console->bytes)) {
			bulkhead_console_sink_flush(console);
		}
		console->bytes[console->count++] = bytes[i];
	}
}

void bulkhead_console_sink_init(struct console_sink *console)
{
	console->sink.put = put_on_console;
	console->count = 0;
}

void bulkhead_console_sink_flush(struct console_sink *console)
{
	if (console->count > 0) {
		bulkhead_console_write(console->bytes, console->count);
		console->count = 0;
	}
}

/* A buffer of which everything past the end is dropped. */
struct buffer_sink {
	struct sink sink;
	char *next;
	size_t room;
};

static void put_in_buffer(struct sink *sink, const char *bytes, size_t count)
{
	struct buffer_sink *buffer = (struct buffer_sink *)sink;

	for (size_t i = 0; i < count && buffer->room > 0; i++) {
		*buffer->next++ = bytes[i];
		buffer->room--;
	}
}

int bulkhead_format_buffer(char *text, size_t size, const char *format, va_list arguments)
{
	struct buffer_sink buffer = {{put_in_buffer}, text, size > 0 ? size - 1 : 0};
	int length = bulkhead_format_text(&buffer.sink, format, arguments);

	if (size > 0) {
		*buffer.next = '\0';
	}
	return length;
}

void vprintk(const char *format, va_list arguments)
{
#ifdef CONFIG_PRINTK
	struct console_sink console;

	bulkhead_console_sink_init(&console);
	bulkhead_format_text(&console.sink, format, arguments);
	bulkhead_console_sink_flush(&console);
#else
	(void)format;
	(void)arguments;
#endif
}

void printk(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintk(format, arguments);
	va_end(arguments);
}

int vsnprintk(char *buffer, size_t size, const char *format, va_list arguments)
{
	return bulkhead_format_buffer(buffer, size, format, arguments);
}

int snprintk(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = bulkhead_format_buffer(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}

/* The log's lines, formatted where they arise and written at once. See <zephyr/logging/log.h>. */
#include "format.h"

#ifdef CONFIG_LOG
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#define BYTES_A_ROW 16u

/* Everything of a line but its text; returns its length. */
static int write_prefix(struct sink *sink, const char *module, uint8_t level, const char *function)
{
	static const char names[][4] = {"---", "err", "wrn", "inf", "dbg"};
	uint64_t microseconds = k_ticks_to_us_floor64((uint64_t)k_uptime_ticks());
	uint32_t seconds = (uint32_t)(microseconds / 1000000u);
	uint32_t rest = (uint32_t)(microseconds % 1000000u);
	int length = bulkhead_format_pieces(sink, "[%02u:%02u:%02u.%03u,%03u] <%s> %s: ",
				   (unsigned)(seconds / 3600u), (unsigned)(seconds / 60u % 60u),
				   (unsigned)(seconds % 60u), (unsigned)(rest / 1000u),
				   (unsigned)(rest % 1000u), names[level < 5 ? level : 0], module);

	if (level == LOG_LEVEL_DBG) {
		length += bulkhead_format_pieces(sink, "%s: ", function);
	}
	return length;
}

void bulkhead_log(const char *module, uint8_t level, const char *function, const char *format, ...)
{
	struct console_sink console;
	va_list arguments;

	bulkhead_console_sink_init(&console);
	write_prefix(&console.sink, module, level, function);
	va_start(arguments, format);
	bulkhead_format_text(&console.sink, format, arguments);
	va_end(arguments);
	bulkhead_format_pieces(&console.sink, "\n");
	bulkhead_console_sink_flush(&console);
}

static void write_row(struct sink *sink, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < BYTES_A_ROW; i++) {
		if (i == BYTES_A_ROW / 2) {
			bulkhead_format_pieces(sink, " ");
		}
		if (i < count) {
			bulkhead_format_pieces(sink, "%02x ", bytes[i]);
		} else {
			bulkhead_format_pieces(sink, "   ");
		}
	}
	bulkhead_format_pieces(sink, "|");
	for (size_t i = 0; i < BYTES_A_ROW; i++) {
		bool printable = i < count && bytes[i] >= ' ' && bytes[i] <= '~';

		if (i == BYTES_A_ROW / 2) {
			bulkhead_format_pieces(sink, " ");
		}
		bulkhead_format_pieces(sink, "%c", printable ? bytes[i] : i < count ? '.' : ' ');
	}
	bulkhead_format_pieces(sink, "|\n");
}

void bulkhead_log_hexdump(const char *module, uint8_t level, const char *function, const void *data,
			  size_t length, const char *text)
{
	struct console_sink console;
	const uint8_t *bytes = data;
	int indent;

	bulkhead_console_sink_init(&console);
	indent = write_prefix(&console.sink, module, level, function);
	bulkhead_format_pieces(&console.sink, "%s\n", text);
	for (size_t at = 0; at < length; at += BYTES_A_ROW) {
		bulkhead_format_pad(&console.sink, ' ', indent);
		write_row(&console.sink, bytes + at, MIN(length - at, BYTES_A_ROW));
	}
	bulkhead_console_sink_flush(&console);
}

void bulkhead_log_raw(const char *format, ...)
{
	struct console_sink console;
	va_list arguments;

	bulkhead_console_sink_init(&console);
	va_start(arguments, format);
	bulkhead_format_text(&console.sink, format, arguments);
	va_end(arguments);
	bulkhead_console_sink_flush(&console);
}

#endif

/* Formatted text, to the console and into buffers. */
#include <stdio.h>

#include "../common/format.h"

#include <bulkhead/console.h>
#include <stdint.h>
#include <string.h>

int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
	struct console_sink console;
	int length;

	if (stream == stdin) {
		return EOF;
	}
	bulkhead_console_sink_init(&console);
	length = bulkhead_format_text(&console.sink, format, arguments);
	bulkhead_console_sink_flush(&console);
	return length;
}

int vprintf(const char *restrict format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

int printf(const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}

int vsnprintf(char *restrict buffer, size_t size, const char *restrict format, va_list arguments)
{
	return bulkhead_format_buffer(buffer, size, format, arguments);
}

int snprintf(char *restrict buffer, size_t size, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = bulkhead_format_buffer(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}

int vsprintf(char *restrict buffer, const char *restrict format, va_list arguments)
{
	return bulkhead_format_buffer(buffer, SIZE_MAX, format, arguments);
}

int sprintf(char *restrict buffer, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = bulkhead_format_buffer(buffer, SIZE_MAX, format, arguments);
	va_end(arguments);
	return length;
}

size_t fwrite(const void *restrict items, size_t size, size_t count, FILE *restrict stream)
{
	if (stream == stdin || size == 0) {
		return 0;
	}
	bulkhead_console_write(items, size * count);
	return count;
}

int fputs(const char *restrict text, FILE *restrict stream)
{
	size_t length = strlen(text);

	return fwrite(text, 1, length, stream) == length ? 0 : EOF;
}

int puts(const char *text)
{
	return printf("%s\n", text);
}

int fputc(int byte, FILE *stream)
{
	char character = (char)byte;

	return fwrite(&character, 1, 1, stream) == 1 ? (unsigned char)byte : EOF;
}

int putc(int byte, FILE *stream)
{
	return fputc(byte, stream);
}

int putchar(int byte)
{
	return fputc(byte, stdout);
}

int fflush(FILE *stream)
{
	(void)stream;
	return 0;
}

/*
 * Formatted text. Everything printed goes to the console at once; there are no files and no buffers.
 * <zephyr/sys/printk.h> says which conversions there are.
 */
#ifndef BULKHEAD_LIBC_STDIO_H
#define BULKHEAD_LIBC_STDIO_H

#include <stdarg.h>
#include <stddef.h>
#include <zephyr/types.h>

#define EOF (-1)
#define BUFSIZ 64

typedef struct bulkhead_file FILE;
/* Both are the console; stdin never has anything. */
#define stdin ((FILE *)0)
#define stdout ((FILE *)1)
#define stderr ((FILE *)2)

#define BULKHEAD_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

int printf(const char *restrict format, ...) BULKHEAD_PRINTF(1, 2);
int vprintf(const char *restrict format, va_list arguments) BULKHEAD_PRINTF(1, 0);
int fprintf(FILE *restrict stream, const char *restrict format, ...) BULKHEAD_PRINTF(2, 3);
int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
	BULKHEAD_PRINTF(2, 0);
int sprintf(char *restrict buffer, const char *restrict format, ...) BULKHEAD_PRINTF(2, 3);
int vsprintf(char *restrict buffer, const char *restrict format, va_list arguments)
	BULKHEAD_PRINTF(2, 0);
int snprintf(char *restrict buffer, size_t size, const char *restrict format, ...)
	BULKHEAD_PRINTF(3, 4);
int vsnprintf(char *restrict buffer, size_t size, const char *restrict format, va_list arguments)
	BULKHEAD_PRINTF(3, 0);

/* EOF for stdin, otherwise what the standard says. */
int puts(const char *text);
int putchar(int byte);
int putc(int byte, FILE *stream);
int fputc(int byte, FILE *stream);
int fputs(const char *restrict text, FILE *restrict stream);
size_t fwrite(const void *restrict items, size_t size, size_t count, FILE *restrict stream);
int fflush(FILE *stream);

#endif

/*
 * Formatted text to the console, and into buffers, from any context.
 *
 * Conversions: d i u o x X c s p % with flags "-+ #0", width, precision (both also "*") and the
 * lengths hh h l ll j z t; a e f g and their capitals are exact, of doubles (L is printed as it is
 * written). n is refused: nothing is stored through its pointer. A null string prints as (null).
 */
#ifndef ZEPHYR_SYS_PRINTK_H
#define ZEPHYR_SYS_PRINTK_H

#include <stdarg.h>
#include <stddef.h>
#include <zephyr/toolchain.h>

/*
 * Writes to the console at once; nothing is buffered between calls. Any context, boot included. With
 * CONFIG_PRINTK=n both expand to nothing but the evaluation of their arguments.
 */
void printk(const char *format, ...) __printf_like(1, 2);
void vprintk(const char *format, va_list arguments) __printf_like(1, 0);

/*
 * Writes at most `size` bytes to `buffer`, the final zero included. Returns the length the whole text
 * has, without the zero; it was cut if that is not below `size`.
 */
int snprintk(char *buffer, size_t size, const char *format, ...) __printf_like(3, 4);
int vsnprintk(char *buffer, size_t size, const char *format, va_list arguments) __printf_like(3, 0);

#endif

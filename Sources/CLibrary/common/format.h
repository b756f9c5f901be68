/*
 * The one formatting engine: printf's language, written piece by piece into a sink. What it knows
 * and what it leaves out is listed in <zephyr/sys/printk.h>. No heap, no locks, no floating point
 * instructions; about 150 bytes of stack, 350 for %e, %g and large %f.
 */
#ifndef BULKHEAD_FORMAT_H
#define BULKHEAD_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Where text goes. `put` gets every byte once, in order. The functions bulkhead_format_… call
 * put_on_console or put_in_buffer and no others: stack depths are computed from that.
 */
struct sink {
	void (*put)(struct sink *sink, const char *bytes, size_t count);
};

/* Writes the text into the sink; returns its length in bytes. */
int bulkhead_format_text(struct sink *sink, const char *format, va_list arguments);

/* The same for a format and its arguments written out. */
int bulkhead_format_pieces(struct sink *sink, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* A sink that gathers bytes, so that the console gets few long writes. Flush it at the end. */
struct console_sink {
	struct sink sink;
	size_t count;
	char bytes[64];
};

void bulkhead_console_sink_init(struct console_sink *console);
void bulkhead_console_sink_flush(struct console_sink *console);

/* Writes at most `size` bytes, the final zero among them; returns the whole text's length. */
int bulkhead_format_buffer(char *buffer, size_t size, const char *format, va_list arguments);

/* One conversion of a format: "%-08.3lx" taken apart. */
struct conversion {
	int width;
	int precision; /* -1: none given */
	unsigned char bytes; /* of the argument */
	char kind; /* the conversion's letter */
	_Bool left, plus, space, alternate, zero;
};

void bulkhead_format_pad(struct sink *sink, char byte, int count);
/* Writes prefix, zeros and digits in the conversion's field; returns its width. */
int bulkhead_format_field(struct sink *sink, const struct conversion *conversion, const char *prefix,
		 int zeros, const char *digits, int length);
/*
 * A finite double given by its bits; these return the field's width. The first is for %f below 2^64
 * with at most BULKHEAD_FLOAT_MOST_DIGITS places, the second for all of %e, %f and %g, on more stack.
 */
#define BULKHEAD_FLOAT_MOST_DIGITS 30
int bulkhead_format_float(struct sink *sink, const struct conversion *conversion,
			  unsigned long long bits);
int bulkhead_format_exponent(struct sink *sink, const struct conversion *conversion,
			     unsigned long long bits);
int bulkhead_format_hexadecimal(struct sink *sink, const struct conversion *conversion,
				unsigned long long bits);

#endif

/* The formatting engine: walks a format, converts integers and text. See format.h. */
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

#define LONG_DOUBLE 16 /* the size noted for "L"; no integer has it */

static size_t text_length(const char *text, size_t limit)
{
	size_t length = 0;

	while (length < limit && text[length] != '\0') {
		length++;
	}
	return length;
}

void bulkhead_format_pad(struct sink *sink, char byte, int count)
{
	static const char zeros[] = "0000000000000000";
	static const char spaces[] = "                ";
	const char *block = byte == '0' ? zeros : spaces;

	for (; count > 0; count -= 16) {
		sink->put(sink, block, count < 16 ? (size_t)count : 16);
	}
}

int bulkhead_format_field(struct sink *sink, const struct conversion *conversion, const char *prefix,
		 int zeros, const char *digits, int length)
{
	int prefix_length = (int)text_length(prefix, 2);
	int total = prefix_length + (zeros > 0 ? zeros : 0) + length;
	int padding = conversion->width - total;

	if (padding < 0) {
		padding = 0;
	}
	if (!conversion->left && !conversion->zero) {
		bulkhead_format_pad(sink, ' ', padding);
	}
	sink->put(sink, prefix, (size_t)prefix_length);
	if (!conversion->left && conversion->zero) {
		bulkhead_format_pad(sink, '0', padding);
	}
	bulkhead_format_pad(sink, '0', zeros);
	sink->put(sink, digits, (size_t)length);
	if (conversion->left) {
		bulkhead_format_pad(sink, ' ', padding);
	}
	return total + padding;
}

/* Digits of a number, written backwards from `end`; returns the first one's place. */
static char *digits_before(char *end, uint64_t value, unsigned base, bool upper)
{
	const char *letters = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	uint32_t low;

	/* Wide division is a call on 32-bit processors: leave it as soon as the number is small. */
	while (value > UINT32_MAX) {
		uint64_t quotient = base == 10 ? value / 10 : value >> (base == 16 ? 4 : 3);

		*--end = letters[value - quotient * base];
		value = quotient;
	}
	low = (uint32_t)value;
	while (low != 0) {
		*--end = letters[low % base];
		low /= base;
	}
	return end;
}

static int format_integer(struct sink *sink, struct conversion *conversion, uint64_t value,
			  bool negative)
{
	char digits[22];
	char *const end = digits + sizeof(digits);
	bool is_signed = conversion->kind == 'd' || conversion->kind == 'i';
	bool upper = conversion->kind == 'X';
	bool hexadecimal = upper || conversion->kind == 'x' || conversion->kind == 'p';
	unsigned base = hexadecimal ? 16 : conversion->kind == 'o' ? 8 : 10;
	char *first = digits_before(end, value, base, upper);
	int length = (int)(end - first);
	int precision = conversion->precision < 0 ? 1 : conversion->precision;
	int zeros = precision - length;
	const char *prefix = "";

	if (conversion->precision >= 0) {
		conversion->zero = false;
	}
	if (base == 8 && conversion->alternate && zeros <= 0 && (length == 0 || *first != '0')) {
		zeros = 1;
	}
	if (hexadecimal && (conversion->kind == 'p' || (conversion->alternate && value != 0))) {
		prefix = upper ? "0X" : "0x";
	} else if (is_signed) {
		prefix = negative ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	}
	return bulkhead_format_field(sink, conversion, prefix, zeros, first, length);
}

static int format_string(struct sink *sink, struct conversion *conversion, const char *text)
{
	size_t limit = conversion->precision < 0 ? SIZE_MAX : (size_t)conversion->precision;

	if (text == NULL) {
		text = limit >= 6 ? "(null)" : "";
	}
	conversion->zero = false;
	return bulkhead_format_field(sink, conversion, "", 0, text, (int)text_length(text, limit));
}

/* A run of decimal digits; stops growing before it overflows. */
static const char *read_number(const char *format, int *number)
{
	*number = 0;
	while (*format >= '0' && *format <= '9') {
		if (*number < 100000) {
			*number = *number * 10 + (*format - '0');
		}
		format++;
	}
	return format;
}

static const char *read_flags(const char *format, struct conversion *conversion)
{
	for (;; format++) {
		switch (*format) {
		case '-':
			conversion->left = true;
			break;
		case '+':
			conversion->plus = true;
			break;
		case ' ':
			conversion->space = true;
			break;
		case '#':
			conversion->alternate = true;
			break;
		case '0':
			conversion->zero = true;
			break;
		default:
			return format;
		}
	}
}

static const char *read_length(const char *format, struct conversion *conversion)
{
	conversion->bytes = sizeof(int);
	switch (*format) {
	case 'h':
		conversion->bytes = format[1] == 'h' ? 1 : 2;
		return format + (format[1] == 'h' ? 2 : 1);
	case 'l':
		conversion->bytes = format[1] == 'l' ? sizeof(long long) : sizeof(long);
		return format + (format[1] == 'l' ? 2 : 1);
	case 'j':
		conversion->bytes = sizeof(intmax_t);
		return format + 1;
	case 'z':
	case 't':
		conversion->bytes = sizeof(size_t);
		return format + 1;
	case 'L':
		conversion->bytes = LONG_DOUBLE;
		return format + 1;
	default:
		return format;
	}
}

/* Keeps the low `bytes` bytes of a number, as its type would, and for a signed one its sign. */
static uint64_t narrowed(uint64_t value, unsigned bytes, bool is_signed, bool *negative)
{
	unsigned spare = bytes < sizeof(value) ? 64 - 8 * bytes : 0;

	if (!is_signed) {
		return value << spare >> spare;
	}
	value = (uint64_t)((int64_t)(value << spare) >> spare);
	*negative = (int64_t)value < 0;
	return *negative ? -value : value;
}

static uint64_t double_bits(double number)
{
	union {
		double number;
		uint64_t bits;
	} both = {number};

	return both.bits;
}

static int format_real(struct sink *sink, struct conversion *conversion, uint64_t bits)
{
	bool upper = conversion->kind < 'a';
	const char *sign = bits >> 63 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
	unsigned exponent = (unsigned)(bits >> 52) & 0x7ff;

	if (exponent == 0x7ff) {
		conversion->zero = false;
		return bulkhead_format_field(sink, conversion, sign, 0,
					     bits << 12 ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf"),
					     3);
	}
	if (conversion->kind == 'a' || conversion->kind == 'A') {
		return bulkhead_format_hexadecimal(sink, conversion, bits);
	}
	if ((conversion->kind == 'f' || conversion->kind == 'F') && exponent < 1023 + 64 &&
	    conversion->precision <= BULKHEAD_FLOAT_MOST_DIGITS) {
		return bulkhead_format_float(sink, conversion, bits);
	}
	return bulkhead_format_exponent(sink, conversion, bits);
}

/* va_list may be an array type, which a function cannot take by reference; a structure can. */
struct argument_list {
	va_list list;
};

/* Takes apart what follows a percent sign; returns the first character after it. */
static const char *read_conversion(const char *format, struct conversion *conversion,
				   struct argument_list *arguments)
{
	format = read_flags(format, conversion);
	if (*format == '*') {
		conversion->width = va_arg(arguments->list, int);
		if (conversion->width < 0) {
			conversion->left = true;
			conversion->width = -conversion->width;
		}
		format++;
	} else {
		format = read_number(format, &conversion->width);
	}
	conversion->precision = -1;
	if (*format == '.') {
		if (format[1] == '*') {
			conversion->precision = va_arg(arguments->list, int);
			format += 2;
		} else {
			format = read_number(format + 1, &conversion->precision);
		}
	}
	format = read_length(format, conversion);
	conversion->kind = *format;
	return conversion->kind == '\0' ? format : format + 1;
}

/* A conversion that the engine leaves to others: takes its argument, so that the next ones fit. */
static void skip_argument(const struct conversion *conversion, struct argument_list *arguments)
{
	switch (conversion->kind) {
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		if (conversion->bytes == LONG_DOUBLE) {
			(void)va_arg(arguments->list, long double);
		} else {
			(void)va_arg(arguments->list, double);
		}
		break;
	case 'n':
		(void)va_arg(arguments->list, void *);
		break;
	default:
		break;
	}
}

/* Writes one argument; returns the width, or -1 if the engine does not know the conversion. */
static int write_conversion(struct sink *sink, struct conversion *conversion,
			    struct argument_list *arguments)
{
	bool negative = false;
	uint64_t number;
	char byte;

	switch (conversion->kind) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		number = conversion->bytes > sizeof(int)
				 ? va_arg(arguments->list, unsigned long long)
				 : va_arg(arguments->list, unsigned int);
		number = narrowed(number, conversion->bytes,
				  conversion->kind == 'd' || conversion->kind == 'i', &negative);
		return format_integer(sink, conversion, number, negative);
	case 'p':
		number = (uintptr_t)va_arg(arguments->list, void *);
		return number == 0 ? format_string(sink, conversion, "(nil)")
				   : format_integer(sink, conversion, number, false);
	case 'c':
		byte = (char)va_arg(arguments->list, int);
		conversion->zero = false;
		return bulkhead_format_field(sink, conversion, "", 0, &byte, 1);
	case 's':
		return format_string(sink, conversion, va_arg(arguments->list, const char *));
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		if (conversion->bytes == LONG_DOUBLE) {
			return -1;
		}
		return format_real(sink, conversion, double_bits(va_arg(arguments->list, double)));
	case '%':
		sink->put(sink, "%", 1);
		return 1;
	default:
		return -1;
	}
}

int bulkhead_format_text(struct sink *sink, const char *format, va_list list)
{
	struct argument_list arguments;
	int total = 0;

	va_copy(arguments.list, list);
	while (*format != '\0') {
		const char *start = format;
		struct conversion conversion = {0};
		int written = -1;

		if (*format == '%') {
			format = read_conversion(format + 1, &conversion, &arguments);
			written = write_conversion(sink, &conversion, &arguments);
			if (written < 0) {
				skip_argument(&conversion, &arguments);
			}
		} else {
			while (*format != '\0' && *format != '%') {
				format++;
			}
		}
		if (written < 0) {
			written = (int)(format - start);
			sink->put(sink, start, (size_t)written);
		}
		total += written;
	}
	va_end(arguments.list);
	return total;
}

int bulkhead_format_pieces(struct sink *sink, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = bulkhead_format_text(sink, format, arguments);
	va_end(arguments);
	return length;
}

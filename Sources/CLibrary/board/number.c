/* Numbers from text, and the division functions of <stdlib.h>. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static unsigned digit_value(char c)
{
	if (isdigit((unsigned char)c)) {
		return (unsigned)(c - '0');
	}
	return isalpha((unsigned char)c) ? (unsigned)(tolower((unsigned char)c) - 'a') + 10 : UINT_MAX;
}

/* What text says: sign and magnitude apart; `saturated` if it has more than 64 bits. */
struct magnitude {
	unsigned long long value;
	bool negative;
	bool saturated;
};

static struct magnitude read_magnitude(const char *text, char **end, int base)
{
	struct magnitude number = {0};
	const char *at = text;
	const char *after = text;
	unsigned digit;

	while (isspace((unsigned char)*at)) {
		at++;
	}
	if (*at == '-' || *at == '+') {
		number.negative = *at++ == '-';
	}
	if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 32) == 'x' &&
	    digit_value(at[2]) < 16) {
		base = 16;
		at += 2;
	} else if (base == 0) {
		base = *at == '0' ? 8 : 10;
	}
	if (base >= 2 && base <= 36) {
		for (; (digit = digit_value(*at)) < (unsigned)base; after = ++at) {
			unsigned long long next;

			if (__builtin_mul_overflow(number.value, (unsigned)base, &next) ||
			    __builtin_add_overflow(next, digit, &next)) {
				number.saturated = true;
			} else {
				number.value = next;
			}
		}
	}
	if (after == text) {
		errno = EINVAL;
	}
	if (end != NULL) {
		*end = (char *)(uintptr_t)after;
	}
	return number;
}

static unsigned long long read_unsigned(const char *text, char **end, int base,
					unsigned long long most)
{
	struct magnitude number = read_magnitude(text, end, base);

	if (number.saturated || number.value > most) {
		errno = ERANGE;
		return most;
	}
	return number.negative ? -number.value : number.value;
}

static long long read_signed(const char *text, char **end, int base, long long most)
{
	struct magnitude number = read_magnitude(text, end, base);
	unsigned long long limit = (unsigned long long)most + number.negative;

	if (number.saturated || number.value > limit) {
		errno = ERANGE;
		number.value = limit;
	}
	return (long long)(number.negative ? -number.value : number.value);
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
	return read_unsigned(text, end, base, ULLONG_MAX);
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
	return (unsigned long)read_unsigned(text, end, base, ULONG_MAX);
}

long long strtoll(const char *restrict text, char **restrict end, int base)
{
	return read_signed(text, end, base, LLONG_MAX);
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	return (long)read_signed(text, end, base, LONG_MAX);
}

int atoi(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

long atol(const char *text)
{
	return strtol(text, NULL, 10);
}

long long atoll(const char *text)
{
	return strtoll(text, NULL, 10);
}

int abs(int number)
{
	return number < 0 ? -number : number;
}

long labs(long number)
{
	return number < 0 ? -number : number;
}

long long llabs(long long number)
{
	return number < 0 ? -number : number;
}

div_t div(int numerator, int denominator)
{
	return (div_t){numerator / denominator, numerator % denominator};
}

ldiv_t ldiv(long numerator, long denominator)
{
	return (ldiv_t){numerator / denominator, numerator % denominator};
}

lldiv_t lldiv(long long numerator, long long denominator)
{
	return (lldiv_t){numerator / denominator, numerator % denominator};
}

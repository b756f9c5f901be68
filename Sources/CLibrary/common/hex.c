/* Text of bytes and back, for <zephyr/sys/util.h>. */
#include <errno.h>
#include <zephyr/sys/util.h>

int char2hex(char c, uint8_t *x)
{
	if (c >= '0' && c <= '9') {
		*x = (uint8_t)(c - '0');
	} else if (c >= 'a' && c <= 'f') {
		*x = (uint8_t)(c - 'a' + 10);
	} else if (c >= 'A' && c <= 'F') {
		*x = (uint8_t)(c - 'A' + 10);
	} else {
		return -EINVAL;
	}
	return 0;
}

int hex2char(uint8_t x, char *c)
{
	if (x > 15) {
		return -EINVAL;
	}
	*c = "0123456789abcdef"[x];
	return 0;
}

size_t bin2hex(const uint8_t *buf, size_t buflen, char *hex, size_t hexlen)
{
	if (hexlen < buflen * 2 + 1) {
		return 0;
	}
	for (size_t i = 0; i < buflen; i++) {
		(void)hex2char(buf[i] >> 4, &hex[2 * i]);
		(void)hex2char(buf[i] & 0x0f, &hex[2 * i + 1]);
	}
	hex[2 * buflen] = '\0';
	return 2 * buflen;
}

size_t hex2bin(const char *hex, size_t hexlen, uint8_t *buf, size_t buflen)
{
	size_t bytes = (hexlen + 1) / 2;
	size_t at = 0;
	uint8_t digit;

	if (buflen < bytes) {
		return 0;
	}
	for (size_t i = 0; i < bytes; i++) {
		buf[i] = 0;
		for (int digits = i == 0 && hexlen % 2 != 0 ? 1 : 2; digits > 0; digits--) {
			if (char2hex(hex[at++], &digit) < 0) {
				return 0;
			}
			buf[i] = (uint8_t)(buf[i] << 4 | digit);
		}
	}
	return bytes;
}

uint8_t u8_to_dec(char *buf, uint8_t buflen, uint8_t value)
{
	uint8_t written = 0;

	for (uint8_t divisor = 100; buflen > 0 && divisor > 0; divisor /= 10) {
		uint8_t digit = (uint8_t)(value / divisor % 10);

		if (written > 0 || digit > 0 || divisor == 1) {
			*buf++ = (char)('0' + digit);
			buflen--;
			written++;
		}
	}
	if (buflen > 0) {
		*buf = '\0';
	}
	return written;
}

void bytecpy(void *dst, const void *src, size_t size)
{
	volatile uint8_t *to = dst;
	const volatile uint8_t *from = src;

	for (size_t i = 0; i < size; i++) {
		to[i] = from[i];
	}
}

void byteswp(void *a, void *b, size_t size)
{
	uint8_t *left = a;
	uint8_t *right = b;

	for (size_t i = 0; i < size; i++) {
		uint8_t byte = left[i];

		left[i] = right[i];
		right[i] = byte;
	}
}

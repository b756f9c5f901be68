/* memset, memcmp and memchr. memset stores words; see memory_copy.c for the attribute. */
#include <stdint.h>
#include <string.h>

#define NOT_ITSELF __attribute__((no_builtin("memcpy", "memmove", "memset", "memcmp")))

typedef uint32_t __attribute__((may_alias)) word;

NOT_ITSELF void *memset(void *destination, int byte, size_t count)
{
	unsigned char *to = destination;
	word pattern = (unsigned char)byte * 0x01010101u;

	if (count >= 8) {
		while (((uintptr_t)to & 3) != 0) {
			*to++ = (unsigned char)byte;
			count--;
		}
	}
	if (((uintptr_t)to & 3) == 0) {
		for (; count >= 16; count -= 16) {
			((word *)to)[0] = pattern;
			((word *)to)[1] = pattern;
			((word *)to)[2] = pattern;
			((word *)to)[3] = pattern;
			to += 16;
		}
		for (; count >= 4; count -= 4) {
			*(word *)to = pattern;
			to += 4;
		}
	}
	while (count > 0) {
		*to++ = (unsigned char)byte;
		count--;
	}
	return destination;
}

NOT_ITSELF int memcmp(const void *left, const void *right, size_t count)
{
	const unsigned char *a = left;
	const unsigned char *b = right;

	if ((((uintptr_t)a | (uintptr_t)b) & 3) == 0) {
		while (count >= 4 && *(const word *)a == *(const word *)b) {
			a += 4;
			b += 4;
			count -= 4;
		}
	}
	for (; count > 0; count--, a++, b++) {
		if (*a != *b) {
			return *a - *b;
		}
	}
	return 0;
}

void *memchr(const void *bytes, int byte, size_t count)
{
	const unsigned char *at = bytes;

	for (; count > 0; count--, at++) {
		if (*at == (unsigned char)byte) {
			return (void *)(uintptr_t)at;
		}
	}
	return NULL;
}

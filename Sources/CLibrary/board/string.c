/* Copying, joining and comparing zero-terminated text. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

__attribute__((no_builtin("strlen"))) size_t strlen(const char *text)
{
	const char *end = text;

	while (*end != '\0') {
		end++;
	}
	return (size_t)(end - text);
}

size_t strnlen(const char *text, size_t limit)
{
	size_t length = 0;

	while (length < limit && text[length] != '\0') {
		length++;
	}
	return length;
}

char *strcpy(char *restrict destination, const char *restrict source)
{
	memcpy(destination, source, strlen(source) + 1);
	return destination;
}

char *strncpy(char *restrict destination, const char *restrict source, size_t count)
{
	size_t length = strnlen(source, count);

	memcpy(destination, source, length);
	memset(destination + length, 0, count - length);
	return destination;
}

char *strcat(char *restrict destination, const char *restrict source)
{
	strcpy(destination + strlen(destination), source);
	return destination;
}

char *strncat(char *restrict destination, const char *restrict source, size_t count)
{
	char *end = destination + strlen(destination);
	size_t length = strnlen(source, count);

	memcpy(end, source, length);
	end[length] = '\0';
	return destination;
}

size_t strlcpy(char *restrict destination, const char *restrict source, size_t size)
{
	size_t length = strlen(source);

	if (size > 0) {
		size_t copied = length < size ? length : size - 1;

		memcpy(destination, source, copied);
		destination[copied] = '\0';
	}
	return length;
}

size_t strlcat(char *restrict destination, const char *restrict source, size_t size)
{
	size_t length = strnlen(destination, size);

	return length + strlcpy(destination + length, source, size - length);
}

int strcmp(const char *left, const char *right)
{
	return strncmp(left, right, SIZE_MAX);
}

int strncmp(const char *left, const char *right, size_t count)
{
	for (; count > 0; count--, left++, right++) {
		if (*left != *right) {
			return (unsigned char)*left - (unsigned char)*right;
		}
		if (*left == '\0') {
			break;
		}
	}
	return 0;
}

int strcasecmp(const char *left, const char *right)
{
	return strncasecmp(left, right, SIZE_MAX);
}

int strncasecmp(const char *left, const char *right, size_t count)
{
	for (; count > 0; count--, left++, right++) {
		int a = tolower((unsigned char)*left);
		int b = tolower((unsigned char)*right);

		if (a != b) {
			return a - b;
		}
		if (a == '\0') {
			break;
		}
	}
	return 0;
}

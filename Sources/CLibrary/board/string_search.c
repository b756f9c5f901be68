/* Finding characters, sets of characters and text in text. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

char *strchr(const char *text, int byte)
{
	while (*text != (char)byte) {
		if (*text == '\0') {
			return NULL;
		}
		text++;
	}
	return (char *)(uintptr_t)text;
}

char *strrchr(const char *text, int byte)
{
	const char *found = NULL;

	for (;; text++) {
		if (*text == (char)byte) {
			found = text;
		}
		if (*text == '\0') {
			return (char *)(uintptr_t)found;
		}
	}
}

char *strstr(const char *text, const char *part)
{
	size_t length = strlen(part);

	if (length == 0) {
		return (char *)(uintptr_t)text;
	}
	for (text = strchr(text, *part); text != NULL; text = strchr(text + 1, *part)) {
		if (strncmp(text, part, length) == 0) {
			return (char *)(uintptr_t)text;
		}
	}
	return NULL;
}

/* How many leading characters are (or are not) in the set. */
static size_t span(const char *text, const char *set, bool is_member)
{
	size_t length = 0;

	while (text[length] != '\0' && (strchr(set, text[length]) != NULL) == is_member) {
		length++;
	}
	return length;
}

size_t strspn(const char *text, const char *accepted)
{
	return span(text, accepted, true);
}

size_t strcspn(const char *text, const char *rejected)
{
	return span(text, rejected, false);
}

char *strpbrk(const char *text, const char *accepted)
{
	text += strcspn(text, accepted);
	return *text == '\0' ? NULL : (char *)(uintptr_t)text;
}

char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest)
{
	char *token = text != NULL ? text : *rest;

	token += strspn(token, separators);
	if (*token == '\0') {
		*rest = token;
		return NULL;
	}
	*rest = token + strcspn(token, separators);
	if (**rest != '\0') {
		*(*rest)++ = '\0';
	}
	return token;
}

char *strtok(char *restrict text, const char *restrict separators)
{
	static char *rest;

	return strtok_r(text, separators, &rest);
}

/* Which tests run: cmocka_set_test_filter and cmocka_set_skip_filter. */
#include "harness.h"

#include <cmocka.h>

static const char *wanted;
static const char *unwanted;

void cmocka_set_test_filter(const char *pattern)
{
	wanted = pattern;
}

void cmocka_set_skip_filter(const char *pattern)
{
	unwanted = pattern;
}

/* Whether text fits a pattern in which * stands for any characters and ? for one. */
static bool matches(const char *text, const char *pattern)
{
	const char *star = NULL;
	const char *resume = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*') {
		pattern++;
	}
	return *pattern == '\0';
}

bool harness_is_selected(const char *name)
{
	return (wanted == NULL || matches(name, wanted)) &&
	       (unwanted == NULL || !matches(name, unwanted));
}

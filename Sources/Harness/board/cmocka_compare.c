/* The comparisons behind assertions and expectations, with cmocka's words for a difference. */
#include "harness.h"

#include <string.h>

#define SHOWN_DIFFERENCES 16

bool harness_compare_values(unsigned long long a, unsigned long long b, bool equal)
{
	if ((a == b) == equal) {
		return true;
	}
	harness_note("%#llx %s %#llx\n", a, equal ? "!=" : "==", b);
	return false;
}

bool harness_compare_strings(const char *a, const char *b, bool equal)
{
	if ((strcmp(a, b) == 0) == equal) {
		return true;
	}
	harness_note("\"%s\" %s \"%s\"\n", a, equal ? "!=" : "==", b);
	return false;
}

static bool memory_is_equal(const char *a, const char *b, size_t size)
{
	size_t differences = 0;

	for (size_t i = 0; i < size; i++) {
		if (a[i] == b[i]) {
			continue;
		}
		/* Signed bytes, extended, as cmocka shows them. */
		if (differences < SHOWN_DIFFERENCES) {
			harness_note("difference at offset %zu 0x%02x 0x%02x\n", i, (unsigned)(signed char)a[i],
			     (unsigned)(signed char)b[i]);
		}
		differences++;
	}
	if (differences == 0) {
		return true;
	}
	if (differences >= SHOWN_DIFFERENCES) {
		harness_note("...\n");
	}
	harness_note("%zu bytes of %p and %p differ\n", differences, (const void *)a, (const void *)b);
	return false;
}

bool harness_compare_memory(const void *a, const void *b, size_t size, bool equal)
{
	if (equal) {
		return memory_is_equal(a, b, size);
	}
	if (memcmp(a, b, size) != 0) {
		return true;
	}
	harness_note("%zubytes of %p and %p the same\n", size, a, b);
	return false;
}

bool harness_compare_range(unsigned long long value, unsigned long long minimum,
			   unsigned long long maximum, bool inside)
{
	if ((value >= minimum && value <= maximum) == inside) {
		return true;
	}
	harness_note("%llu is %swithin the range %llu-%llu\n", value, inside ? "not " : "", minimum, maximum);
	return false;
}

bool harness_compare_set(unsigned long long value, const unsigned long long *values, size_t count,
			 bool inside)
{
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		found = found || values[i] == value;
	}
	if (found == inside) {
		return true;
	}
	harness_note("%llu is %sin the set (", value, inside ? "not " : "");
	for (size_t i = 0; i < count; i++) {
		harness_note("%#llx, ", values[i]);
	}
	harness_note(")\n");
	return false;
}

/* Text compared without regard to the case of ASCII letters. */
#ifndef BULKHEAD_LIBC_STRINGS_H
#define BULKHEAD_LIBC_STRINGS_H

#include <stddef.h>

int strcasecmp(const char *left, const char *right);
int strncasecmp(const char *left, const char *right, size_t count);

#endif

/* POSIX's names for sizes and times. */
#ifndef BULKHEAD_LIBC_SYS_TYPES_H
#define BULKHEAD_LIBC_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <zephyr/types.h>

typedef int pid_t;
typedef unsigned int mode_t;

#endif

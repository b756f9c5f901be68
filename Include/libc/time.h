/* The types of time; there is no calendar. Clocks are in <zephyr/kernel.h>. */
#ifndef BULKHEAD_LIBC_TIME_H
#define BULKHEAD_LIBC_TIME_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t time_t;
typedef uint32_t clock_t;
typedef int32_t suseconds_t;

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

struct tm {
	int tm_sec, tm_min, tm_hour;
	int tm_mday, tm_mon, tm_year;
	int tm_wday, tm_yday, tm_isdst;
};

#endif

/*
 * The error numbers the kernel returns, for Swift, which does not see the C library's <errno.h>:
 * on the host Linux's, on a board those of Include/libc/errno.h.
 */
#ifndef BULKHEAD_ERROR_NUMBERS_H
#define BULKHEAD_ERROR_NUMBERS_H

#define BULKHEAD_EPERM 1
#define BULKHEAD_EINTR 4
#define BULKHEAD_EIO 5
#define BULKHEAD_EAGAIN 11
#define BULKHEAD_ENOMEM 12
#define BULKHEAD_EFAULT 14
#define BULKHEAD_EBUSY 16
#define BULKHEAD_ENODEV 19
#define BULKHEAD_EINVAL 22
#define BULKHEAD_ENOSPC 28
#define BULKHEAD_EPIPE 32
#if defined(__linux__)
#define BULKHEAD_EDEADLK 35
#define BULKHEAD_ENOSYS 38
#define BULKHEAD_ENOMSG 42
#define BULKHEAD_EOVERFLOW 75
#define BULKHEAD_ENOTSUP 95
#define BULKHEAD_EADDRINUSE 98
#define BULKHEAD_ETIMEDOUT 110
#define BULKHEAD_EALREADY 114
#define BULKHEAD_ECANCELED 125
#else
#define BULKHEAD_ENOMSG 35
#define BULKHEAD_EDEADLK 45
#define BULKHEAD_ENOSYS 88
#define BULKHEAD_EADDRINUSE 112
#define BULKHEAD_ETIMEDOUT 116
#define BULKHEAD_EALREADY 120
#define BULKHEAD_ENOTSUP 134
#define BULKHEAD_EOVERFLOW 139
#define BULKHEAD_ECANCELED 140
#endif

#endif

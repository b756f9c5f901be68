/* assert: prints the condition and its place, then ends as abort() does. NDEBUG removes it. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) \
	((condition) ? (void)0 : bulkhead_assertion_failed(#condition, __FILE__, __LINE__, __func__))
#endif

#ifndef BULKHEAD_LIBC_ASSERT_H
#define BULKHEAD_LIBC_ASSERT_H

void bulkhead_assertion_failed(const char *condition, const char *file, int line, const char *function)
	__attribute__((noreturn));

#ifndef __cplusplus
#define static_assert _Static_assert
#endif

#endif

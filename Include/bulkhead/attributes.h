/* Compiler attributes under one name each, so that headers read the same in C and from Swift. */
#ifndef BULKHEAD_ATTRIBUTES_H
#define BULKHEAD_ATTRIBUTES_H

/* Nullability is Swift's question; other compilers do not ask. */
#if defined(__clang__)
#define BULKHEAD_NONNULL _Nonnull
#define BULKHEAD_NULLABLE _Nullable
#define BULKHEAD_SWIFT_NAME(name) __attribute__((swift_name(#name)))
/* Between these two, a pointer that says nothing of itself is never null. */
#define BULKHEAD_NONNULL_BEGIN _Pragma("clang assume_nonnull begin")
#define BULKHEAD_NONNULL_END _Pragma("clang assume_nonnull end")
#else
#define BULKHEAD_NONNULL
#define BULKHEAD_NULLABLE
#define BULKHEAD_SWIFT_NAME(name)
#define BULKHEAD_NONNULL_BEGIN
#define BULKHEAD_NONNULL_END
#endif

/* Inlined also where Swift calls it and optimises for size: often a single instruction. */
#define BULKHEAD_INLINE static inline __attribute__((always_inline))

/* A symbol of the same image: reached without the global offset table. */
#define BULKHEAD_HIDDEN __attribute__((visibility("hidden")))

/*
 * An entry of a list that the linker collects. The section's name is a C identifier, so the
 * linker defines __start_<section> and __stop_<section>.
 */
#define BULKHEAD_LIST_ENTRY(section_name) \
	__attribute__((used, retain, section(#section_name), aligned(sizeof(void *))))

/* Where such a list begins and ends; without entries it is empty. */
#define BULKHEAD_LIST(type, name, section)                                                         \
	BULKHEAD_HIDDEN extern const type __start_##section[] __attribute__((weak));               \
	BULKHEAD_HIDDEN extern const type __stop_##section[] __attribute__((weak));                \
	BULKHEAD_INLINE const type *BULKHEAD_NONNULL bulkhead_##name##_start(void)                   \
	{                                                                                          \
		return __start_##section;                                                          \
	}                                                                                          \
	BULKHEAD_INLINE const type *BULKHEAD_NONNULL bulkhead_##name##_end(void)                     \
	{                                                                                          \
		return __stop_##section;                                                           \
	}

#endif

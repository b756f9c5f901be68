/*
 * Compiler attributes and checks under Zephyr's names. Clang and GCC; nothing here makes code of
 * its own but the barriers.
 */
#ifndef ZEPHYR_TOOLCHAIN_H
#define ZEPHYR_TOOLCHAIN_H

#include <stddef.h>
#include <stdint.h>

/* A parameter that a signature asks for and a body does not. */
#define ARG_UNUSED(argument) ((void)(argument))

/* Fails the build, with the message, unless the constant expression is true. */
#ifdef __cplusplus
#define BUILD_ASSERT(expression, ...) static_assert(expression, "" __VA_ARGS__)
#else
#define BUILD_ASSERT(expression, ...) _Static_assert(expression, "" __VA_ARGS__)
#endif

/* Linkage and placement */
#ifndef __used
#define __used __attribute__((used))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif
#ifndef __unused
#define __unused __attribute__((unused))
#endif
#ifndef __maybe_unused
#define __maybe_unused __attribute__((unused))
#endif
#ifndef __deprecated
#define __deprecated __attribute__((deprecated))
#endif
#ifndef __packed
#define __packed __attribute__((packed))
#endif
#ifndef __aligned
#define __aligned(bytes) __attribute__((aligned(bytes)))
#endif
#ifndef __may_alias
#define __may_alias __attribute__((may_alias))
#endif
#define __in_section_unique(segment) __attribute__((section(#segment)))
#ifndef __attribute_const__
#define __attribute_const__ __attribute__((const))
#endif
#ifndef __attribute_nonnull
#define __attribute_nonnull(...) __attribute__((nonnull(__VA_ARGS__)))
#endif
#ifndef __printf_like
#define __printf_like(text, first) __attribute__((__format__(__printf__, text, first)))
#endif
#ifndef __fallthrough
#define __fallthrough __attribute__((fallthrough))
#endif
#define __pinned_func
#define __pinned_bss
#define __pinned_data
#define __pinned_rodata
#define __pinned_noinit
#define __boot_func
#define __isr
#define __ramfunc

/* RAM that the start code does not clear: its content survives a warm reset. */
#if defined(__linux__)
#define __noinit
#else
#define __noinit __attribute__((section(".noinit")))
#endif

/* Inlining and control flow */
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define FUNC_NORETURN __attribute__((noreturn))
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif
#define likely(x) (__builtin_expect(!!(x), 1))
#define unlikely(x) (__builtin_expect(!!(x), 0))
#define CODE_UNREACHABLE __builtin_unreachable()

#define HAS_ATTRIBUTE(name) __has_attribute(name)
#define HAS_BUILTIN(name) __has_builtin(name)
#define TOOLCHAIN_HAS_C_GENERIC 1
#define TOOLCHAIN_HAS_C_AUTO_TYPE 1

/* Keeps the compiler from moving memory accesses across this point; no instruction. */
#define compiler_barrier() __asm__ volatile("" ::: "memory")

/* Warnings switched off for a stretch of code. */
#define TOOLCHAIN_PRAGMA(text) _Pragma(#text)
#define TOOLCHAIN_DISABLE_WARNING(warning) \
	_Pragma("GCC diagnostic push") TOOLCHAIN_PRAGMA(GCC diagnostic ignored warning)
#define TOOLCHAIN_ENABLE_WARNING(warning) _Pragma("GCC diagnostic pop")

/* Loads and stores at any address, whatever its alignment. */
#define UNALIGNED_GET(pointer) \
	__extension__({ \
		struct __attribute__((packed)) { \
			__typeof__(*(pointer)) value; \
		} *unaligned_pointer = (void *)(uintptr_t)(pointer); \
		unaligned_pointer->value; \
	})
#define UNALIGNED_PUT(new_value, pointer) \
	do { \
		struct __attribute__((packed)) { \
			__typeof__(*(pointer)) value; \
		} *unaligned_pointer = (void *)(pointer); \
		unaligned_pointer->value = (new_value); \
	} while (0)

#endif

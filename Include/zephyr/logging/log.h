/*
 * The log: lines with a time, a level and the module they come from, written at once to the console:
 *
 *     [00:00:01.250,000] <inf> motor: speed 1200
 *
 * A file says LOG_MODULE_REGISTER(name) or LOG_MODULE_REGISTER(name, level) once per module, and
 * LOG_MODULE_DECLARE with the same arguments in the module's other files. Without a level the macro
 * LOG_LEVEL counts, and without that CONFIG_LOG_DEFAULT_LEVEL. Calls above a module's level, or above
 * CONFIG_LOG_MAX_LEVEL, cost nothing: they are not compiled, nor are their arguments evaluated. With
 * CONFIG_LOG=n that is every call.
 */
#ifndef ZEPHYR_LOGGING_LOG_H
#define ZEPHYR_LOGGING_LOG_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/sys/printk.h>
#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>

#define LOG_LEVEL_NONE 0
#define LOG_LEVEL_ERR 1
#define LOG_LEVEL_WRN 2
#define LOG_LEVEL_INF 3
#define LOG_LEVEL_DBG 4

#ifdef CONFIG_LOG
#define Z_LOG_ON 1
#else
#define Z_LOG_ON 0
#endif
#ifdef CONFIG_LOG_DEFAULT_LEVEL
#define Z_LOG_DEFAULT_LEVEL CONFIG_LOG_DEFAULT_LEVEL
#else
#define Z_LOG_DEFAULT_LEVEL LOG_LEVEL_INF
#endif
#ifdef CONFIG_LOG_MAX_LEVEL
#define Z_LOG_MAX_LEVEL CONFIG_LOG_MAX_LEVEL
#else
#define Z_LOG_MAX_LEVEL LOG_LEVEL_DBG
#endif

/* A file's own `#define LOG_LEVEL n` hides this constant, before or after this header. */
#ifndef LOG_LEVEL
enum {
	LOG_LEVEL = Z_LOG_DEFAULT_LEVEL
};
#endif

#define Z_LOG_MODULE(name, level, ...) \
	static const char *const z_log_module __attribute__((unused)) = #name; \
	static const uint8_t z_log_level __attribute__((unused)) = (level)
#define LOG_MODULE_REGISTER(...) \
	Z_LOG_MODULE(__VA_ARGS__, LOG_LEVEL, ); \
	_Static_assert(1, "")
#define LOG_MODULE_DECLARE(...) LOG_MODULE_REGISTER(__VA_ARGS__)

/* Writes one line. Any context; the line of an interrupt may fall between a thread's pieces. */
void bulkhead_log(const char *module, uint8_t level, const char *function, const char *format, ...)
	__printf_like(4, 5);
void bulkhead_log_hexdump(const char *module, uint8_t level, const char *function, const void *data,
			  size_t length, const char *text);
void bulkhead_log_raw(const char *format, ...) __printf_like(1, 2);

#define Z_LOG_WANTED(level) (Z_LOG_ON && (level) <= Z_LOG_MAX_LEVEL && (level) <= z_log_level)
#define Z_LOG(level, ...) \
	do { \
		if (Z_LOG_WANTED(level)) { \
			bulkhead_log(z_log_module, level, __func__, __VA_ARGS__); \
		} \
	} while (0)
#define Z_LOG_HEXDUMP(level, data, length, text) \
	do { \
		if (Z_LOG_WANTED(level)) { \
			bulkhead_log_hexdump(z_log_module, level, __func__, data, length, text); \
		} \
	} while (0)
#define Z_LOG_ONCE(level, ...) \
	do { \
		static uint8_t z_logged_before; \
		if (z_logged_before == 0) { \
			z_logged_before = 1; \
			Z_LOG(level, __VA_ARGS__); \
		} \
	} while (0)

#define LOG_ERR(...) Z_LOG(LOG_LEVEL_ERR, __VA_ARGS__)
#define LOG_WRN(...) Z_LOG(LOG_LEVEL_WRN, __VA_ARGS__)
#define LOG_INF(...) Z_LOG(LOG_LEVEL_INF, __VA_ARGS__)
/* Debug lines name the function too. */
#define LOG_DBG(...) Z_LOG(LOG_LEVEL_DBG, __VA_ARGS__)
#define LOG_ERR_ONCE(...) Z_LOG_ONCE(LOG_LEVEL_ERR, __VA_ARGS__)
#define LOG_WRN_ONCE(...) Z_LOG_ONCE(LOG_LEVEL_WRN, __VA_ARGS__)
#define LOG_INF_ONCE(...) Z_LOG_ONCE(LOG_LEVEL_INF, __VA_ARGS__)
#define LOG_DBG_ONCE(...) Z_LOG_ONCE(LOG_LEVEL_DBG, __VA_ARGS__)

/* A line of text, then `length` bytes, sixteen a line, as numbers and as characters. */
#define LOG_HEXDUMP_ERR(data, length, text) Z_LOG_HEXDUMP(LOG_LEVEL_ERR, data, length, text)
#define LOG_HEXDUMP_WRN(data, length, text) Z_LOG_HEXDUMP(LOG_LEVEL_WRN, data, length, text)
#define LOG_HEXDUMP_INF(data, length, text) Z_LOG_HEXDUMP(LOG_LEVEL_INF, data, length, text)
#define LOG_HEXDUMP_DBG(data, length, text) Z_LOG_HEXDUMP(LOG_LEVEL_DBG, data, length, text)

/* Text without time, level, module or line end. */
#define LOG_RAW(...) \
	do { \
		if (Z_LOG_ON) { \
			bulkhead_log_raw(__VA_ARGS__); \
		} \
	} while (0)
#define LOG_PRINTK(...) printk(__VA_ARGS__)

#endif

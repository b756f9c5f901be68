/* Time: ticks, timeouts and their conversions. A tick is 1 / CONFIG_SYS_CLOCK_TICKS_PER_SEC second. */
#ifndef ZEPHYR_KERNEL_TIME_H
#define ZEPHYR_KERNEL_TIME_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>

/* A count of ticks; negative values below -1 encode an absolute time in a k_timeout_t. */
typedef int64_t k_ticks_t;

/* How long to wait: relative, absolute (K_TIMEOUT_ABS_*), K_NO_WAIT or K_FOREVER. */
typedef struct {
	k_ticks_t ticks;
} k_timeout_t;

#define K_TICKS_FOREVER ((k_ticks_t)-1)

#define BULKHEAD_TIMEOUT(t) ((k_timeout_t){.ticks = (k_ticks_t)(t)})
/* K_TICKS_FOREVER is K_FOREVER; what is below has no meaning and is no time. */
#define K_TICKS(t) BULKHEAD_TIMEOUT((k_ticks_t)(t) < K_TICKS_FOREVER ? 0 : (k_ticks_t)(t))
#define K_NO_WAIT BULKHEAD_TIMEOUT(0)
#define K_FOREVER BULKHEAD_TIMEOUT(K_TICKS_FOREVER)
#define K_TIMEOUT_EQ(a, b) ((a).ticks == (b).ticks)

/* An absolute time t is stored as -2 - t, so that relative and absolute share one number. */
#define BULKHEAD_ABSOLUTE(t) BULKHEAD_TIMEOUT(K_TICKS_FOREVER - 1 - ((t) > 0 ? (k_ticks_t)(t) : 0))

#ifdef CONFIG_SYS_CLOCK_TICKS_PER_SEC

#define BULKHEAD_TICK_HZ ((uint64_t)CONFIG_SYS_CLOCK_TICKS_PER_SEC)
#define BULKHEAD_CYCLE_HZ ((uint64_t)CONFIG_SYS_CLOCK_HW_CYCLES_PER_SEC)

/*
 * Scaling of a 64-bit count from one rate to another without overflow of the product for any
 * count whose result fits 64 bits: quotient and remainder are scaled apart. Where the rates are
 * constant the compiler folds the common cases into one multiplication or division.
 */
static inline uint64_t bulkhead_scale_floor(uint64_t t, uint64_t from, uint64_t to)
{
	if (from == to) {
		return t;
	}
	if (to % from == 0) {
		return t * (to / from);
	}
	if (from % to == 0) {
		return t / (from / to);
	}
	return t / from * to + t % from * to / from;
}

static inline uint64_t bulkhead_scale_ceil(uint64_t t, uint64_t from, uint64_t to)
{
	if (from == to) {
		return t;
	}
	if (to % from == 0) {
		return t * (to / from);
	}
	if (from % to == 0) {
		return t / (from / to) + (t % (from / to) != 0);
	}
	return t / from * to + (t % from * to + from - 1) / from;
}

static inline uint64_t bulkhead_scale_near(uint64_t t, uint64_t from, uint64_t to)
{
	if (from == to) {
		return t;
	}
	return t / from * to + (t % from * to + from / 2) / from;
}

/* k_<from>_to_<to>_<rounding><bits>: the whole family of Zephyr's conversions. */
#define BULKHEAD_CONVERSION(name, from, to)                                                        \
	static inline uint32_t k_##name##_floor32(uint32_t t)                                      \
	{                                                                                          \
		return (uint32_t)bulkhead_scale_floor(t, from, to);                                \
	}                                                                                          \
	static inline uint32_t k_##name##_ceil32(uint32_t t)                                       \
	{                                                                                          \
		return (uint32_t)bulkhead_scale_ceil(t, from, to);                                 \
	}                                                                                          \
	static inline uint32_t k_##name##_near32(uint32_t t)                                       \
	{                                                                                          \
		return (uint32_t)bulkhead_scale_near(t, from, to);                                 \
	}                                                                                          \
	static inline uint64_t k_##name##_floor64(uint64_t t)                                      \
	{                                                                                          \
		return bulkhead_scale_floor(t, from, to);                                          \
	}                                                                                          \
	static inline uint64_t k_##name##_ceil64(uint64_t t)                                       \
	{                                                                                          \
		return bulkhead_scale_ceil(t, from, to);                                           \
	}                                                                                          \
	static inline uint64_t k_##name##_near64(uint64_t t)                                       \
	{                                                                                          \
		return bulkhead_scale_near(t, from, to);                                           \
	}

BULKHEAD_CONVERSION(sec_to_ticks, 1u, BULKHEAD_TICK_HZ)
BULKHEAD_CONVERSION(sec_to_cyc, 1u, BULKHEAD_CYCLE_HZ)
BULKHEAD_CONVERSION(ms_to_ticks, 1000u, BULKHEAD_TICK_HZ)
BULKHEAD_CONVERSION(ms_to_cyc, 1000u, BULKHEAD_CYCLE_HZ)
BULKHEAD_CONVERSION(us_to_ticks, 1000000u, BULKHEAD_TICK_HZ)
BULKHEAD_CONVERSION(us_to_cyc, 1000000u, BULKHEAD_CYCLE_HZ)
BULKHEAD_CONVERSION(ns_to_ticks, 1000000000u, BULKHEAD_TICK_HZ)
BULKHEAD_CONVERSION(ns_to_cyc, 1000000000u, BULKHEAD_CYCLE_HZ)
BULKHEAD_CONVERSION(ticks_to_sec, BULKHEAD_TICK_HZ, 1u)
BULKHEAD_CONVERSION(ticks_to_ms, BULKHEAD_TICK_HZ, 1000u)
BULKHEAD_CONVERSION(ticks_to_us, BULKHEAD_TICK_HZ, 1000000u)
BULKHEAD_CONVERSION(ticks_to_ns, BULKHEAD_TICK_HZ, 1000000000u)
BULKHEAD_CONVERSION(ticks_to_cyc, BULKHEAD_TICK_HZ, BULKHEAD_CYCLE_HZ)
BULKHEAD_CONVERSION(cyc_to_sec, BULKHEAD_CYCLE_HZ, 1u)
BULKHEAD_CONVERSION(cyc_to_ms, BULKHEAD_CYCLE_HZ, 1000u)
BULKHEAD_CONVERSION(cyc_to_us, BULKHEAD_CYCLE_HZ, 1000000u)
BULKHEAD_CONVERSION(cyc_to_ns, BULKHEAD_CYCLE_HZ, 1000000000u)
BULKHEAD_CONVERSION(cyc_to_ticks, BULKHEAD_CYCLE_HZ, BULKHEAD_TICK_HZ)
#undef BULKHEAD_CONVERSION

/* As macros, because static initialisers use them; a duration is rounded up to whole ticks. */
#define BULKHEAD_CEIL_TICKS(t, per_second)                                                         \
	(((uint64_t)((t) > 0 ? (t) : 0) * BULKHEAD_TICK_HZ + (per_second)-1) / (per_second))
#define K_NSEC(t) BULKHEAD_TIMEOUT(BULKHEAD_CEIL_TICKS(t, 1000000000u))
#define K_USEC(t) BULKHEAD_TIMEOUT(BULKHEAD_CEIL_TICKS(t, 1000000u))
#define K_CYC(t) BULKHEAD_TIMEOUT(BULKHEAD_CEIL_TICKS(t, BULKHEAD_CYCLE_HZ))
#define K_MSEC(t) BULKHEAD_TIMEOUT(BULKHEAD_CEIL_TICKS(t, 1000u))
#define K_SECONDS(t) BULKHEAD_TIMEOUT(BULKHEAD_CEIL_TICKS(t, 1u))
#define K_MINUTES(t) K_SECONDS((t) * 60)
#define K_HOURS(t) K_MINUTES((t) * 60)

/* Names from inside Zephyr that its tests use. */
#define Z_TIMEOUT_TICKS(t) BULKHEAD_TIMEOUT(t)
#define Z_TIMEOUT_NS(t) K_NSEC(t)
#define Z_TIMEOUT_US(t) K_USEC(t)
#define Z_TIMEOUT_CYC(t) K_CYC(t)
#define Z_TIMEOUT_MS(t) K_MSEC(t)
/* The tick in progress, which a sleep that begins in it may take longer. */
#define _TICK_ALIGN 1

#define K_TIMEOUT_ABS_TICKS(t) BULKHEAD_ABSOLUTE(t)
#define K_TIMEOUT_ABS_SEC(t) BULKHEAD_ABSOLUTE(BULKHEAD_CEIL_TICKS(t, 1u))
#define K_TIMEOUT_ABS_MS(t) BULKHEAD_ABSOLUTE(BULKHEAD_CEIL_TICKS(t, 1000u))
#define K_TIMEOUT_ABS_US(t) BULKHEAD_ABSOLUTE(BULKHEAD_CEIL_TICKS(t, 1000000u))
#define K_TIMEOUT_ABS_NS(t) BULKHEAD_ABSOLUTE(BULKHEAD_CEIL_TICKS(t, 1000000000u))
#define K_TIMEOUT_ABS_CYC(t) BULKHEAD_ABSOLUTE(BULKHEAD_CEIL_TICKS(t, BULKHEAD_CYCLE_HZ))

#define MSEC_PER_SEC 1000U
#define USEC_PER_MSEC 1000U
#define NSEC_PER_USEC 1000U
#define NSEC_PER_MSEC 1000000U
#define USEC_PER_SEC 1000000U
#define NSEC_PER_SEC 1000000000U

/* The frequency of k_cycle_get_32's counter, Hz. */
static inline int sys_clock_hw_cycles_per_sec(void)
{
	return (int)BULKHEAD_CYCLE_HZ;
}

#endif /* CONFIG_SYS_CLOCK_TICKS_PER_SEC */

/* Ticks since boot. Any context. */
int64_t k_uptime_ticks(void);
#define z_tick_get sys_clock_tick_get
#define z_tick_get_32 sys_clock_tick_get_32
static inline int64_t sys_clock_tick_get(void)
{
	return k_uptime_ticks();
}

static inline uint32_t sys_clock_tick_get_32(void)
{
	return (uint32_t)k_uptime_ticks();
}

/* The free-running cycle counter of the clock device. Any context. */
uint32_t k_cycle_get_32(void);
uint64_t k_cycle_get_64(void);
/* Milliseconds since boot, rounded down. Any context. */
int64_t k_uptime_get(void);

static inline uint32_t k_uptime_get_32(void)
{
	return (uint32_t)k_uptime_get();
}

static inline uint32_t k_uptime_seconds(void)
{
	return (uint32_t)(k_uptime_get() / 1000);
}

/* Milliseconds since *reftime, which is set to now. */
static inline int64_t k_uptime_delta(int64_t *BULKHEAD_NONNULL reftime)
{
	int64_t now = k_uptime_get();
	int64_t delta = now - *reftime;

	*reftime = now;
	return delta;
}

/* A point in time, for loops with an overall limit. */
typedef struct {
	uint64_t tick;
} k_timepoint_t;

/* The time `timeout` from now; K_FOREVER and K_NO_WAIT keep their meaning. */
k_timepoint_t sys_timepoint_calc(k_timeout_t timeout);
/* What is left until `timepoint`; K_NO_WAIT if it is past. */
k_timeout_t sys_timepoint_timeout(k_timepoint_t timepoint);

static inline bool sys_timepoint_expired(k_timepoint_t timepoint)
{
	return K_TIMEOUT_EQ(sys_timepoint_timeout(timepoint), K_NO_WAIT);
}

static inline int sys_timepoint_cmp(k_timepoint_t a, k_timepoint_t b)
{
	return a.tick == b.tick ? 0 : a.tick < b.tick ? -1 : 1;
}

#endif

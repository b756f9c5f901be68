/*
 * Random numbers. Until a board has a driver for a source of entropy, they are a fixed sequence: the
 * same in every run, fit for tests and back-off times, unfit for anything secret. There is no
 * sys_csrand_get, so that code which needs real entropy does not build.
 */
#ifndef ZEPHYR_RANDOM_RANDOM_H
#define ZEPHYR_RANDOM_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The next number of the sequence. Any context; calls that interrupt each other may repeat one. */
uint32_t sys_rand32_get(void);

/* Fills `length` bytes. */
void sys_rand_get(void *destination, size_t length);

static inline uint8_t sys_rand8_get(void)
{
	return (uint8_t)sys_rand32_get();
}

static inline uint16_t sys_rand16_get(void)
{
	return (uint16_t)sys_rand32_get();
}

static inline uint64_t sys_rand64_get(void)
{
	uint64_t high = sys_rand32_get();

	return high << 32 | sys_rand32_get();
}

#endif

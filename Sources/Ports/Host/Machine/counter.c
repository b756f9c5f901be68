/*
 * Virtual time: a counter that stands still while code runs, moves on by a quantum when somebody
 * reads it, and jumps to the next alarm when nobody can run. Equal runs count equally.
 */
#if defined(__linux__)
#include <bulkhead/image.h>
#include <time.h>
#include "host.h"

#define NANOSECONDS 1000000000ull

static struct {
	uint64_t now;
	uint64_t announced;
	uint64_t alarm;
	uint64_t real_start;	/* nanoseconds of the real clock at cycle 0; 0: not yet known */
} counter = {.alarm = PORT_NO_ALARM};

bool port_is_paced;

uint64_t port_counter(void)
{
	return counter.now;
}

uint64_t port_counter_announced(void)
{
	return counter.announced;
}

void port_counter_announce(uint64_t cycles)
{
	counter.announced += cycles;
}

void port_counter_set_alarm(uint64_t cycle)
{
	counter.alarm = cycle;
	if (cycle <= counter.now) {
		counter.alarm = PORT_NO_ALARM;
		port_raise_clock();
	} else {
		port_clear_clock();
	}
}

/* Moves time on to `cycle`, or leaves it where it is; an alarm on the way rings. */
static void advance(uint64_t cycle)
{
	if (cycle > counter.now) {
		counter.now = cycle;
	}
	if (counter.alarm <= counter.now) {
		counter.alarm = PORT_NO_ALARM;
		port_raise_clock();
	}
}

void port_pass_time(void)
{
	uint32_t key = port_mask();
	uint64_t quantum = bulkhead_image.cycles_per_second / 1000000;

	advance(counter.now + (quantum != 0 ? quantum : 1));
	port_unmask(key);
}

/* False if no alarm is set. */
bool port_jump_to_alarm(void)
{
	if (counter.alarm == PORT_NO_ALARM) {
		return false;
	}
	advance(counter.alarm);
	return true;
}

static uint64_t real_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * NANOSECONDS + (uint64_t)time.tv_nsec;
}

/* Sleeps until the real clock has come as far as the alarm. */
static void wait_for_real_time(void)
{
	uint64_t rate = bulkhead_image.cycles_per_second;
	uint64_t now = real_now();

	if (counter.real_start == 0) {
		counter.real_start = now;
	}
	uint64_t due = counter.real_start + counter.alarm / rate * NANOSECONDS +
		       counter.alarm % rate * NANOSECONDS / rate;
	struct timespec time = {.tv_sec = (time_t)(due / NANOSECONDS),
				.tv_nsec = (long)(due % NANOSECONDS)};

	while (due > now && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) != 0) {
	}
}

void port_idle(void)
{
	if (!(port_processor.attention & PORT_SWITCH) && !port_interrupt_waits()) {
		if (port_is_paced && counter.alarm != PORT_NO_ALARM) {
			wait_for_real_time();
		}
		if (!port_jump_to_alarm()) {
			port_end_standstill();
		}
	}
	port_unlock(0);
}

void port_reset(void)
{
	counter.now = 0;
	counter.announced = 0;
	counter.alarm = PORT_NO_ALARM;
	counter.real_start = 0;
	port_forget_interrupts();
}
#endif

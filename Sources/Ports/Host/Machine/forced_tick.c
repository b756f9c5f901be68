/*
 * Threads that never enter the kernel would stop virtual time for all others. A signal comes after
 * every period of processor time; if the kernel was not entered since the last one, time jumps to
 * the next alarm, and whoever it wakes may take the processor: a forced tick. It depends on the
 * real clock, unlike everything else, so it is counted and can be forbidden.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include "host.h"
#include "interrupted.h"

#define PERIOD 10000	/* microseconds of processor time */
#define RETRY 1000	/* where the thread cannot be interrupted, until it can */

static struct {
	uint32_t entries;
	uint32_t forced;
	bool is_retrying;
	bool is_strict;
} watch;

static void set_period(long microseconds)
{
	struct itimerval timer = {.it_interval = {.tv_usec = microseconds},
				  .it_value = {.tv_usec = microseconds}};

	setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

static void set_retrying(bool is_retrying)
{
	if (watch.is_retrying != is_retrying) {
		watch.is_retrying = is_retrying;
		set_period(is_retrying ? RETRY : PERIOD);
	}
}

static void refuse(uintptr_t pc)
{
	const char *name = k_thread_name_get(k_sched_current_thread_query());

	/* To the console, as a fault's report: a tool that reads it may add the place's name. */
	printf("bulkhead: forced tick: thread \"%s\" never enters the kernel\n  pc  0x%016lx\n",
	       name ? name : "", (unsigned long)pc);
	port_console_flush();
	port_exit(1);
}

static void force_tick(uintptr_t pc)
{
	port_processor.is_locked = PORT_MASK;
	if (!port_jump_to_alarm()) {
		port_processor.is_locked = 0;
		return;
	}
	watch.forced++;
	if (watch.is_strict) {
		refuse(pc);
	}
	/* The thread may lose the processor here; what it was doing lies in the signal's frame. */
	port_unlock(0);
}

void port_look_for_spinning(uintptr_t pc, bool may_be_in_library)
{
	int error = errno;

	if (port_processor.entries != watch.entries) {
		watch.entries = port_processor.entries;
		set_retrying(false);
	} else if (port_processor.is_locked || !port_clock_can_be_served()) {
		/* It has masked interrupts: a board would not come through either. */
	} else if (!port_is_application(pc) || (may_be_in_library && port_has_library_frames(pc))) {
		set_retrying(true);
	} else {
		set_retrying(false);
		force_tick(pc);
	}
	errno = error;
}

static void on_period(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)info;
	port_look_for_spinning(port_interrupted_pc(context), true);
}

void port_watch_for_spinning(bool is_strict)
{
	/* Not blocked while it is handled: the handler may be left for another thread. */
	struct sigaction action = {.sa_sigaction = on_period, .sa_flags = PORT_PERIOD_FLAGS};

	watch.is_strict = is_strict;
	sigemptyset(&action.sa_mask);
	sigaction(PORT_PERIOD_SIGNAL, &action, NULL);
	set_period(PERIOD);
}

void port_stop_watching(void)
{
	set_period(0);
}

void port_report_forced_ticks(void)
{
	if (watch.forced != 0) {
		fprintf(stderr, "forced ticks: %u\n", watch.forced);
	}
}
#endif

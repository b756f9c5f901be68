/* What came of the boot, entry by entry, and the way back. */
#ifndef BULKHEAD_INIT_H
#define BULKHEAD_INIT_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device;

/* What became of an init entry. */
enum bulkhead_init_state {
	BULKHEAD_INIT_WAITING,       /* not reached yet, or comes up on request */
	BULKHEAD_INIT_RUNNING,
	BULKHEAD_INIT_UP,
	BULKHEAD_INIT_FAILED,        /* its init function returned an error */
	BULKHEAD_INIT_OVERRAN,       /* it was ended at its deadline; by a reset if the result is -ETIMEDOUT */
	BULKHEAD_INIT_FAULTED,       /* or the system went down meanwhile, if the result is -ECANCELED */
	BULKHEAD_INIT_SKIPPED,       /* something that it depends on is not up */
	BULKHEAD_INIT_GOING_DOWN,
	BULKHEAD_INIT_DOWN,
	BULKHEAD_INIT_DOWN_FAILED,   /* its shutdown function returned an error */
	BULKHEAD_INIT_DOWN_OVERRAN,
	BULKHEAD_INIT_DOWN_FAULTED,  /* likewise */
};

/* What is known of one entry. */
struct bulkhead_init_report {
	const char *BULKHEAD_NONNULL name;
	const struct device *BULKHEAD_NULLABLE device;
	enum bulkhead_init_state state;
	int result;                           /* of the function that was called last; 0: success */
	uint32_t duration_us;                 /* of its init function; 0 before the clock is up */
	const char *BULKHEAD_NULLABLE cause;  /* the entry for which it was skipped */
};

/*
 * Tells what became of the entry at `place`, in the order of the boot from 0. False if there is no such
 * entry. Any context. Constant cost.
 */
bool bulkhead_init_report(size_t place, struct bulkhead_init_report *BULKHEAD_NONNULL report);
/* Prints a line on the console for every entry. Thread, and boot once the console is up. */
void bulkhead_print_init_report(void);

/* An image without CONFIG_SHUTDOWN cannot go down; the kernel itself knows no options. */
#if defined(CONFIG_ZEPHYR_API_VERSION) && !defined(CONFIG_SHUTDOWN)
#define BULKHEAD_NEEDS_SHUTDOWN __attribute__((unavailable("needs CONFIG_SHUTDOWN=y")))
#else
#define BULKHEAD_NEEDS_SHUTDOWN
#endif

/* Why the system goes down. */
enum bulkhead_shutdown_reason {
	BULKHEAD_SHUTDOWN_REQUESTED,      /* somebody asked for it */
	BULKHEAD_SHUTDOWN_MAIN_RETURNED,  /* main has, after z_sys_shutdown_enable */
	BULKHEAD_SHUTDOWN_INIT_FAILED,    /* an entry that is required did not come up */
	BULKHEAD_SHUTDOWN_HAND_OFF,       /* another image takes over */
};

/*
 * Takes the system down: ends the application's threads, calls the shutdown functions of all entries
 * that are up, the last one up first, and ends the run; status 0 if all of them succeeded, else 1.
 * A failure is recorded, and the others go down. What the caller has locked, interrupt lines too, is unlocked
 * first. Thread.
 */
void bulkhead_shutdown(enum bulkhead_shutdown_reason reason) BULKHEAD_NEEDS_SHUTDOWN
	__attribute__((noreturn));
/*
 * The same, with another last step: it is called on the thread that ran the boot, with interrupts masked,
 * when all devices are down, the console too, and does not return.
 */
void bulkhead_shutdown_then(enum bulkhead_shutdown_reason reason,
			    void (*BULKHEAD_NONNULL last)(void *BULKHEAD_NULLABLE argument),
			    void *BULKHEAD_NULLABLE argument) BULKHEAD_NEEDS_SHUTDOWN
	__attribute__((noreturn));
/* Makes the return of main take the system down; the run ends with main's status. Any context. */
void z_sys_shutdown_enable(void) BULKHEAD_NEEDS_SHUTDOWN;

#endif

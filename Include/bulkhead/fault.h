/*
 * What an application may learn of a fault beside its report, and whether that is printed. Whether and how the
 * run goes on is k_sys_fatal_error_handler's affair (zephyr/fatal.h).
 */
#ifndef BULKHEAD_FAULT_H
#define BULKHEAD_FAULT_H

#include <bulkhead/attributes.h>
#include <port/switch.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The application's, if it has one: whether the report of a fault, or of a system call that was refused, is
 * printed. What `fault` says is true until it returns. It comes before k_sys_fatal_error_handler, in interrupt
 * context or the failed thread's, interrupts masked; only in images with a console, which have reports.
 */
bool bulkhead_fault_is_reported(const struct bulkhead_fault *BULKHEAD_NONNULL fault);

/* Whose memory an address is, as reports say it. */
struct bulkhead_owner {
	const char *BULKHEAD_NONNULL what;            /* such as "the partition" */
	const char *BULKHEAD_NULLABLE name;           /* and its name, where it has one */
	struct k_thread *BULKHEAD_NULLABLE thread;    /* whose stack it is */
};

/* As the running thread sees it. Only with CONFIG_USERSPACE. Any context, with privileges. */
struct bulkhead_owner bulkhead_owner_of(uintptr_t address);

#endif

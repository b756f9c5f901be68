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

/* Whose the memory is that a thread touched. What is not the thread's own is known with CONFIG_USERSPACE. */
enum bulkhead_memory_owner {
	BULKHEAD_MEMORY_UNKNOWN,
	BULKHEAD_MEMORY_OWN_STACK,
	BULKHEAD_MEMORY_OTHER_STACK,
	BULKHEAD_MEMORY_DEVICE,
	BULKHEAD_MEMORY_PARTITION,
	BULKHEAD_MEMORY_APPLICATION,  /* its code and constants */
	BULKHEAD_MEMORY_KERNEL_CODE,  /* the kernel's code and constants */
	BULKHEAD_MEMORY_KERNEL,
	BULKHEAD_MEMORY_PROCESSOR,    /* the processor's own registers */
	BULKHEAD_MEMORY_NONE,         /* what the image does not have */
};

/* Whose memory an address is, as reports say it. */
struct bulkhead_owner {
	enum bulkhead_memory_owner kind;
	const char *BULKHEAD_NONNULL what;            /* such as "the partition" */
	const char *BULKHEAD_NULLABLE name;           /* and its name, where it has one */
	struct k_thread *BULKHEAD_NULLABLE thread;    /* whose stack it is */
};

/* As the running thread sees it. Only with CONFIG_USERSPACE. Any context, with privileges. */
struct bulkhead_owner bulkhead_owner_of(uintptr_t address);

#endif

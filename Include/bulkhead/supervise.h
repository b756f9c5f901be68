/*
 * What becomes of a thread that faults, and who is told: it ends, begins anew on a clean stack, or a function of the
 * application's is called in its place. Everybody else goes on. docs/USER_MODE.md tells the whole.
 */
#ifndef BULKHEAD_SUPERVISE_H
#define BULKHEAD_SUPERVISE_H

#include <bulkhead/attributes.h>
#include <bulkhead/fault.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel/msgq.h>
#include <zephyr/kernel/thread.h>

/* What becomes of a thread that has faulted. */
enum bulkhead_fault_policy {
	BULKHEAD_FAULT_ABORT,    /* it ends */
	BULKHEAD_FAULT_RESTART,  /* it begins at its entry again, with the same parameters */
	BULKHEAD_FAULT_HANDLER,  /* a function is called in its place, which says which of the two it is to be */
};

/* A fault, for a handler and for whoever supervises: nothing in it need be looked up elsewhere. */
struct bulkhead_fault_record {
	struct k_thread *BULKHEAD_NONNULL thread;
	uint32_t reason;          /* enum k_fatal_error_reason */
	uint32_t action;          /* enum bulkhead_fault_policy: what becomes of the thread now */
	uint32_t whose;           /* enum bulkhead_memory_owner, of the address */
	uintptr_t address;        /* what it touched, or named in a system call; see has_address */
	uintptr_t pc;             /* where it was; 0: not known, such as in a system call that is refused */
	struct k_thread *BULKHEAD_NULLABLE other;  /* whose stack it is, if it is another's */
	uint32_t restarts;        /* how often it has begun anew, this time included */
	uint32_t lost;            /* records of this thread's before that there was no room for */
	bool has_address;
	char cause[51];           /* the report's words */
} BULKHEAD_SWIFT_NAME(FaultRecord);

/*
 * Called in the faulty thread's place: with its privileges, its memory and its rights, on its stack, from the top.
 * `fault` lies there, too. It returns what becomes of the thread; BULKHEAD_FAULT_HANDLER is no answer, and means
 * BULKHEAD_FAULT_ABORT. A fault in it ends the thread.
 */
typedef enum bulkhead_fault_policy (*bulkhead_fault_handler_t)(const struct bulkhead_fault_record *BULKHEAD_NONNULL fault,
								void *BULKHEAD_NULLABLE parameter);

/* A queue of records: bulkhead_fault_record is its message. */
#define BULKHEAD_FAULT_QUEUE_DEFINE(name, count)                                                   \
	K_MSGQ_DEFINE(name, sizeof(struct bulkhead_fault_record), count, sizeof(void *))

/* What is to become of a thread, and who is told. */
struct bulkhead_fault_plan {
	enum bulkhead_fault_policy policy;
	uint32_t restarts;  /* how often it may begin anew, by policy or by the handler's word; then it ends */
	bulkhead_fault_handler_t BULKHEAD_NULLABLE handler;
	void *BULKHEAD_NULLABLE parameter;      /* the handler's */
	struct k_msgq *BULKHEAD_NULLABLE told;  /* gets a bulkhead_fault_record of each fault; NULL: nobody is told */
} BULKHEAD_SWIFT_NAME(FaultPlan);

/*
 * Says what becomes of a thread that faults from now on, once it has been created; NULL: it ends, as before. The plan
 * is copied. How often it has begun anew counts from 0 again. A new thread in the same record has nothing of it.
 *
 * A fault is whatever a report speaks of: memory that it may not touch, a stack that overflows, an instruction that it
 * may not execute, a system call that is refused, k_oops. k_panic and failed assertions end the run as ever. The
 * report is printed, and k_sys_fatal_error_handler called if there is one; without one the run goes on.
 *
 * A thread that begins anew has its priority, its domain, its name and what it was granted as they are: a right that
 * was taken back does not come back. Its stack, errno and custom data are as at its beginning. A k_mutex that it had
 * locked goes to who waits longest among the most urgent, or is free; a sys_mutex stays its own, which it may lock
 * again. Who waits for its end waits on. Timers, work and whatever else lay on its stack must not be in use.
 *
 * 0; -EINVAL: the thread has ended, a handler is missing, or `told` has messages of another size; -ENOTSUP: main, the
 * idle thread, and threads of work queues, of which the kernel has need; -EBUSY: its handler runs; -ENOMEM: already
 * CONFIG_MAX_SUPERVISED_THREADS have a plan. Thread or boot, with privileges. Cost grows with that number and with the
 * threads; a restart clears the stack, with interrupts off.
 */
int bulkhead_on_fault(struct k_thread *BULKHEAD_NONNULL thread,
		      const struct bulkhead_fault_plan *BULKHEAD_NULLABLE plan);

#endif

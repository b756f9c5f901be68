/* Work: functions that a queue's thread calls, in the order they were submitted. */
#ifndef ZEPHYR_KERNEL_WORK_H
#define ZEPHYR_KERNEL_WORK_H

#include <bulkhead/error_numbers.h>
#include <bulkhead/registration.h>
#include <bulkhead/timeout.h>
#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/poll.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/kernel/time.h>

struct k_work;
struct k_work_q;

/* Runs in the queue's thread; what it does delays all work behind it. */
typedef void (*k_work_handler_t)(struct k_work *BULKHEAD_NONNULL work);

struct k_work {
	struct k_work *BULKHEAD_NULLABLE next;  /* ring of pending work */
	struct k_work *BULKHEAD_NULLABLE previous;
	k_work_handler_t BULKHEAD_NULLABLE handler;
	struct k_work_q *BULKHEAD_NULLABLE queue;  /* where it was submitted last */
	uint16_t flags;
	uint16_t owner;  /* the init entry it belongs to: its place + 1; 0: none */
} BULKHEAD_SWIFT_NAME(WorkRecord);

/* Bits of what k_work_busy_get returns. */
enum {
	K_WORK_RUNNING = 1,
	K_WORK_CANCELING = 2,
	K_WORK_QUEUED = 4,
	K_WORK_DELAYED = 8,
	K_WORK_FLUSHING = 16,
	/* Of delayable work's `flags` for good; never in the result. */
	K_WORK_DELAYABLE = 0x100,
};

/* Bits of a queue's `flags`. */
enum {
	K_WORK_QUEUE_STARTED = 1,
	K_WORK_QUEUE_BUSY = 2,
	K_WORK_QUEUE_DRAIN = 4,
	K_WORK_QUEUE_PLUGGED = 8,
	K_WORK_QUEUE_STOP = 16,
	K_WORK_QUEUE_NO_YIELD = 32,
};

struct k_work_delayable {
	struct k_work work;
	struct bulkhead_timeout timeout;
	struct k_work_q *BULKHEAD_NULLABLE queue;  /* where it goes when the time is up */
} BULKHEAD_SWIFT_NAME(DelayableWorkRecord);

/* The state of a wait for work; it must stay until the wait is over. */
struct k_work_sync {
	struct k_work marker;  /* queued behind the work that is waited for */
	struct bulkhead_wait_queue waiters;
} BULKHEAD_SWIFT_NAME(WorkSyncRecord);

/* A queue and its thread. `thread` is last: its size depends on the application's options. */
struct k_work_q {
	struct k_work *BULKHEAD_NULLABLE pending;
	struct bulkhead_wait_queue idle;        /* the thread, when there is nothing to do */
	struct bulkhead_wait_queue drainers;
	struct bulkhead_wait_queue cancellers;
	struct k_thread *BULKHEAD_NULLABLE thread_id;
	struct k_work *BULKHEAD_NULLABLE running;  /* whose handler the thread calls */
	uint16_t flags;
	uint16_t owner;  /* the init entry that started it: its place + 1; 0: none */
	struct k_thread thread;
} BULKHEAD_SWIFT_NAME(WorkQueueRecord);

struct k_work_queue_config {
	const char *BULKHEAD_NULLABLE name;
	bool no_yield;             /* do not let equals run between two works */
	bool essential;
	uint32_t work_timeout_ms;  /* no effect */
};

/* Work that is submitted when one of several events comes. */
struct k_work_poll {
	struct k_work work;
	struct k_work_q *BULKHEAD_NULLABLE workq;  /* NULL unless it waits or is submitted */
	struct bulkhead_poller poller;
	k_work_handler_t BULKHEAD_NULLABLE real_handler;
	int poll_result;  /* for the handler: 0, or -EAGAIN: the time was up */
	struct bulkhead_registration registration;  /* while it waits for events */
	struct bulkhead_timeout timeout;
} BULKHEAD_SWIFT_NAME(PolledWorkRecord);

/* The system's queue, whose thread the boot starts in images that use it. */
extern struct k_work_q k_sys_work_q;

#define BULKHEAD_WORK_INITIALIZER(function) {.handler = (function)}
#define Z_WORK_INITIALIZER(function) BULKHEAD_WORK_INITIALIZER(function)
/*
 * Work may also be a function's own variable, which cannot lie with the objects that a cmocka test
 * finds fresh; so it does only where cmocka may be: ztest and applications get it plain.
 */
#if defined(CONFIG_TEST)
#define BULKHEAD_WORK_OBJECT BULKHEAD_OBJECT
#else
#define BULKHEAD_WORK_OBJECT
#endif
#define K_WORK_DEFINE(name, function)                                                              \
	BULKHEAD_WORK_OBJECT struct k_work name = BULKHEAD_WORK_INITIALIZER(function)
#define BULKHEAD_DELAYABLE_INITIALIZER(function)                                                   \
	{.work = {.handler = (function), .flags = K_WORK_DELAYABLE}}
#define Z_WORK_DELAYABLE_INITIALIZER(function) BULKHEAD_DELAYABLE_INITIALIZER(function)
#define K_WORK_DELAYABLE_DEFINE(name, function)                                                    \
	BULKHEAD_WORK_OBJECT struct k_work_delayable name = BULKHEAD_DELAYABLE_INITIALIZER(function)

/* Queues */

/* A queue that is not started. Any context. */
void k_work_queue_init(struct k_work_q *BULKHEAD_NONNULL queue);
/* Starts the queue's thread; `cfg` may be NULL. Thread or boot. */
void k_work_queue_start(struct k_work_q *BULKHEAD_NONNULL queue, k_thread_stack_t *BULKHEAD_NONNULL stack,
			size_t stack_size, int prio,
			const struct k_work_queue_config *BULKHEAD_NULLABLE cfg);
/* Makes the caller the queue's thread; returns when the queue is stopped. Thread. */
void k_work_queue_run(struct k_work_q *BULKHEAD_NONNULL queue,
		      const struct k_work_queue_config *BULKHEAD_NULLABLE cfg);
/*
 * Waits until all work is done, accepting no more from others meanwhile, nor afterwards if `plug`.
 * 1 if it had to wait, 0 if not. Thread, not the queue's own.
 */
int k_work_queue_drain(struct k_work_q *BULKHEAD_NONNULL queue, bool plug);
/* Accepts work again: 0; -EALREADY: it was not plugged. Any context. */
int k_work_queue_unplug(struct k_work_q *BULKHEAD_NONNULL queue);
/*
 * Ends a plugged queue's thread. 0; -EALREADY: not started; -EBUSY: not plugged; -ETIMEDOUT;
 * -ENOTSUP: the thread is essential. Thread.
 */
int k_work_queue_stop(struct k_work_q *BULKHEAD_NONNULL queue, k_timeout_t timeout);

static inline k_tid_t BULKHEAD_NULLABLE k_work_queue_thread_get(struct k_work_q *BULKHEAD_NONNULL queue)
{
	return queue->thread_id;
}

/* Work */

/* Idle work. Not for work that is busy. Any context. */
void k_work_init(struct k_work *BULKHEAD_NONNULL work, k_work_handler_t BULKHEAD_NONNULL handler);
/*
 * Queues work behind all other. 1: done; 0: it is queued already; 2: it runs and was queued again,
 * on the queue that runs it; -EBUSY: it is being cancelled, or the queue drains or is plugged;
 * -EINVAL: no queue, now or before; -ENODEV: the queue is not started. Any context.
 */
int k_work_submit_to_queue(struct k_work_q *BULKHEAD_NULLABLE queue, struct k_work *BULKHEAD_NONNULL work);
/* K_WORK_* bits; 0: idle. Any context. */
int k_work_busy_get(const struct k_work *BULKHEAD_NONNULL work);
/* Waits until the work's last submission is done; false if it was idle. Thread, not the queue's. */
bool k_work_flush(struct k_work *BULKHEAD_NONNULL work, struct k_work_sync *BULKHEAD_NONNULL sync);
/* Takes queued work back; what runs goes on. The bits that remain: 0 if it is idle. Any context. */
int k_work_cancel(struct k_work *BULKHEAD_NONNULL work);
/* The same, waiting for the end of what runs; whether it was busy. Thread, not the queue's. */
bool k_work_cancel_sync(struct k_work *BULKHEAD_NONNULL work, struct k_work_sync *BULKHEAD_NONNULL sync);

static inline int k_work_submit(struct k_work *BULKHEAD_NONNULL work)
{
	return k_work_submit_to_queue(&k_sys_work_q, work);
}

static inline bool k_work_is_pending(const struct k_work *BULKHEAD_NONNULL work)
{
	return k_work_busy_get(work) != 0;
}

/* Delayable work */

void k_work_init_delayable(struct k_work_delayable *BULKHEAD_NONNULL dwork,
			   k_work_handler_t BULKHEAD_NONNULL handler);
/*
 * Submits after a delay, unless it is scheduled or queued already (0 then). K_NO_WAIT: as
 * k_work_submit_to_queue, with its results; otherwise 1. Any context.
 */
int k_work_schedule_for_queue(struct k_work_q *BULKHEAD_NONNULL queue,
			      struct k_work_delayable *BULKHEAD_NONNULL dwork, k_timeout_t delay);
/* The same, but a delay that runs is replaced. */
int k_work_reschedule_for_queue(struct k_work_q *BULKHEAD_NONNULL queue,
				struct k_work_delayable *BULKHEAD_NONNULL dwork, k_timeout_t delay);
int k_work_delayable_busy_get(const struct k_work_delayable *BULKHEAD_NONNULL dwork);
/* Submits at once what is scheduled, then as k_work_flush. */
bool k_work_flush_delayable(struct k_work_delayable *BULKHEAD_NONNULL dwork,
			    struct k_work_sync *BULKHEAD_NONNULL sync);
/* As k_work_cancel and k_work_cancel_sync. */
int k_work_cancel_delayable(struct k_work_delayable *BULKHEAD_NONNULL dwork);
bool k_work_cancel_delayable_sync(struct k_work_delayable *BULKHEAD_NONNULL dwork,
				  struct k_work_sync *BULKHEAD_NONNULL sync);
/* The tick at which a scheduled submission comes, and the ticks until then; now and 0 without. */
k_ticks_t k_work_delayable_expires_get(const struct k_work_delayable *BULKHEAD_NONNULL dwork);
k_ticks_t k_work_delayable_remaining_get(const struct k_work_delayable *BULKHEAD_NONNULL dwork);

static inline int k_work_schedule(struct k_work_delayable *BULKHEAD_NONNULL dwork, k_timeout_t delay)
{
	return k_work_schedule_for_queue(&k_sys_work_q, dwork, delay);
}

static inline int k_work_reschedule(struct k_work_delayable *BULKHEAD_NONNULL dwork, k_timeout_t delay)
{
	return k_work_reschedule_for_queue(&k_sys_work_q, dwork, delay);
}

static inline bool k_work_delayable_is_pending(const struct k_work_delayable *BULKHEAD_NONNULL dwork)
{
	return k_work_delayable_busy_get(dwork) != 0;
}

static inline struct k_work_delayable *BULKHEAD_NONNULL
k_work_delayable_from_work(struct k_work *BULKHEAD_NONNULL work)
{
	return (struct k_work_delayable *)(void *)work;
}

/* Work that waits for events */

void k_work_poll_init(struct k_work_poll *BULKHEAD_NONNULL work, k_work_handler_t BULKHEAD_NONNULL handler);
/*
 * Submits when one of the events is ready or the time is up (at once if it is so now); the handler
 * finds in poll_result which. Work that still waits for events on this queue starts over. 0;
 * -EADDRINUSE: it waits on another queue; -EINVAL: it is submitted already. The events belong to
 * the kernel until the handler runs. Any context; cost grows with `num_events`.
 */
int k_work_poll_submit_to_queue(struct k_work_q *BULKHEAD_NONNULL queue,
				struct k_work_poll *BULKHEAD_NONNULL work,
				struct k_poll_event *BULKHEAD_NONNULL events, int num_events,
				k_timeout_t timeout);
/* Stops waiting for events: 0; -EINVAL: it does not wait. Any context. */
int k_work_poll_cancel(struct k_work_poll *BULKHEAD_NULLABLE work);

static inline int k_work_poll_submit(struct k_work_poll *BULKHEAD_NONNULL work,
				     struct k_poll_event *BULKHEAD_NONNULL events, int num_events,
				     k_timeout_t timeout)
{
	return k_work_poll_submit_to_queue(&k_sys_work_q, work, events, num_events, timeout);
}

/* For the kernel: from a queue to its thread, and from a member to the work around it. */
BULKHEAD_INLINE struct k_thread *BULKHEAD_NONNULL
bulkhead_thread_of_queue(struct k_work_q *BULKHEAD_NONNULL queue)
{
	return &queue->thread;
}

BULKHEAD_INLINE struct k_work_delayable *BULKHEAD_NONNULL
bulkhead_delayable_of(struct bulkhead_timeout *BULKHEAD_NONNULL timeout)
{
	return (struct k_work_delayable *)(void *)((char *)timeout -
						   offsetof(struct k_work_delayable, timeout));
}

BULKHEAD_INLINE struct k_work_poll *BULKHEAD_NONNULL
bulkhead_polled_work_of_timeout(struct bulkhead_timeout *BULKHEAD_NONNULL timeout)
{
	return (struct k_work_poll *)(void *)((char *)timeout - offsetof(struct k_work_poll, timeout));
}

BULKHEAD_INLINE struct k_work_poll *BULKHEAD_NONNULL
bulkhead_polled_work_of_poller(struct bulkhead_poller *BULKHEAD_NONNULL poller)
{
	return (struct k_work_poll *)(void *)((char *)poller - offsetof(struct k_work_poll, poller));
}

BULKHEAD_INLINE struct k_work_poll *BULKHEAD_NONNULL
bulkhead_polled_work_of_registration(struct bulkhead_registration *BULKHEAD_NONNULL registration)
{
	return (struct k_work_poll *)(void *)((char *)registration -
					      offsetof(struct k_work_poll, registration));
}

BULKHEAD_INLINE struct k_work_q *BULKHEAD_NONNULL bulkhead_system_work_queue(void)
{
	return &k_sys_work_q;
}

BULKHEAD_INLINE const char *BULKHEAD_NONNULL bulkhead_system_work_queue_name(void)
{
	return "sysworkq";
}

/* The boot's way to start the system's queue; the image's generated part calls it. */
void bulkhead_start_work_queue(struct k_work_q *BULKHEAD_NONNULL queue,
			       k_thread_stack_t *BULKHEAD_NONNULL stack, size_t stack_size, int prio,
			       bool no_yield);

#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
/* Zephyr 2.x's names; results as it documents them. */
struct k_delayed_work {
	struct k_work_delayable work;
};

/* Also for a function's own variable, so not restored between tests as other objects are. */
#define K_DELAYED_WORK_DEFINE(name, function)                                                      \
	struct k_delayed_work name = {                                             \
		.work = BULKHEAD_DELAYABLE_INITIALIZER(function)}

static inline void k_work_q_start(struct k_work_q *BULKHEAD_NONNULL queue,
				  k_thread_stack_t *BULKHEAD_NONNULL stack, size_t stack_size,
				  int prio)
{
	k_work_queue_start(queue, stack, stack_size, prio, NULL);
}

static inline bool k_work_pending(const struct k_work *BULKHEAD_NONNULL work)
{
	return k_work_is_pending(work);
}

static inline void k_delayed_work_init(struct k_delayed_work *BULKHEAD_NONNULL work,
				       k_work_handler_t BULKHEAD_NONNULL handler)
{
	k_work_init_delayable(&work->work, handler);
}

/* 0, or k_work_reschedule_for_queue's error. A delay that runs starts over. */
static inline int k_delayed_work_submit_to_queue(struct k_work_q *BULKHEAD_NONNULL queue,
						 struct k_delayed_work *BULKHEAD_NONNULL work,
						 k_timeout_t delay)
{
	int result = k_work_reschedule_for_queue(queue, &work->work, delay);

	return result < 0 ? result : 0;
}

static inline int k_delayed_work_submit(struct k_delayed_work *BULKHEAD_NONNULL work, k_timeout_t delay)
{
	return k_delayed_work_submit_to_queue(&k_sys_work_q, work, delay);
}

/* 0: it will not run; -EINVAL: it runs; -EALREADY: it was not pending. */
static inline int k_delayed_work_cancel(struct k_delayed_work *BULKHEAD_NONNULL work)
{
	if (!k_work_delayable_is_pending(&work->work)) {
		return -BULKHEAD_EALREADY;
	}
	return k_work_cancel_delayable(&work->work) == 0 ? 0 : -BULKHEAD_EINVAL;
}

static inline bool k_delayed_work_pending(struct k_delayed_work *BULKHEAD_NONNULL work)
{
	return k_work_delayable_is_pending(&work->work);
}

static inline k_ticks_t k_delayed_work_expires_ticks(struct k_delayed_work *BULKHEAD_NONNULL work)
{
	return k_work_delayable_expires_get(&work->work);
}

static inline k_ticks_t k_delayed_work_remaining_ticks(struct k_delayed_work *BULKHEAD_NONNULL work)
{
	return k_work_delayable_remaining_get(&work->work);
}

#ifdef CONFIG_SYS_CLOCK_TICKS_PER_SEC
static inline int32_t k_delayed_work_remaining_get(struct k_delayed_work *BULKHEAD_NONNULL work)
{
	return (int32_t)k_ticks_to_ms_ceil32((uint32_t)k_delayed_work_remaining_ticks(work));
}
#endif
#endif

#endif

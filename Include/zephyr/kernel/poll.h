/* Waiting for several things at once: semaphores, queues, message queues, pipes and signals. */
#ifndef ZEPHYR_KERNEL_POLL_H
#define ZEPHYR_KERNEL_POLL_H

#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_fifo;
struct k_msgq;
struct k_pipe;
struct k_poll_event;
struct k_poll_signal;
struct k_queue;
struct k_sem;

/* What an event watches for. */
#define K_POLL_TYPE_IGNORE 0u
#define K_POLL_TYPE_SIGNAL 1u
#define K_POLL_TYPE_SEM_AVAILABLE 2u
#define K_POLL_TYPE_DATA_AVAILABLE 4u  /* in a k_queue, k_fifo or k_lifo */
#define K_POLL_TYPE_FIFO_DATA_AVAILABLE K_POLL_TYPE_DATA_AVAILABLE
#define K_POLL_TYPE_MSGQ_DATA_AVAILABLE 8u
#define K_POLL_TYPE_PIPE_DATA_AVAILABLE 16u

/* Whether a ready object is also taken: never. */
enum k_poll_modes {
	K_POLL_MODE_NOTIFY_ONLY = 0,
	K_POLL_NUM_MODES
};

/* What an event has seen; the application sets it back to K_POLL_STATE_NOT_READY. */
#define K_POLL_STATE_NOT_READY 0u
#define K_POLL_STATE_SIGNALED 1u
#define K_POLL_STATE_SEM_AVAILABLE 2u
#define K_POLL_STATE_DATA_AVAILABLE 4u
#define K_POLL_STATE_FIFO_DATA_AVAILABLE K_POLL_STATE_DATA_AVAILABLE
#define K_POLL_STATE_CANCELLED 8u
#define K_POLL_STATE_MSGQ_DATA_AVAILABLE 16u
#define K_POLL_STATE_PIPE_DATA_AVAILABLE 32u

/* Somebody who polls: a thread in k_poll or a k_work_poll. The kernel's alone. */
struct bulkhead_poller {
	struct bulkhead_wait_queue waiters;
	struct k_poll_event *BULKHEAD_NULLABLE events;
	uint32_t event_count;
	bool is_polling;  /* no event has come yet */
	/* Called with interrupts masked when an event has come. */
	void (*BULKHEAD_NULLABLE trigger)(struct bulkhead_poller *BULKHEAD_NONNULL poller,
					  uint32_t state);
} BULKHEAD_SWIFT_NAME(PollerRecord);

/* The first five members are the kernel's. */
struct k_poll_event {
	struct k_poll_event *BULKHEAD_NULLABLE next;  /* ring of events of equal urgency */
	struct k_poll_event *BULKHEAD_NULLABLE previous;
	struct k_poll_event *BULKHEAD_NULLABLE more;
	struct k_poll_event *BULKHEAD_NULLABLE less;
	struct bulkhead_poller *BULKHEAD_NULLABLE poller;  /* NULL unless registered */
	uint8_t tag;    /* the application's */
	uint8_t type;   /* K_POLL_TYPE_* */
	uint8_t state;  /* K_POLL_STATE_*, or'ed */
	uint8_t mode;
	uint8_t level;
	union {
		void *BULKHEAD_NULLABLE obj;
		struct k_poll_signal *BULKHEAD_NULLABLE signal;
		struct k_sem *BULKHEAD_NULLABLE sem;
		struct k_fifo *BULKHEAD_NULLABLE fifo;
		struct k_queue *BULKHEAD_NULLABLE queue;
		struct k_msgq *BULKHEAD_NULLABLE msgq;
		struct k_pipe *BULKHEAD_NULLABLE pipe;
	};
} BULKHEAD_SWIFT_NAME(PollEventRecord);

/* A flag that pollers wait for, with a number. It stays raised until it is reset. */
struct k_poll_signal {
	struct bulkhead_poll_list poll;
	unsigned int signaled;
	int result;
} BULKHEAD_SWIFT_NAME(PollSignalRecord);

#define K_POLL_EVENT_INITIALIZER(event_type, event_mode, object)                                   \
	{                                                                                          \
		.type = (event_type), .state = K_POLL_STATE_NOT_READY, .mode = (event_mode),       \
		.obj = (object),                                                                   \
	}
#define K_POLL_EVENT_STATIC_INITIALIZER(event_type, event_mode, object, event_tag)                 \
	{                                                                                          \
		.tag = (event_tag), .type = (event_type), .state = K_POLL_STATE_NOT_READY,         \
		.mode = (event_mode), .obj = (object),                                             \
	}
#define K_POLL_SIGNAL_INITIALIZER(object) {.signaled = 0}

/* Makes an event of `type` on `obj`; the tag keeps its value. Any context. */
void k_poll_event_init(struct k_poll_event *BULKHEAD_NONNULL event, uint32_t type, int mode,
		       void *BULKHEAD_NULLABLE obj);
/*
 * Waits until at least one event is ready. Ready events have their state's bits set, others keep
 * theirs; nothing is taken from the objects, so somebody else may be faster. 0; -EAGAIN: timed out,
 * or nothing ready and K_NO_WAIT; -EINTR: an object's waits were cancelled (k_queue_cancel_wait).
 * An object that becomes ready tells one event, that of its most urgent poller. Thread; cost grows
 * with `num_events`.
 */
int k_poll(struct k_poll_event *BULKHEAD_NULLABLE events, int num_events, k_timeout_t timeout);

/* Lowered, with no result. Any context. */
void k_poll_signal_init(struct k_poll_signal *BULKHEAD_NONNULL signal);
/* Raises it with a result. 0. Any context. */
int k_poll_signal_raise(struct k_poll_signal *BULKHEAD_NONNULL signal, int result);
void k_poll_signal_reset(struct k_poll_signal *BULKHEAD_NONNULL signal);
/* *signaled: 0 if it is lowered. Any context. */
void k_poll_signal_check(struct k_poll_signal *BULKHEAD_NONNULL signal,
			 unsigned int *BULKHEAD_NONNULL signaled, int *BULKHEAD_NONNULL result);

#endif

/* A queue of waiting threads, most urgent first and oldest first within a priority. */
#ifndef BULKHEAD_WAIT_QUEUE_H
#define BULKHEAD_WAIT_QUEUE_H

#include <bulkhead/attributes.h>

struct k_thread;

/*
 * `top` leads the ring of its priority; leaders of further priorities hang below it. All zero is
 * an empty queue. The threads carry the links (struct k_thread), so a queue is one pointer and
 * no operation grows with the number of waiters.
 */
typedef struct bulkhead_wait_queue {
	struct k_thread *BULKHEAD_NULLABLE top;
} _wait_q_t BULKHEAD_SWIFT_NAME(WaitQueueRecord);

struct k_poll_event;

/* The poll events that watch one object; kernel/poll.h. All zero is empty. */
struct bulkhead_poll_list {
	struct k_poll_event *BULKHEAD_NULLABLE first;
} BULKHEAD_SWIFT_NAME(PollListRecord);

/* Statically defined kernel objects: apart from other data, so that a test can start afresh. */
#define BULKHEAD_OBJECT __attribute__((section("bulkhead_objects")))

#endif

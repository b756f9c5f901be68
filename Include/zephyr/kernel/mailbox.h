/* Mailboxes: messages of any size from one thread to another, which may name each other. */
#ifndef ZEPHYR_KERNEL_MAILBOX_H
#define ZEPHYR_KERNEL_MAILBOX_H

#include <bulkhead/wait_queue.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/kernel/time.h>

struct bulkhead_letter;
struct k_sem;

/*
 * What sender and receiver each tell of a message. The sender fills in size, info, tx_data and
 * tx_target_thread (K_ANY: whoever); the receiver size (the most it takes), info and
 * rx_source_thread (K_ANY: from whomever). After the exchange each finds the other's info and
 * name in its own, and the size that was taken.
 */
struct k_mbox_msg {
	size_t size;
	uint32_t info;
	void *BULKHEAD_NULLABLE tx_data;
	k_tid_t BULKHEAD_NULLABLE rx_source_thread;
	k_tid_t BULKHEAD_NULLABLE tx_target_thread;
	struct bulkhead_letter *BULKHEAD_NULLABLE _letter;  /* received and not disposed of yet */
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
	struct {
		void *BULKHEAD_NULLABLE data;
	} tx_block;  /* of memory pools, which are not here: always NULL */
#endif
} BULKHEAD_SWIFT_NAME(MailMessage);

/* A message on its way: on the stack of the sender who waits, or one of the image's. */
struct bulkhead_letter {
	struct bulkhead_letter *BULKHEAD_NULLABLE next;
	struct bulkhead_letter *BULKHEAD_NULLABLE previous;
	struct bulkhead_letter *BULKHEAD_NULLABLE more;
	struct bulkhead_letter *BULKHEAD_NULLABLE less;
	struct k_mbox *BULKHEAD_NULLABLE mailbox;  /* where it lies; NULL once taken */
	struct k_mbox_msg *BULKHEAD_NULLABLE message;
	struct bulkhead_wait_queue sender;         /* the sender who waits, if one does */
	struct k_sem *BULKHEAD_NULLABLE done;      /* given when it is disposed of */
	uint8_t level;
	bool is_asynchronous;
	bool is_disposed;
} BULKHEAD_SWIFT_NAME(LetterRecord);

/* A letter without a waiting sender, with the message it copied. */
struct bulkhead_mailed_letter {
	struct bulkhead_letter letter;
	struct k_mbox_msg message;
} BULKHEAD_SWIFT_NAME(MailedLetterRecord);

struct k_mbox {
	struct bulkhead_letter *BULKHEAD_NULLABLE letters;  /* most urgent sender first */
	struct bulkhead_wait_queue receivers;
} BULKHEAD_SWIFT_NAME(MailboxRecord);

#define BULKHEAD_MBOX_INITIALIZER {.letters = NULL}
#define K_MBOX_DEFINE(name) BULKHEAD_OBJECT struct k_mbox name = BULKHEAD_MBOX_INITIALIZER

/* Any context. */
void k_mbox_init(struct k_mbox *BULKHEAD_NONNULL mbox);
/*
 * Sends and waits until the receiver has disposed of the message. `timeout` limits the wait for a
 * receiver only. 0; -ENOMSG: no receiver waits and K_NO_WAIT; -EAGAIN: timed out. Thread. Cost
 * grows with the receivers that wait for something else.
 */
int k_mbox_put(struct k_mbox *BULKHEAD_NONNULL mbox, struct k_mbox_msg *BULKHEAD_NONNULL tx_msg,
	       k_timeout_t timeout);
/*
 * Sends without waiting for the receiver; the message's data must stay until `sem` (if not NULL)
 * is given, when the receiver has disposed of it. Waits only while CONFIG_NUM_MBOX_ASYNC_MSGS
 * messages are on their way. Thread.
 */
void k_mbox_async_put(struct k_mbox *BULKHEAD_NONNULL mbox, struct k_mbox_msg *BULKHEAD_NONNULL tx_msg,
		      struct k_sem *BULKHEAD_NULLABLE sem);
/*
 * Receives. With a buffer, or without data, the message is disposed of at once; otherwise
 * k_mbox_data_get does it. 0; -ENOMSG: no message and K_NO_WAIT; -EAGAIN: timed out. Thread. Cost
 * grows with the messages for somebody else.
 */
int k_mbox_get(struct k_mbox *BULKHEAD_NONNULL mbox, struct k_mbox_msg *BULKHEAD_NONNULL rx_msg,
	       void *BULKHEAD_NULLABLE buffer, k_timeout_t timeout);
/* Copies rx_msg->size bytes and disposes of the message; a NULL buffer takes none of them. Thread. */
void k_mbox_data_get(struct k_mbox_msg *BULKHEAD_NONNULL rx_msg, void *BULKHEAD_NULLABLE buffer);

#endif

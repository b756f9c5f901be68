/* Pipes: streams of bytes, with a ring between writers and readers. */
#ifndef ZEPHYR_KERNEL_PIPE_H
#define ZEPHYR_KERNEL_PIPE_H

#include <bulkhead/wait_queue.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/time.h>

struct k_pipe {
	unsigned char *BULKHEAD_NULLABLE buffer;
	size_t size;
	size_t bytes_used;
	size_t read_index;
	size_t write_index;
	struct bulkhead_wait_queue readers;
	struct bulkhead_wait_queue writers;
	struct bulkhead_poll_list poll;
	uint32_t flags;
} BULKHEAD_SWIFT_NAME(PipeRecord);

/* What a waiting thread wants to transfer; it lies on its stack. */
struct bulkhead_pipe_transfer {
	unsigned char *BULKHEAD_NULLABLE data;
	size_t left;
} BULKHEAD_SWIFT_NAME(PipeTransfer);

/* Bits of a pipe's `flags`. None is ever reset longer than k_pipe_reset takes. */
enum pipe_flags {
	PIPE_FLAG_OPEN = 1,
	PIPE_FLAG_RESET = 2,
};

#define BULKHEAD_PIPE_INITIALIZER(storage, bytes)                                                  \
	{.buffer = (storage), .size = (bytes), .flags = PIPE_FLAG_OPEN}
#define K_PIPE_DEFINE(name, bytes, align)                                                          \
	static unsigned char __attribute__((aligned(align), section(".noinit.pipes")))             \
	bulkhead_pipe_##name[(bytes) > 0 ? (bytes) : 1];                                           \
	BULKHEAD_OBJECT struct k_pipe name = BULKHEAD_PIPE_INITIALIZER(bulkhead_pipe_##name, bytes)

/* Open and empty, over a ring of `size` bytes, perhaps 0. Any context. */
void k_pipe_init(struct k_pipe *BULKHEAD_NONNULL pipe, unsigned char *BULKHEAD_NULLABLE buffer,
		 size_t size);

#if !defined(CONFIG_ZEPHYR_API_VERSION) || CONFIG_ZEPHYR_API_VERSION >= 4
/*
 * Write and read wait until all `len` bytes are through. Both return the bytes transferred when
 * that is so or the time is up; -EAGAIN: none were; -EPIPE: the pipe is closed (and, for readers,
 * empty); -ECANCELED: it was reset while the caller waited; -EOVERFLOW: `len` is above INT_MAX.
 * Interrupts may call them with K_NO_WAIT. Cost: the copy.
 */
int k_pipe_write(struct k_pipe *BULKHEAD_NONNULL pipe, const uint8_t *BULKHEAD_NONNULL data, size_t len,
		 k_timeout_t timeout);
int k_pipe_read(struct k_pipe *BULKHEAD_NONNULL pipe, uint8_t *BULKHEAD_NONNULL data, size_t len,
		k_timeout_t timeout);
/* Drops what is in the ring; threads that wait get -ECANCELED. Any context. */
void k_pipe_reset(struct k_pipe *BULKHEAD_NONNULL pipe);
/* No more writing; readers may still take what is in the ring. Any context. */
void k_pipe_close(struct k_pipe *BULKHEAD_NONNULL pipe);
#endif

/*
 * As before Zephyr 4.1, and beside the newer calls since programs of every generation use them:
 * transfers at least `min_xfer` bytes, all if it can, and says how many. 0;
 * -EINVAL: min_xfer is more than all, or nowhere to say it; -EIO: fewer than min_xfer were possible and K_NO_WAIT (none
 * are transferred then); -EAGAIN: timed out with fewer. A thread that has to wait waits for all.
 */
int k_pipe_put(struct k_pipe *BULKHEAD_NONNULL pipe, const void *BULKHEAD_NONNULL data,
	       size_t bytes_to_write, size_t *BULKHEAD_NULLABLE bytes_written, size_t min_xfer,
	       k_timeout_t timeout);
int k_pipe_get(struct k_pipe *BULKHEAD_NONNULL pipe, void *BULKHEAD_NONNULL data, size_t bytes_to_read,
	       size_t *BULKHEAD_NULLABLE bytes_read, size_t min_xfer, k_timeout_t timeout);
/* Bytes in the ring, and room in it. Any context. */
size_t k_pipe_read_avail(struct k_pipe *BULKHEAD_NONNULL pipe);
size_t k_pipe_write_avail(struct k_pipe *BULKHEAD_NONNULL pipe);
/* Reads and drops all there is: in the ring, and of waiting writers. Thread. */
void k_pipe_flush(struct k_pipe *BULKHEAD_NONNULL pipe);
/* The same for what is in the ring only; waiting writers' bytes take its place. Thread. */
void k_pipe_buffer_flush(struct k_pipe *BULKHEAD_NONNULL pipe);
/* The ring comes from the caller's heap: 0; -ENOMEM. Thread. */
int k_pipe_alloc_init(struct k_pipe *BULKHEAD_NONNULL pipe, size_t size);
/* Gives back what k_pipe_alloc_init took: 0; -EAGAIN: threads wait. Thread. */
int k_pipe_cleanup(struct k_pipe *BULKHEAD_NONNULL pipe);

#endif

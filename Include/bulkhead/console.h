/*
 * The way out of an image: its characters and its end.
 *
 * Two kernel functions on which the C library and the test harness stand. Applications use printk,
 * printf and exit.
 */
#ifndef BULKHEAD_CONSOLE_H
#define BULKHEAD_CONSOLE_H

#include <bulkhead/attributes.h>
#include <stddef.h>

/*
 * Sends `count` bytes to the console, in order, and returns when all are queued or sent.
 *
 * Context: thread, interrupt and boot, also with interrupts locked and after a fatal error. Never
 * blocks on another thread and never allocates. Bytes of one call stay together; a line that takes
 * several calls may be cut by a more urgent thread. Cost: linear in `count`.
 *
 * On a board the bytes go to the device that `chosen` names as the console; before that device is
 * up they are dropped. On the host they go to the C library's stdout, so that they keep their order
 * with what the application prints there.
 */
void bulkhead_console_write(const char *BULKHEAD_NONNULL bytes, size_t count);

/*
 * Ends the image: waits until the console's bytes have left, then leaves the machine with `status`,
 * 0 for success. Does not return; where a machine cannot be stopped it idles with interrupts off.
 *
 * Context: any. On the host the process ends with the status; under QEMU the emulator does.
 */
void bulkhead_exit(int status) __attribute__((noreturn));

#endif

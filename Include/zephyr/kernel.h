/* The kernel API. One header per family of objects; this one includes them all. */
#ifndef ZEPHYR_KERNEL_H
#define ZEPHYR_KERNEL_H

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(CONFIG_USERSPACE)
#include <bulkhead/user_mode.h>
#endif
#include <zephyr/device.h>
#include <zephyr/fatal.h>
#include <zephyr/init.h>
#include <zephyr/irq.h>
#include <zephyr/kernel/condvar.h>
#include <zephyr/kernel/cpu_mask.h>
#include <zephyr/kernel/event.h>
#include <zephyr/kernel/fifo.h>
#if defined(CONFIG_USERSPACE)
#include <zephyr/kernel/futex.h>
#endif
#include <zephyr/kernel/heap.h>
#include <zephyr/kernel/lifo.h>
#include <zephyr/kernel/mailbox.h>
#include <zephyr/kernel/mem_slab.h>
#include <zephyr/kernel/msgq.h>
#include <zephyr/kernel/mutex.h>
#include <zephyr/kernel/pipe.h>
#include <zephyr/kernel/poll.h>
#include <zephyr/kernel/queue.h>
#include <zephyr/kernel/sem.h>
#include <zephyr/kernel/stack.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/kernel/time.h>
#include <zephyr/kernel/timer.h>
#include <zephyr/kernel/unavailable.h>
#include <zephyr/kernel/work.h>
#include <zephyr/spinlock.h>
#include <zephyr/sys/__assert.h>
#include <zephyr/sys/atomic.h>
#include <zephyr/sys/dlist.h>
#include <zephyr/sys/printk.h>
#include <zephyr/sys/slist.h>
#include <zephyr/sys/util.h>
#include <zephyr/toolchain.h>
#include <zephyr/types.h>

/* In loops that poll: lets virtual time go by on the host; nothing on boards, where it does. */
#if defined(CONFIG_HOST)
#define Z_SPIN_DELAY(microseconds) k_busy_wait(microseconds)
#else
#define Z_SPIN_DELAY(microseconds) ((void)0)
#endif

#endif

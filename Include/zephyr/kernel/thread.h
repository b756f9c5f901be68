/* Threads: a stack and a schedule. */
#ifndef ZEPHYR_KERNEL_THREAD_H
#define ZEPHYR_KERNEL_THREAD_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <bulkhead/rights.h>
#include <bulkhead/timeout.h>
#include <bulkhead/wait_queue.h>
#include <port/frame.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread_stack.h>
#include <zephyr/kernel/time.h>

struct k_mutex;
struct bulkhead_user;
struct k_mem_domain;

typedef void (*k_thread_entry_t)(void *BULKHEAD_NULLABLE p1, void *BULKHEAD_NULLABLE p2,
				 void *BULKHEAD_NULLABLE p3);

/* What the context switch keeps outside the thread's stack. */
struct bulkhead_saved_registers {
#if defined(__arm__)
	uint32_t r4_r11[8];
	uint32_t exc_return;  /* how the thread was interrupted: with floating-point state or not */
#elif defined(__linux__)
	void *BULKHEAD_NULLABLE fiber;  /* AddressSanitizer's record of the stack */
	size_t guard;                   /* bytes below the stack that nobody may touch */
	char *BULKHEAD_NULLABLE limit;  /* the lowest byte of the stack that its privileged code is on */
	void *BULKHEAD_NULLABLE self;   /* what it knows of itself without privileges: port/self.h */
	/* Goes on without privileges; NULL: it begins with them. */
	void (*BULKHEAD_NULLABLE begin)(struct k_thread *BULKHEAD_NONNULL thread);
#else
	uintptr_t unused;
#endif
};

/* What a thread has from the one that creates it. */
struct bulkhead_inheritance {
	void *BULKHEAD_NULLABLE heap;  /* k_thread_heap_assign */
	uintptr_t owner;               /* the init entry it works for: its place + 1; 0: none */
};

/*
 * The kernel's record of a thread; its members are the kernel's alone. Where names are on,
 * CONFIG_THREAD_MAX_NAME_LEN bytes follow the members that the kernel was compiled with, which
 * is why they are aligned as the structure is.
 */
struct k_thread {
	struct bulkhead_timeout timeout;
	void *BULKHEAD_NULLABLE sp;
	struct bulkhead_saved_registers saved;
	struct k_thread *BULKHEAD_NULLABLE next;      /* ring of equals: ready, or waiting */
	struct k_thread *BULKHEAD_NULLABLE previous;
	struct k_thread *BULKHEAD_NULLABLE more;      /* leader of the next more urgent ring */
	struct k_thread *BULKHEAD_NULLABLE less;
	struct bulkhead_wait_queue *BULKHEAD_NULLABLE waiting_on;
	uint8_t level;       /* effective priority, 0 most urgent; 31 and above can be preempted */
	uint8_t base_level;  /* without what mutexes lend */
	uint8_t ceiling;     /* only a level below this preempts; 0 while the scheduler is locked */
	uint8_t state;       /* why it is not ready; 0: ready */
	uint8_t options;
	uint8_t lock_depth;  /* of k_sched_lock */
	uint8_t lock_epoch;  /* of the mutexes it locks: see Mutex.swift */
	uint8_t wish;        /* of k_event_wait */
	int32_t result;      /* of the wait that has just ended */
	uint32_t transfer_size;
	void *BULKHEAD_NULLABLE transfer;  /* where the waker finds or leaves data */
	struct k_mutex *BULKHEAD_NULLABLE held;  /* contended mutexes this thread owns */
	struct k_mutex *BULKHEAD_NULLABLE wanted; /* the mutex it waits for */
	struct bulkhead_wait_queue joiners;
	struct k_thread *BULKHEAD_NULLABLE next_alive;
	struct k_thread *BULKHEAD_NULLABLE previous_alive;
	char *BULKHEAD_NULLABLE stack;  /* lowest usable byte */
	size_t stack_size;
	k_thread_entry_t BULKHEAD_NULLABLE entry;
	void *BULKHEAD_NULLABLE parameters[3];
	void *BULKHEAD_NULLABLE custom_data;
	struct bulkhead_inheritance inherited;
	/* Takes back what the thread's stack lends to others while it waits. */
	void (*BULKHEAD_NULLABLE on_abort)(struct k_thread *BULKHEAD_NONNULL thread);
	int32_t errno_value;
	struct bulkhead_user *BULKHEAD_NULLABLE user;  /* NULL: it has privileges */
	/* What it and its children reach without privileges; NULL: the default domain. Of CONFIG_USERSPACE. */
	struct k_mem_domain *BULKHEAD_NULLABLE domain;
#if defined(CONFIG_THREAD_NAME)
	char name[CONFIG_THREAD_MAX_NAME_LEN] __attribute__((aligned(8)));
#endif
	BULKHEAD_RIGHTS
} BULKHEAD_SWIFT_NAME(ThreadRecord);

_Static_assert(offsetof(struct k_thread, sp) == BULKHEAD_THREAD_SP, "port/frame.h");
#if defined(__arm__)
_Static_assert(offsetof(struct k_thread, stack) == BULKHEAD_THREAD_STACK, "port/frame.h");
#endif
#if defined(BULKHEAD_THREAD_USER)
_Static_assert(offsetof(struct k_thread, user) == BULKHEAD_THREAD_USER, "port/frame.h");
#endif

/* A record of nothing. The last member apart, so that the rest is a multiple of 16 bytes: that is quicker. */
BULKHEAD_INLINE void bulkhead_clear_thread(struct k_thread *BULKHEAD_NONNULL thread)
{
	__builtin_memset(thread, 0, offsetof(struct k_thread, user));
	thread->user = NULL;
}

typedef struct k_thread *k_tid_t;

#define K_PRIO_COOP(x) (-(CONFIG_NUM_COOP_PRIORITIES - (x)))
#define K_PRIO_PREEMPT(x) (x)
#define K_ANY NULL
#define K_HIGHEST_THREAD_PRIO (-CONFIG_NUM_COOP_PRIORITIES)
#define K_LOWEST_THREAD_PRIO CONFIG_NUM_PREEMPT_PRIORITIES
#define K_IDLE_PRIO K_LOWEST_THREAD_PRIO
#define K_HIGHEST_APPLICATION_THREAD_PRIO K_HIGHEST_THREAD_PRIO
#define K_LOWEST_APPLICATION_THREAD_PRIO (K_LOWEST_THREAD_PRIO - 1)

/* What runs, as Zephyr numbers it. */
enum execution_context_types {
	K_ISR,
	K_COOP_THREAD,
	K_PREEMPT_THREAD,
};

/* Options of k_thread_create. */
#define K_ESSENTIAL (1u << 0)      /* its end is a fatal error */
#define K_FP_REGS (1u << 1)        /* no effect: the processor tells who uses floating point */
#define K_FP_OPTS K_FP_REGS
#define K_INHERIT_PERMS (1u << 3)  /* it may use what its creator may; no effect without CONFIG_USERSPACE */
#if defined(CONFIG_USERSPACE)
#define K_USER (1u << 2)           /* it runs without privileges; `stack_size` is all of the stack */
#endif

/*
 * Starts a thread that calls entry(p1, p2, p3) after `delay`; K_FOREVER leaves the start to
 * k_thread_start. `stack` is one of the K_THREAD_STACK macros', `stack_size` its SIZEOF. Both
 * `thread` and `stack` belong to the kernel until the thread has ended. Thread or boot.
 */
k_tid_t BULKHEAD_NONNULL k_thread_create(struct k_thread *BULKHEAD_NONNULL thread,
					  k_thread_stack_t *BULKHEAD_NONNULL stack,
					  size_t stack_size, k_thread_entry_t BULKHEAD_NONNULL entry,
					  void *BULKHEAD_NULLABLE p1, void *BULKHEAD_NULLABLE p2,
					  void *BULKHEAD_NULLABLE p3, int priority,
					  uint32_t options, k_timeout_t delay);

/* Starts a thread that was created with K_FOREVER, or cuts its delay short. */
void k_thread_start(k_tid_t BULKHEAD_NONNULL thread);
/* Ends a thread at once; its waiters in k_thread_join go on. Aborting oneself does not return. */
void k_thread_abort(k_tid_t BULKHEAD_NONNULL thread);
/*
 * Waits for a thread's end. 0; -EBUSY: K_NO_WAIT and it lives; -EAGAIN: timed out;
 * -EDEADLK: it is the caller, or waits for the caller in turn.
 */
int k_thread_join(struct k_thread *BULKHEAD_NONNULL thread, k_timeout_t timeout);
/* Takes a thread out of scheduling until k_thread_resume; it does not nest. */
void k_thread_suspend(k_tid_t BULKHEAD_NONNULL thread);
void k_thread_resume(k_tid_t BULKHEAD_NONNULL thread);

/* Sleeps; the milliseconds left if k_wakeup ended it early, 0 otherwise. Thread. */
int32_t k_sleep(k_timeout_t timeout);
int32_t k_usleep(int32_t microseconds);
/* Ends a thread's sleep; no effect if it does not sleep. Any context. */
void k_wakeup(k_tid_t BULKHEAD_NONNULL thread);
/* Spins; other threads of higher priority still run. A fault while the kernel's clock is not up. Any context. */
void k_busy_wait(uint32_t microseconds);

/* Lets others of the same priority run first. Thread. */
void k_yield(void);
/* The running thread; in an interrupt the one it interrupted. */
k_tid_t BULKHEAD_NONNULL k_sched_current_thread_query(void);
int k_thread_priority_get(k_tid_t BULKHEAD_NONNULL thread);
void k_thread_priority_set(k_tid_t BULKHEAD_NONNULL thread, int priority);
/* Holds off preemption of the caller by other threads; nests. Thread. */
void k_sched_lock(void);
void k_sched_unlock(void);
/* Threads at `priority` or less urgent share the processor in slices; 0 ms: not at all. */
void k_sched_time_slice_set(int32_t slice_ms, int priority);

bool k_is_in_isr(void);
/* 1 if the caller can be preempted: in a thread of a preemptible priority, scheduler unlocked. */
int k_is_preempt_thread(void);
bool k_is_pre_kernel(void);
/* Whether the caller may let others run: a thread but the idle one, after the boot's first part. */
bool k_can_yield(void);

/* A thread's floating-point state cannot be switched: -ENOTSUP, as where Zephyr has no support. */
static inline int k_float_disable(struct k_thread *BULKHEAD_NONNULL thread)
{
	(void)thread;
	return -BULKHEAD_ENOTSUP;
}

static inline int k_float_enable(struct k_thread *BULKHEAD_NONNULL thread, unsigned int options)
{
	(void)options;
	return k_float_disable(thread);
}

/*
 * Waits for an interrupt; its thread, if it wakes one, runs first. Interrupts are on afterwards, and
 * after k_cpu_atomic_idle as they were before the irq_lock that gave `key`. For images without
 * CONFIG_MULTITHREADING and for tests: the kernel idles by itself. Thread.
 */
void k_cpu_idle(void);
void k_cpu_atomic_idle(unsigned int key);

/* Copies the name, cut to CONFIG_THREAD_MAX_NAME_LEN - 1; NULL thread: oneself. -ENOSYS if off. */
int k_thread_name_set(k_tid_t BULKHEAD_NULLABLE thread, const char *BULKHEAD_NULLABLE name);
const char *BULKHEAD_NULLABLE k_thread_name_get(k_tid_t BULKHEAD_NONNULL thread);
/* 0; -ENOSPC: `size` too small; -ENOSYS. */
int k_thread_name_copy(k_tid_t BULKHEAD_NONNULL thread, char *BULKHEAD_NONNULL buffer, size_t size);
/* Writes the states a thread is in ("pending", "suspended+sleeping", …; "" when ready). */
const char *BULKHEAD_NONNULL k_thread_state_str(k_tid_t BULKHEAD_NONNULL thread,
						 char *BULKHEAD_NULLABLE buffer, size_t size);
#if defined(CONFIG_ZEPHYR_API_VERSION) && CONFIG_ZEPHYR_API_VERSION < 3
/* Zephyr 2.x gives the thread alone; the text is good until the next call. */
static inline const char *BULKHEAD_NONNULL bulkhead_thread_state(k_tid_t BULKHEAD_NONNULL thread)
{
	static char text[48];

	return k_thread_state_str(thread, text, sizeof(text));
}
#define BULKHEAD_STATE_OF(thread, buffer, size, function, ...) function
#define k_thread_state_str(...)                                                                    \
	BULKHEAD_STATE_OF(__VA_ARGS__, k_thread_state_str, , bulkhead_thread_state, )(__VA_ARGS__)
#endif
void k_thread_custom_data_set(void *BULKHEAD_NULLABLE value);
void *BULKHEAD_NULLABLE k_thread_custom_data_get(void);
/*
 * Bytes of the stack that were never touched. Needs CONFIG_INIT_STACKS (-ENOTSUP without);
 * cost grows with the bytes.
 */
int k_thread_stack_space_get(const struct k_thread *BULKHEAD_NONNULL thread,
			     size_t *BULKHEAD_NONNULL unused);

/* Ticks until a sleeping or waiting thread's timeout, and the tick it comes; 0 if it has none. */
k_ticks_t k_thread_timeout_remaining_ticks(const struct k_thread *BULKHEAD_NONNULL thread);
k_ticks_t k_thread_timeout_expires_ticks(const struct k_thread *BULKHEAD_NONNULL thread);

struct k_heap;
/* Where the kernel takes memory for a thread (k_queue_alloc_append, …); new threads inherit it. */
void k_thread_heap_assign(struct k_thread *BULKHEAD_NONNULL thread, struct k_heap *BULKHEAD_NULLABLE heap);
/* The system heap, as at the boot. */
void k_thread_system_pool_assign(struct k_thread *BULKHEAD_NONNULL thread);

static inline const char *BULKHEAD_NONNULL bulkhead_empty_string(void)
{
	return "";
}

typedef void (*k_thread_user_cb_t)(const struct k_thread *BULKHEAD_NONNULL thread,
				   void *BULKHEAD_NULLABLE user_data);
/* Calls for every thread that has not ended; interrupts are off unless `_unlocked`. */
void k_thread_foreach(k_thread_user_cb_t BULKHEAD_NONNULL callback, void *BULKHEAD_NULLABLE user_data);
void k_thread_foreach_unlocked(k_thread_user_cb_t BULKHEAD_NONNULL callback,
			       void *BULKHEAD_NULLABLE user_data);

static inline k_tid_t BULKHEAD_NONNULL k_current_get(void)
{
	return k_sched_current_thread_query();
}

static inline int32_t k_msleep(int32_t ms)
{
#ifdef CONFIG_SYS_CLOCK_TICKS_PER_SEC
	return k_sleep(K_MSEC(ms));
#else
	return ms;
#endif
}

/* What K_THREAD_DEFINE leaves for the boot: times in ms, -1 for never. */
struct bulkhead_static_thread {
	struct k_thread *BULKHEAD_NONNULL thread;
	k_thread_stack_t *BULKHEAD_NONNULL stack;
	size_t stack_size;
	k_thread_entry_t BULKHEAD_NONNULL entry;
	void *BULKHEAD_NULLABLE parameters[3];
	int priority;
	uint32_t options;
	int32_t delay_ms;
	const char *BULKHEAD_NONNULL name;
	/* How the boot creates it: named here, so that only images with records have the code. */
	void (*BULKHEAD_NONNULL create)(const struct bulkhead_static_thread *BULKHEAD_NONNULL plan);
};
void bulkhead_create_static_thread(const struct bulkhead_static_thread *BULKHEAD_NONNULL plan);
/* The same for one without privileges. */
void bulkhead_create_static_user_thread(const struct bulkhead_static_thread *BULKHEAD_NONNULL plan);
#if defined(BULKHEAD_COMPARTMENT_NUMBER)
/* The build's, for each compartment: its threads are without privileges, whatever their options say. */
void BULKHEAD_COMPARTMENT_THREAD_CREATE(const struct bulkhead_static_thread *BULKHEAD_NONNULL plan);
#define BULKHEAD_STATIC_THREAD_CREATE(options) BULKHEAD_COMPARTMENT_THREAD_CREATE
#elif defined(CONFIG_USERSPACE)
#define BULKHEAD_STATIC_THREAD_CREATE(options) bulkhead_create_static_user_thread
#else
#define BULKHEAD_STATIC_THREAD_CREATE(options) bulkhead_create_static_thread
#endif

/* Where capabilities confine threads without privileges, each is confined to its compartment. */
#if defined(CONFIG_PROTECTION_CHERI) && defined(CONFIG_USERSPACE) && !defined(BULKHEAD_COMPARTMENT_NUMBER)
#define BULKHEAD_CHECK_THREAD_OPTIONS(options)                                                     \
	_Static_assert(!((options) & K_USER),                                                      \
		       "on this board a thread with K_USER is a compartment's: declare it in a source of one");
#else
#define BULKHEAD_CHECK_THREAD_OPTIONS(options)
#endif

#define SYS_FOREVER_MS (-1)
#define SYS_FOREVER_US (-1)
#define SYS_TIMEOUT_MS(ms) ((ms) == SYS_FOREVER_MS ? K_FOREVER : K_MSEC(ms))

/* A thread that the boot creates; `delay` in ms, SYS_FOREVER_MS to leave the start to others. */
#define K_THREAD_DEFINE(thread_name, size, function, a1, a2, a3, prio, opts, delay)                \
	BULKHEAD_CHECK_THREAD_OPTIONS(opts)                                                        \
	K_THREAD_STACK_DEFINE(bulkhead_stack_##thread_name, size);                                 \
	struct k_thread bulkhead_thread_##thread_name;                                             \
	static const struct bulkhead_static_thread bulkhead_static_##thread_name                   \
		BULKHEAD_LIST_ENTRY(bulkhead_threads) = {                                          \
			.thread = &bulkhead_thread_##thread_name,                                  \
			.stack = bulkhead_stack_##thread_name,                                     \
			.stack_size = K_THREAD_STACK_SIZEOF(bulkhead_stack_##thread_name),         \
			.entry = (k_thread_entry_t)(function),                                     \
			.parameters = {(void *)(a1), (void *)(a2), (void *)(a3)},                  \
			.priority = (prio),                                                        \
			.options = (opts),                                                         \
			.delay_ms = (delay),                                                       \
			.name = #thread_name,                                                      \
			.create = BULKHEAD_STATIC_THREAD_CREATE(opts),                             \
	};                                                                                         \
	const k_tid_t thread_name = &bulkhead_thread_##thread_name
#define K_KERNEL_THREAD_DEFINE K_THREAD_DEFINE

#endif

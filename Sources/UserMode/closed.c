/*
 * With CONFIG_CLOSED_STACKS: what the kernel does to the stacks of others with interrupts on, with all stacks open
 * (--wrap). Only code with privileges runs this; the linker puts it with the kernel's.
 */
#include <bulkhead/closed_stacks.h>
#include <bulkhead/compartment.h>
#include <bulkhead/console.h>
#include <bulkhead/stack.h>
#include <bulkhead/user_mode.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

struct k_thread *volatile bulkhead_stacks_opener;

static bool is_closed_to(const struct k_thread *thread)
{
	return thread->user == NULL || !thread->user->is_unprivileged;
}

bool bulkhead_open_stacks(void)
{
	struct k_thread *me = bulkhead_kernel;

	if (port_opens_by_itself() || !is_closed_to(me) || bulkhead_stacks_opener == me) {
		return false;
	}
	k_sched_lock();
	bulkhead_stacks_opener = me;
	port_close_stacks(me);
	return true;
}

void bulkhead_close_stacks(bool was_opened)
{
	if (was_opened) {
		bulkhead_stacks_opener = NULL;
		port_close_stacks(bulkhead_kernel);
		k_sched_unlock();
	}
}

void bulkhead_print_fault_and_remedy(const struct bulkhead_fault *fault)
{
	static const char text[] = "  stacks are closed to other threads: define what they share outside of functions, or say "
				   "CONFIG_CLOSED_STACKS=n\n";
	uintptr_t offset = fault->address - (uintptr_t)__bulkhead_stacks_start;

	bulkhead_print_fault(fault);
	if (fault->has_address && !fault->is_from_interrupt && fault->reason == K_ERR_CPU_EXCEPTION &&
	    is_closed_to(bulkhead_kernel) &&
	    offset < (uintptr_t)__bulkhead_stacks_end - (uintptr_t)__bulkhead_stacks_start) {
		bulkhead_console_write(text, sizeof(text) - 1);
	}
}

/* NAME as `call` does it, with all stacks open; of a result that is `type`. */
#define WITH_STACKS_OPEN(type, name, parameters, call)                                             \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		bool opened = bulkhead_open_stacks();                                              \
		type result = __real_##name call;                                                  \
                                                                                                   \
		bulkhead_close_stacks(opened);                                                     \
		return result;                                                                     \
	}

WITH_STACKS_OPEN(k_thread_stack_t *, k_thread_stack_alloc, (size_t size, int flags), (size, flags))
WITH_STACKS_OPEN(k_thread_stack_t *, bulkhead_stack_alloc_for_idle, (size_t *size), (size))
WITH_STACKS_OPEN(int, bulkhead_stack_facts, (k_thread_stack_t *stack, struct bulkhead_stack_facts *facts),
		 (stack, facts))

struct k_thread *__real_k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					uint32_t options, k_timeout_t delay);
struct k_thread *bulkhead_create_privileged(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					    k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					    uint32_t options, k_timeout_t delay)
{
	bool opened = bulkhead_open_stacks();

	__real_k_thread_create(thread, stack, size, entry, p1, p2, p3, priority, options, delay);
	bulkhead_close_stacks(opened);
	return thread;
}

WITH_STACKS_OPEN(struct k_thread *, bulkhead_create_user_thread,
		 (struct k_thread *thread, k_thread_stack_t *stack, size_t size, k_thread_entry_t entry, void *p1,
		  void *p2, void *p3, int priority, uint32_t options, k_timeout_t delay),
		 (thread, stack, size, entry, p1, p2, p3, priority, options, delay))

void __real_k_work_queue_start(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
			       const struct k_work_queue_config *config);
void __wrap_k_work_queue_start(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
			       const struct k_work_queue_config *config);
void __wrap_k_work_queue_start(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
			       const struct k_work_queue_config *config)
{
	bool opened = bulkhead_open_stacks();

	__real_k_work_queue_start(queue, stack, size, priority, config);
	bulkhead_close_stacks(opened);
}

void __real_bulkhead_start_work_queue(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
				      bool no_yield);
void __wrap_bulkhead_start_work_queue(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
				      bool no_yield);
void __wrap_bulkhead_start_work_queue(struct k_work_q *queue, k_thread_stack_t *stack, size_t size, int priority,
				      bool no_yield)
{
	bool opened = bulkhead_open_stacks();

	__real_bulkhead_start_work_queue(queue, stack, size, priority, no_yield);
	bulkhead_close_stacks(opened);
}

/* Threads of K_THREAD_DEFINE, which one after the other are created in a section, or behind one that has ended it. */
#define CREATES(name, parameters, call)                                                            \
	void __real_##name parameters;                                                             \
	void __wrap_##name parameters;                                                             \
	void __wrap_##name parameters                                                              \
	{                                                                                          \
		bool opened = bulkhead_open_stacks();                                              \
                                                                                                   \
		__real_##name call;                                                                \
		bulkhead_close_stacks(opened);                                                     \
	}

CREATES(bulkhead_create_static_user_thread, (const struct bulkhead_static_thread *plan), (plan))
#if !defined(CONFIG_HOST)
CREATES(bulkhead_create_compartment_thread,
	(const struct bulkhead_static_thread *plan, struct bulkhead_compartment *compartment), (plan, compartment))
#endif

/* calls.c comes here with privileges. */
int __real_k_thread_stack_space_get(const struct k_thread *thread, size_t *unused);
int bulkhead_privileged_k_thread_stack_space_get(const struct k_thread *thread, size_t *unused);
int bulkhead_privileged_k_thread_stack_space_get(const struct k_thread *thread, size_t *unused)
{
	bool opened = bulkhead_open_stacks();
	int result = __real_k_thread_stack_space_get(thread, unused);

	bulkhead_close_stacks(opened);
	return result;
}

/*
 * What the kernel is given the address of is touched here first, at both ends: if that is a stack that is closed to the
 * caller, it is the caller's fault, before the kernel opens what it touches in a section.
 */
static void require_open(const void *start, size_t size)
{
	const volatile char *bytes = start;

	if (size != 0 && bytes != NULL && !port_opens_by_itself()) {
		(void)bytes[0];
		(void)bytes[size - 1];
	}
}

/* The same of a function by its arguments; `prefix` is __wrap_ or, where calls.c comes before, bulkhead_privileged_. */
#define REQUIRES_OPEN(prefix, type, name, parameters, call, start, size)                           \
	type __real_##name parameters;                                                             \
	type prefix##name parameters;                                                              \
	type prefix##name parameters                                                               \
	{                                                                                          \
		require_open(start, size);                                                         \
		return __real_##name call;                                                         \
	}
#define MESSAGE_CALL(name, parameters, call)                                                       \
	REQUIRES_OPEN(bulkhead_privileged_, int, name, parameters, call, message, queue->msg_size)

MESSAGE_CALL(k_msgq_put, (struct k_msgq *queue, const void *message, k_timeout_t timeout), (queue, message, timeout))
MESSAGE_CALL(k_msgq_put_front, (struct k_msgq *queue, const void *message, k_timeout_t timeout),
	     (queue, message, timeout))
MESSAGE_CALL(k_msgq_get, (struct k_msgq *queue, void *message, k_timeout_t timeout), (queue, message, timeout))
MESSAGE_CALL(k_msgq_peek, (struct k_msgq *queue, void *message), (queue, message))
MESSAGE_CALL(k_msgq_peek_at, (struct k_msgq *queue, void *message, uint32_t index), (queue, message, index))
REQUIRES_OPEN(__wrap_, int, k_pipe_write,
	      (struct k_pipe *pipe, const uint8_t *data, size_t size, k_timeout_t timeout), (pipe, data, size, timeout),
	      data, size)
REQUIRES_OPEN(__wrap_, int, k_pipe_read, (struct k_pipe *pipe, uint8_t *data, size_t size, k_timeout_t timeout),
	      (pipe, data, size, timeout), data, size)
REQUIRES_OPEN(__wrap_, int, k_pipe_put,
	      (struct k_pipe *pipe, const void *data, size_t size, size_t *written, size_t enough,
	       k_timeout_t timeout),
	      (pipe, data, size, written, enough, timeout), data, size)
REQUIRES_OPEN(__wrap_, int, k_pipe_get,
	      (struct k_pipe *pipe, void *data, size_t size, size_t *read, size_t enough, k_timeout_t timeout),
	      (pipe, data, size, read, enough, timeout), data, size)
REQUIRES_OPEN(__wrap_, int, k_poll, (struct k_poll_event *events, int count, k_timeout_t timeout),
	      (events, count, timeout), events, count > 0 ? (size_t)count * sizeof(*events) : 0)
REQUIRES_OPEN(__wrap_, int, k_mbox_put, (struct k_mbox *mailbox, struct k_mbox_msg *message, k_timeout_t timeout),
	      (mailbox, message, timeout), message->tx_data, message->size)
REQUIRES_OPEN(__wrap_, void, k_mbox_async_put,
	      (struct k_mbox *mailbox, struct k_mbox_msg *message, struct k_sem *done), (mailbox, message, done),
	      message->tx_data, message->size)

/* What a message brings lies on its sender's stack. */
void __real_k_mbox_data_get(struct k_mbox_msg *message, void *buffer);
void __wrap_k_mbox_data_get(struct k_mbox_msg *message, void *buffer);
void __wrap_k_mbox_data_get(struct k_mbox_msg *message, void *buffer)
{
	require_open(buffer, message->size);
	bool opened = bulkhead_open_stacks();

	__real_k_mbox_data_get(message, buffer);
	bulkhead_close_stacks(opened);
}

int __real_k_mbox_get(struct k_mbox *mailbox, struct k_mbox_msg *message, void *buffer, k_timeout_t timeout);
int __wrap_k_mbox_get(struct k_mbox *mailbox, struct k_mbox_msg *message, void *buffer, k_timeout_t timeout);
int __wrap_k_mbox_get(struct k_mbox *mailbox, struct k_mbox_msg *message, void *buffer, k_timeout_t timeout)
{
	/* Without a buffer it only waits; a message without data it disposes of. */
	int result = __real_k_mbox_get(mailbox, message, NULL, timeout);

	if (result == 0 && buffer != NULL) {
		__wrap_k_mbox_data_get(message, buffer);
	}
	return result;
}

/* A domain has changed: what a thread with privileges will reach one day is not loaded. */
void __real_port_load_regions(const uint32_t *words);
void __wrap_port_load_regions(const uint32_t *words);
void __wrap_port_load_regions(const uint32_t *words)
{
	if (!is_closed_to(bulkhead_kernel)) {
		port_open_stacks();
		__real_port_load_regions(words);
	}
}

/* The host has no compartments, and none of their code. */
#if !defined(CONFIG_HOST)
/* Back from a compartment, to a thread that may have privileges: the switch closes its stacks. */
uint64_t __real_bulkhead_leave_gate(int32_t result);
uint64_t __wrap_bulkhead_leave_gate(int32_t result);
uint64_t __wrap_bulkhead_leave_gate(int32_t result)
{
	uint64_t left = __real_bulkhead_leave_gate(result);

	port_close_soon();
	return left;
}
#endif

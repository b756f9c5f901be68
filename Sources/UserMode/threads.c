/*
 * Threads and stacks as objects, and k_thread_create without privileges. Only images that grant a thread or a stack
 * have this file: the build looks for the names bulkhead_grant_thread and bulkhead_grant_stack in their code.
 */
#include <bulkhead/closed_stacks.h>
#include <bulkhead/user_mode.h>
#include <zephyr/kernel.h>

void bulkhead_grant_thread(const void *object, struct k_thread *thread)
{
	if (!k_is_user_context()) {
		bulkhead_know_thread((struct k_thread *)object);
	}
	(k_object_access_grant)(object, thread);
}

void bulkhead_grant_stack(const void *object, struct k_thread *thread)
{
	bulkhead_change_stack_right(object, thread, true);
}

void bulkhead_revoke_stack(const void *object, struct k_thread *thread)
{
	bulkhead_change_stack_right(object, thread, false);
}

/* The stacks of K_THREAD_STACK_DEFINE and K_THREAD_STACK_ARRAY_DEFINE. */
BULKHEAD_LIST(struct bulkhead_known_stack, stacks, bulkhead_known_stacks)

uint32_t *bulkhead_stack_right(const void *stack, size_t *size)
{
	for (const struct bulkhead_known_stack *one = bulkhead_stacks_start(); one < bulkhead_stacks_end(); one++) {
		uintptr_t offset = (uintptr_t)stack - (uintptr_t)one->stack;

		if (offset < one->size * one->count && offset % one->size == 0) {
			/* As K_THREAD_STACK_SIZEOF says it. */
			*size = one->size - K_THREAD_STACK_RESERVED;
			return &one->users[offset / one->size];
		}
	}
	return NULL;
}

/* A thread gets its number, and may use of stacks what its creator may, or nothing. In a section of the kernel's. */
void __real_port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user);
void __wrap_port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user)
{
	const struct bulkhead_user *creator =
		thread->options & BULKHEAD_THREAD_INHERITS ? bulkhead_kernel->user : NULL;
	const uint32_t own = 1u << (user - bulkhead_users);

	for (const struct bulkhead_known_stack *one = bulkhead_stacks_start(); one < bulkhead_stacks_end(); one++) {
		for (size_t i = 0; i < one->count; i++) {
			bool inherits = creator != NULL && creator != user && (one->users[i] & creator->bits) != 0;

			one->users[i] = inherits ? one->users[i] | own : one->users[i] & ~own;
		}
	}
	__real_port_prepare_user_words(thread, user);
}

struct k_thread *__real_k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					uint32_t options, k_timeout_t delay);
struct k_thread *__wrap_k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					uint32_t options, k_timeout_t delay)
{
	if (k_is_user_context()) {
		bulkhead_create_wished_thread(&(struct bulkhead_thread_wish){
			.thread = thread,
			.stack = stack,
			.size = size,
			.entry = entry,
			.parameters = {p1, p2, p3},
			.priority = priority,
			.options = options,
			.delay = delay,
		});
		return thread;
	}
	thread->domain = bulkhead_kernel->domain;
	return (options & K_USER ? bulkhead_create_user_thread : BULKHEAD_CREATE_PRIVILEGED)(
		thread, stack, size, entry, p1, p2, p3, priority, options, delay);
}

/*
 * What a compartment has of its own where capabilities confine it, in place of functions that elsewhere ask first who
 * calls them: its code never has privileges. Only compartments are linked with it.
 */
#include <bulkhead/user_mode.h>
#include <zephyr/kernel.h>

#undef k_object_access_grant
#undef k_object_access_revoke

struct k_thread *k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size, k_thread_entry_t entry,
				 void *p1, void *p2, void *p3, int priority, uint32_t options, k_timeout_t delay)
{
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

void bulkhead_grant_thread(const void *object, struct k_thread *thread)
{
	k_object_access_grant(object, thread);
}

void bulkhead_grant_stack(const void *object, struct k_thread *thread)
{
	bulkhead_change_stack_right(object, thread, true);
}

void bulkhead_revoke_stack(const void *object, struct k_thread *thread)
{
	bulkhead_change_stack_right(object, thread, false);
}

int k_sem_init(struct k_sem *sem, unsigned int count, unsigned int limit)
{
	return bulkhead_init_object(BULKHEAD_CLAIM_SEM, sem, count, limit);
}

int k_mutex_init(struct k_mutex *mutex)
{
	return bulkhead_init_object(BULKHEAD_CLAIM_MUTEX, mutex, 0, 0);
}

int k_condvar_init(struct k_condvar *condvar)
{
	return bulkhead_init_object(BULKHEAD_CLAIM_CONDVAR, condvar, 0, 0);
}

int k_msgq_alloc_init(struct k_msgq *msgq, size_t size, uint32_t count)
{
	return bulkhead_init_object(BULKHEAD_CLAIM_MSGQ, msgq, (uint32_t)size, count);
}

void k_event_init(struct k_event *event)
{
	bulkhead_init_object(BULKHEAD_CLAIM_EVENT, event, 0, 0);
}

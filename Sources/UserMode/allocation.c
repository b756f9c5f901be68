/*
 * k_object_alloc's places, and the functions that make objects, also without privileges. Only images that allocate
 * objects have this file: the build looks for the name k_object_alloc in their code.
 */
#include <bulkhead/user_mode.h>
#include <string.h>
#include <zephyr/kernel.h>

#define WORDS(type) ((sizeof(struct type) + 7) / 8)

/* Message queues are the largest of the others. */
static uint64_t objects[CONFIG_ALLOCATED_OBJECTS][WORDS(k_msgq)];
static uint64_t threads[CONFIG_ALLOCATED_THREADS][WORDS(k_thread)];
static uint8_t object_states[CONFIG_ALLOCATED_OBJECTS];
static uint8_t thread_states[CONFIG_ALLOCATED_THREADS];

_Static_assert(sizeof(struct k_sem) <= sizeof(struct k_msgq), "k_sem");
_Static_assert(sizeof(struct k_mutex) <= sizeof(struct k_msgq), "k_mutex");
_Static_assert(sizeof(struct k_condvar) <= sizeof(struct k_msgq), "k_condvar");
_Static_assert(sizeof(struct k_event) <= sizeof(struct k_msgq), "k_event");

const struct bulkhead_object_pool bulkhead_object_pools[2] = {
	{(char *)objects, sizeof(objects[0]), CONFIG_ALLOCATED_OBJECTS, object_states},
	{(char *)threads, sizeof(threads[0]), CONFIG_ALLOCATED_THREADS, thread_states},
};

/* Also when a test begins with fresh objects. */
static void forget_all(void)
{
	memset(object_states, 0, sizeof(object_states));
	memset(thread_states, 0, sizeof(thread_states));
	memset(objects, 0, sizeof(objects));
	memset(threads, 0, sizeof(threads));
}
static const struct bulkhead_starter starter __attribute__((used, section("bulkhead_starters"))) = {forget_all};

#define ASK_OR(with_privileges, kind, object, first, second)                                       \
	if (k_is_user_context()) {                                                                 \
		return bulkhead_init_object(kind, object, first, second);                          \
	}                                                                                          \
	return with_privileges

#define MAKER(name, arguments) __attribute__((unused)) static name##_with_privileges arguments
#include "makers.h"

int __wrap_k_sem_init(struct k_sem *sem, unsigned int count, unsigned int limit)
{
	ASK_OR(__wrap_k_sem_init_with_privileges(sem, count, limit), BULKHEAD_CLAIM_SEM, sem, count, limit);
}

int __wrap_k_mutex_init(struct k_mutex *mutex)
{
	ASK_OR(__wrap_k_mutex_init_with_privileges(mutex), BULKHEAD_CLAIM_MUTEX, mutex, 0, 0);
}

int __wrap_k_condvar_init(struct k_condvar *condvar)
{
	ASK_OR(__wrap_k_condvar_init_with_privileges(condvar), BULKHEAD_CLAIM_CONDVAR, condvar, 0, 0);
}

int __wrap_k_msgq_alloc_init(struct k_msgq *msgq, size_t size, uint32_t count)
{
	ASK_OR(__wrap_k_msgq_alloc_init_with_privileges(msgq, size, count), BULKHEAD_CLAIM_MSGQ, msgq, size, count);
}

void __wrap_k_event_init(struct k_event *event)
{
	if (k_is_user_context()) {
		bulkhead_init_object(BULKHEAD_CLAIM_EVENT, event, 0, 0);
	} else {
		__wrap_k_event_init_with_privileges(event);
	}
}

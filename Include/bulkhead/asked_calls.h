/*
 * The functions of the kernel's that a system call enters in place of those which threads with privileges call: they
 * check what claims alone cannot say (ASKED_CALL in Sources/UserMode/calls.h). What does not hold ends the caller.
 */
#ifndef BULKHEAD_ASKED_CALLS_H
#define BULKHEAD_ASKED_CALLS_H

#include <bulkhead/user_mode.h>

BULKHEAD_NONNULL_BEGIN

BULKHEAD_HIDDEN void bulkhead_asked_k_object_access_grant(const void *object, struct k_thread *thread);
BULKHEAD_HIDDEN void bulkhead_asked_k_object_access_revoke(const void *object, struct k_thread *thread);
BULKHEAD_HIDDEN void bulkhead_asked_bulkhead_change_stack_right(const void *stack, struct k_thread *thread,
								bool is_granted);
BULKHEAD_HIDDEN void bulkhead_asked_bulkhead_create_wished_thread(const struct bulkhead_thread_wish *wish);
BULKHEAD_HIDDEN int bulkhead_asked_bulkhead_init_object(enum bulkhead_claim kind, void *object, uint32_t first,
							uint32_t second);
BULKHEAD_HIDDEN void bulkhead_asked_k_object_free(void *object);
BULKHEAD_HIDDEN void bulkhead_asked_k_thread_abort(struct k_thread *thread);
BULKHEAD_HIDDEN int bulkhead_asked_k_thread_join(struct k_thread *thread, k_timeout_t timeout);
BULKHEAD_HIDDEN int bulkhead_asked_k_thread_name_copy(struct k_thread *thread, char *buffer, size_t size);
BULKHEAD_HIDDEN int bulkhead_asked_k_thread_name_set(struct k_thread *_Nullable thread, const char *_Nullable name);
BULKHEAD_HIDDEN int bulkhead_asked_k_thread_priority_get(struct k_thread *thread);
BULKHEAD_HIDDEN void bulkhead_asked_k_thread_priority_set(struct k_thread *thread, int priority);
BULKHEAD_HIDDEN void bulkhead_asked_k_thread_resume(struct k_thread *thread);
BULKHEAD_HIDDEN int bulkhead_asked_k_thread_stack_space_get(const struct k_thread *thread, size_t *unused);
BULKHEAD_HIDDEN void bulkhead_asked_k_thread_start(struct k_thread *thread);
BULKHEAD_HIDDEN void bulkhead_asked_k_thread_suspend(struct k_thread *thread);
BULKHEAD_HIDDEN k_ticks_t bulkhead_asked_k_thread_timeout_expires_ticks(const struct k_thread *thread);
BULKHEAD_HIDDEN k_ticks_t bulkhead_asked_k_thread_timeout_remaining_ticks(const struct k_thread *thread);
BULKHEAD_HIDDEN void bulkhead_asked_k_wakeup(struct k_thread *thread);

BULKHEAD_NONNULL_END

#endif

/* What the kernel keeps of objects in memory that threads share, and of stacks that they do. */
#include <bulkhead/image.h>
#include <bulkhead/compartment.h>
#include <bulkhead/shared_word.h>
#include <bulkhead/stack_share.h>
#include <zephyr/kernel.h>

BULKHEAD_OBJECT struct bulkhead_wait_queue bulkhead_shared_waiters;
BULKHEAD_OBJECT struct bulkhead_contended_mutex bulkhead_contended_mutexes[CONFIG_MAX_CONTENDED_MUTEXES];
const uint32_t bulkhead_contended_count = CONFIG_MAX_CONTENDED_MUTEXES;

/* Stacks that others reach, and what ends that with a thread: NULL while none has ever been shared. */
struct bulkhead_stack_share_record bulkhead_stack_share_records[CONFIG_MAX_STACK_SHARES];
const uint32_t bulkhead_stack_share_count = CONFIG_MAX_STACK_SHARES;
bulkhead_share_ender_t bulkhead_share_ender;

void __real_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread)
{
	bulkhead_thread_leaves(thread);
	bulkhead_stack_ends((uintptr_t)thread->stack, thread->stack_size);
	__real_bulkhead_end_thread(thread);
	bulkhead_end_shares_of(thread);
}

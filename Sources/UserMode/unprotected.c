/*
 * The image's part of compartments that nothing keeps apart (CONFIG_COMPARTMENTS_UNPROTECTED): a thread that ends, or
 * begins anew, leaves those that it is in.
 */
#include <bulkhead/compartment.h>
#include <bulkhead/image.h>
#include <bulkhead/init.h>
#include <bulkhead/stack_share.h>
#include <zephyr/init.h>

/* What else ends with what a thread does: without threads without privileges no stack is shared. */
bulkhead_share_ender_t bulkhead_share_ender = bulkhead_leave_all_unprotected;

void __real_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread);
void __wrap_bulkhead_end_thread(struct k_thread *thread)
{
	bulkhead_leave_all_unprotected(thread);
	bulkhead_stack_ends((uintptr_t)thread->stack, thread->stack_size);
	__real_bulkhead_end_thread(thread);
}

static int prepare(void)
{
	bulkhead_prepare_unprotected();
	return 0;
}
SYS_INIT_NAMED(compartments, prepare, PRE_KERNEL_1, 0);

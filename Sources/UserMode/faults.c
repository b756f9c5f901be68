/* What becomes of a thread without privileges that faults: its handler is called without them, too. */
#include <bulkhead/fault_settling.h>
#include <bulkhead/user_mode.h>

static void run_handler(void *handler, void *record, void *parameter)
{
	bulkhead_end_fault_handler(((bulkhead_fault_handler_t)handler)(record, parameter));
}

const struct bulkhead_user_settling bulkhead_user_settling = {
	.prepare = bulkhead_prepare_user_again,
	.attribute = bulkhead_attribute_fault,
	.run_handler = run_handler,
};

/* A call into a compartment where nothing keeps them apart, as the build writes it for each function that is exported. */
#ifndef BULKHEAD_UNPROTECTED_CALL_H
#define BULKHEAD_UNPROTECTED_CALL_H

#include <bulkhead/attributes.h>
#include <bulkhead/capability_request.h>

enum bulkhead_compartment_state {
	BULKHEAD_COMPARTMENT_WAITING,  /* for its init function */
	BULKHEAD_COMPARTMENT_STARTING, /* this runs: only the init thread may come in */
	BULKHEAD_COMPARTMENT_UP,
	BULKHEAD_COMPARTMENT_DOWN,     /* its init function failed, faulted or overran */
	BULKHEAD_COMPARTMENT_STOPPING, /* its shutdown function runs */
	BULKHEAD_COMPARTMENT_GONE,
};

struct bulkhead_activation;
struct bulkhead_gate;

/*
 * Compartments without protection (CONFIG_COMPARTMENTS_UNPROTECTED): a call is one on the caller's stack, between
 * these two; nothing of a gate's buffers is looked at. 0, and the place in the compartment that is the caller's until
 * it leaves; or an error as of bulkhead_call_gate. `state` is when the call may be made: BULKHEAD_COMPARTMENT_UP, but
 * for its init and shutdown functions. Thread.
 */
BULKHEAD_HIDDEN int bulkhead_enter_unprotected(const struct bulkhead_gate *BULKHEAD_NONNULL gate,
					       enum bulkhead_compartment_state state,
					       struct bulkhead_activation *BULKHEAD_NONNULL *BULKHEAD_NONNULL place);
BULKHEAD_HIDDEN void bulkhead_leave_unprotected(struct bulkhead_activation *BULKHEAD_NONNULL place);

/*
 * Where compartments have capabilities, between entering and leaving: the thread's are the compartment's from now on,
 * as they were `from`'s (NULL: no compartment's). At the end none is left on the stack below `frame`. Thread.
 */
BULKHEAD_HIDDEN struct bulkhead_compartment *BULKHEAD_NULLABLE bulkhead_begin_quota(
	struct bulkhead_activation *BULKHEAD_NONNULL place);
BULKHEAD_HIDDEN void bulkhead_end_quota(struct bulkhead_compartment *BULKHEAD_NULLABLE from, uintptr_t frame);
BULKHEAD_HIDDEN struct bulkhead_held_quota bulkhead_quota_of_unprotected(void);
/* bulkhead_pass_capability to the compartment of `place`, or to the one whose the thread's were before. */
BULKHEAD_HIDDEN int bulkhead_give_unprotected(bulkhead_capability_t *BULKHEAD_NONNULL to,
					      const bulkhead_capability_t *BULKHEAD_NONNULL from, uint32_t how,
					      struct bulkhead_activation *BULKHEAD_NONNULL place);
BULKHEAD_HIDDEN int bulkhead_give_back_unprotected(bulkhead_capability_t *BULKHEAD_NONNULL to,
						   const bulkhead_capability_t *BULKHEAD_NONNULL from, uint32_t how,
						   struct bulkhead_compartment *BULKHEAD_NULLABLE receiver);

#endif

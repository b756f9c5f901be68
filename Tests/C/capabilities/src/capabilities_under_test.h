/* What the compartments of this suite export. */
#ifndef CAPABILITIES_UNDER_TEST_H
#define CAPABILITIES_UNDER_TEST_H

#include <bulkhead/capability.h>

/* Runs one of laws.h's in the compartment; 0, or the line of what does not hold, with its result above 16 bits. */
int giver_run(int law);

/* The sum of the bytes, or why they cannot be read. */
int taker_sum(const bulkhead_capability_t *bytes, int size);
/* What comes of reading, or writing, one byte there. */
int taker_try(const bulkhead_capability_t *bytes, int offset, int writes);
/* Writes size, size - 1, and so on. */
int taker_fill(const bulkhead_capability_t *bytes, int size);
/* What comes of putting it into a variable that is on no stack. */
int taker_capture(const bulkhead_capability_t *bytes);
int taker_borrow(const bulkhead_capability_t *bytes);
/* What comes of reading through what was put there. */
int taker_kept(void);
/* Leaves it on its stack; what comes of using it there in another call. */
int taker_leave(const bulkhead_capability_t *bytes);
int taker_left(void);
/* A sealed handle to a number, and the number. */
int taker_open(bulkhead_capability_t *handle, int number);
/* Types begin anew with each test, and with them the key. */
int taker_forget(void);
int taker_use(const bulkhead_capability_t *handle);
/* Gives authority over its stack. */
int taker_give_local(bulkhead_capability_t *given);
/* Faults with it. */
int taker_fault(const bulkhead_capability_t *bytes);
/* Whether it is one. */
int taker_has(const bulkhead_capability_t *bytes);
/* Uses another's variable, of which it has the address only. */
int taker_steal(const bulkhead_capability_t *variable);
/* The address of a variable of its own. */
int taker_address(uint64_t *address);

#endif

/*
 * Capabilities that the kernel holds, where no hardware does: what it keeps of each, and how it is asked. The contract
 * between kernel and image behind <bulkhead/capability.h>.
 */
#ifndef BULKHEAD_CAPABILITY_REQUEST_H
#define BULKHEAD_CAPABILITY_REQUEST_H

#include <bulkhead/attributes.h>
#include <bulkhead/capability.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bulkhead_capability_operation {
	BULKHEAD_CAPABILITY_DERIVES,  /* `bytes`, `size`, `rights` */
	BULKHEAD_CAPABILITY_NARROWS,  /* `offset`, `size`, `rights` */
	BULKHEAD_CAPABILITY_COPIES,
	BULKHEAD_CAPABILITY_MAKES_KEY,
	BULKHEAD_CAPABILITY_SEALS,    /* `key` */
	BULKHEAD_CAPABILITY_UNSEALS,  /* `key` */
	BULKHEAD_CAPABILITY_READS,    /* to `bytes`, `offset`, `size` */
	BULKHEAD_CAPABILITY_WRITES,   /* from `bytes`, `offset`, `size` */
	BULKHEAD_CAPABILITY_LOADS,    /* `offset` */
	BULKHEAD_CAPABILITY_STORES,   /* `key` into `from`, `offset` */
	BULKHEAD_CAPABILITY_DROPS,
	BULKHEAD_CAPABILITY_TELLS,    /* to `bytes`, a struct bulkhead_capability_facts */
};

struct bulkhead_capability_request {
	enum bulkhead_capability_operation operation;
	uintptr_t to;    /* addresses of variables */
	uintptr_t from;
	uintptr_t key;
	uintptr_t bytes;
	size_t offset;
	size_t size;
	uint32_t rights;
} BULKHEAD_SWIFT_NAME(CapabilityRequest);

/* What a capability allows: on boards just what was said, on the host in CHERIoT's format. */
struct bulkhead_authority {
#if defined(__arm__) || defined(__riscv)
	uintptr_t base;
	size_t size;
	uint32_t rights;  /* and what else it is: see Sources/Kernel/Capabilities/ExactAuthority.swift */
	uint32_t type;    /* 0: not sealed; of a key the one that it is for */
#else
	uint64_t origin;  /* of the 4 GiB in which its memory is */
	uint32_t high;
	uint32_t address;
#endif
} BULKHEAD_SWIFT_NAME(AuthorityRecord);

struct bulkhead_held_capability {
	uintptr_t home;   /* of the variable; 0: there is none */
	uint32_t cookie;  /* what the variable says, beside its number here */
	struct bulkhead_authority authority;
} BULKHEAD_SWIFT_NAME(HeldCapabilityRecord);

/* Some of the places for them: a compartment's own, or those of all other code. */
struct bulkhead_held_quota {
	uint32_t first, count;
} BULKHEAD_SWIFT_NAME(CapabilityQuota);

/* The image's: all places, and those that the running thread's code may take. */
BULKHEAD_HIDDEN extern struct bulkhead_held_capability bulkhead_held_capabilities[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_held_capability_count;
BULKHEAD_INLINE struct bulkhead_held_capability *BULKHEAD_NONNULL bulkhead_held_capability_at(uint32_t index)
{
	return &bulkhead_held_capabilities[index];
}
/* Code outside of compartments has the first. */
BULKHEAD_HIDDEN extern const uint32_t bulkhead_held_by_application;
/* What the code has that the running thread runs: a compartment's, or that. */
BULKHEAD_HIDDEN struct bulkhead_held_quota bulkhead_running_quota(void);
/* And what it does in an image with compartments. */
BULKHEAD_HIDDEN struct bulkhead_held_quota bulkhead_quota_of_compartment(void);
/* Types that keys were made for. */
BULKHEAD_HIDDEN extern uint32_t bulkhead_held_types;
BULKHEAD_INLINE uint32_t bulkhead_next_type(void) { return bulkhead_held_types; }
BULKHEAD_INLINE void bulkhead_take_type(void) { bulkhead_held_types++; }

/* Does what is asked, and gives the function's result. A caller without privileges must reach the request, or it ends. */
BULKHEAD_HIDDEN int bulkhead_capability_request(const struct bulkhead_capability_request *BULKHEAD_NONNULL request);
BULKHEAD_HIDDEN int bulkhead_asked_bulkhead_capability_request(
	const struct bulkhead_capability_request *BULKHEAD_NONNULL request);

/*
 * Where hardware holds them: a key to a type that has none yet into the variable at an address. 0; -ENOSPC: there is none.
 * A caller without privileges must reach the variable, or it ends.
 */
BULKHEAD_HIDDEN int bulkhead_make_hardware_key(uintptr_t to);
BULKHEAD_HIDDEN int bulkhead_asked_bulkhead_make_hardware_key(uintptr_t to);
/* The port's: that of the type with a number, from 0 on; false: there are not so many. */
#if defined(BULKHEAD_CHERI)
BULKHEAD_HIDDEN bool port_make_key(uintptr_t to, uint32_t number);
/* And bulkhead_pass_capability. */
BULKHEAD_HIDDEN int port_pass_capability(bulkhead_capability_t *BULKHEAD_NONNULL to,
					 const bulkhead_capability_t *BULKHEAD_NONNULL from, uint32_t how, bool is_back);
#else
BULKHEAD_INLINE bool port_make_key(uintptr_t to, uint32_t number)
{
	(void)to, (void)number;
	return false;
}
#endif

/* A copy of what a thread says, which nobody changes: read once. */
BULKHEAD_INLINE void bulkhead_copy_request(struct bulkhead_capability_request *BULKHEAD_NONNULL to,
					   const struct bulkhead_capability_request *BULKHEAD_NONNULL from)
{
	__builtin_memcpy(to, from, sizeof(*to));
	__asm__ volatile("" ::: "memory");
}

/* How a capability goes through a gate: a buffer's access has them beside in and out. */
#define BULKHEAD_PASS_CAPABILITY 4   /* the buffer is a bulkhead_capability_t */
#define BULKHEAD_PASS_WITHOUT_KEEP 8

/*
 * The image's: puts into `to` what `from` has, within the quota of a compartment, NULL: of code outside; `how` is the
 * buffer's access, `is_back` says that it is on its way back. 0; -ENOSPC; -EPERM: only what has KEEP can go back.
 * Interrupts are masked. Without signatures that have capabilities nobody calls it.
 */
struct bulkhead_compartment;
BULKHEAD_HIDDEN int bulkhead_pass_capability(bulkhead_capability_t *BULKHEAD_NONNULL to,
					     const bulkhead_capability_t *BULKHEAD_NONNULL from, uint32_t how, bool is_back,
					     struct bulkhead_compartment *BULKHEAD_NULLABLE receiver);
/* What it does where the kernel holds them. */
BULKHEAD_HIDDEN int bulkhead_pass_held_capability(bulkhead_capability_t *BULKHEAD_NONNULL to,
						  const bulkhead_capability_t *BULKHEAD_NONNULL from, uint32_t how,
						  bool is_back, struct bulkhead_compartment *BULKHEAD_NULLABLE receiver);

/* The image's: some bytes of a stack are nobody's any more. Any context with interrupts masked. */
BULKHEAD_HIDDEN void bulkhead_stack_ends(uintptr_t start, size_t size);
/* What it does where the kernel holds them: none is there now. */
BULKHEAD_HIDDEN void bulkhead_forget_capabilities(uintptr_t start, size_t size);

#endif

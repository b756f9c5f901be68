/*
 * What the build says of a compartment that capabilities confine (CHERI-RISC-V, hybrid mode): its blocks, and what it
 * imports. The part of the contract between kernel, ports and image that is there on such boards.
 */
#ifndef BULKHEAD_CONFINEMENT_H
#define BULKHEAD_CONFINEMENT_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How code of a compartment enters the switcher: sealed with the type of this number. */
enum bulkhead_import_kind {
	BULKHEAD_IMPORT_CALL,    /* a system call; the record is a struct bulkhead_system_call */
	BULKHEAD_IMPORT_GATE,    /* a function of another compartment; a struct bulkhead_gate */
	BULKHEAD_IMPORT_RETURN,  /* the end of a call */
	BULKHEAD_IMPORT_YIELD,   /* k_yield, which has a way of its own */
	BULKHEAD_IMPORT_KINDS,
	BULKHEAD_IMPORT_DEVICE = BULKHEAD_IMPORT_KINDS,  /* its registers, which `record` is; not sealed */
	BULKHEAD_IMPORT_MEMORY,  /* what all threads share, to derive from; not sealed, and alone of all global */
	BULKHEAD_IMPORT_END,
};

struct bulkhead_import {
	enum bulkhead_import_kind kind;
	const void *BULKHEAD_NONNULL record;
	uint32_t size;
};

/* A compartment's code is what its PCC has, its memory what its DDC has; in ROM. */
struct bulkhead_block {
	uint32_t code, code_size;
	uint32_t data, data_size;
	/* Of that, what all of its threads reach. What lies below and above is a stack, and its own thread's. */
	uint32_t shared, shared_size;
	/* Of its own copies: where its threads begin, and where a function of a call returns to. */
	void (*BULKHEAD_NULLABLE user_main)(void);
	/* In its memory: of each kind the switcher, then a sealed capability for each record that is wanted. */
	uint64_t *BULKHEAD_NULLABLE imports;
	const struct bulkhead_import *BULKHEAD_NULLABLE wanted;  /* up to BULKHEAD_IMPORT_END */
	/* Its code uses <bulkhead/capability.h>. */
	bool has_capabilities;
} BULKHEAD_SWIFT_NAME(ConfinedBlock);

/* The image's, one for each compartment; the last has no code. */
BULKHEAD_HIDDEN extern const struct bulkhead_block bulkhead_blocks[];

/* The compartment's that has a byte of memory; NULL if none does. Cost grows with the compartments. */
BULKHEAD_INLINE const struct bulkhead_block *BULKHEAD_NULLABLE bulkhead_block_of(uintptr_t address)
{
	for (const struct bulkhead_block *block = bulkhead_blocks; block->code_size != 0; block++) {
		if (address - block->data < block->data_size) {
			return block;
		}
	}
	return NULL;
}

/* Of a compartment's memory what a thread reaches whose stack is at an address in it. */
struct bulkhead_reach_in_block {
	uint32_t start, size;
} BULKHEAD_SWIFT_NAME(ReachInBlock);

BULKHEAD_INLINE struct bulkhead_reach_in_block
bulkhead_reach_in_block(const struct bulkhead_block *BULKHEAD_NONNULL block, uintptr_t stack)
{
	uint32_t shared_end = block->shared + block->shared_size;
	uint32_t start = stack < block->shared ? block->data : block->shared;
	uint32_t end = stack >= shared_end ? block->data + block->data_size : shared_end;

	return (struct bulkhead_reach_in_block){start, end - start};
}

/* The port's: PCC and DDC of a thread with its stack at an address; false if they cannot be said exactly. */
BULKHEAD_HIDDEN bool port_confine(uint32_t *BULKHEAD_NONNULL words,
				  const struct bulkhead_block *BULKHEAD_NONNULL block, uintptr_t stack);
/* Ends the run: what was to confine a thread does not. */
BULKHEAD_HIDDEN void bulkhead_refuse_confinement(void) __attribute__((noreturn));

#endif

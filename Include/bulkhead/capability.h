/*
 * Capabilities: authority over some bytes of memory, to be passed on, narrowed, sealed and dropped. One API over what
 * keeps it: hardware where capabilities confine compartments (CHERI), elsewhere the kernel, which holds it and copies;
 * on the host that is the model of CHERIoT's format, exact to its bits. docs/CAPABILITIES.md says what each guarantees.
 *
 * A capability is in a variable of this type, and good there only: memcpy and assignment copy bytes without authority.
 * Where the variable lies says how long it is good for. On the stack of the running thread, or of the call into
 * a compartment: until the thread or the call ends. Anywhere else: until it is dropped or overwritten; only what has the
 * right BULKHEAD_CAPABILITY_KEEP can lie there.
 *
 * Whoever reaches the variable may use what is in it. `to` may be the same variable as one that a function reads; what was
 * in it is dropped before, and after an error it has nothing. All functions are for threads, also before main.
 */
#ifndef BULKHEAD_CAPABILITY_H
#define BULKHEAD_CAPABILITY_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All 0: none. */
typedef struct bulkhead_capability {
	uint32_t words[2];
} __attribute__((aligned(8))) bulkhead_capability_t;

enum bulkhead_capability_right {
	BULKHEAD_CAPABILITY_READ = 1,
	BULKHEAD_CAPABILITY_WRITE = 2,
	/* Capabilities can be loaded from the memory, and stored there. */
	BULKHEAD_CAPABILITY_LOAD = 4,
	BULKHEAD_CAPABILITY_STORE = 8,
	/* It can lie elsewhere than on a stack. Without it, it cannot be captured. */
	BULKHEAD_CAPABILITY_KEEP = 16,
	/* What is loaded through it keeps its rights WRITE and STORE, and this one. Without it: deeply immutable. */
	BULKHEAD_CAPABILITY_DEEP_WRITE = 32,
	/* What is loaded through it keeps its rights KEEP and this one. Without it: deeply not to be captured. */
	BULKHEAD_CAPABILITY_DEEP_KEEP = 64,
};
/* All of one's own memory. */
#define BULKHEAD_CAPABILITY_ALL 127

/* What holds capabilities in this image; each keeps what the ones before it do not, see docs/CAPABILITIES.md. */
enum bulkhead_capability_backend {
	BULKHEAD_CAPABILITY_HARDWARE,  /* CHERI: authority is in the variable, with a tag */
	BULKHEAD_CAPABILITY_KERNEL,    /* the kernel has a record of each */
	BULKHEAD_CAPABILITY_MODEL,     /* so it has, in CHERIoT's format; nothing confines C code */
};
enum bulkhead_capability_backend bulkhead_capability_backend(void);

/*
 * Authority over bytes that the caller reaches itself, for reading or writing as `rights` say. Bytes of a stack can only
 * be had without KEEP. LOAD and STORE want `start` and `size` to be multiples of 8.
 *
 * 0; -EFAULT: the caller does not reach all of it so, or it is a device's or a partition's and capabilities confine the
 * caller; -EINVAL: no right but KEEP, an unknown one, or no bytes; -EPERM: KEEP over bytes of a stack, or `to` is on no
 * stack and KEEP is missing; -ERANGE: bounds of such a size can be exact only at multiples of
 * bulkhead_capability_granule(size), and so can the size; -ENOTSUP: this backend cannot say these rights; -ENOSPC: the
 * caller has as many as it may (`capabilities` in system.yml, else CONFIG_CAPABILITIES).
 */
int bulkhead_capability_derive(bulkhead_capability_t *BULKHEAD_NONNULL to, const void *BULKHEAD_NONNULL start, size_t size,
			       uint32_t rights);

/*
 * A part of it, from `offset` on, with `rights`, all of which it must have. 0; -EINVAL: `from` has none; -EPERM: more
 * rights, a seal, a key, or as above; -ERANGE: not all within its bounds, or as above; -ENOSPC; -ENOTSUP.
 */
int bulkhead_capability_narrow(bulkhead_capability_t *BULKHEAD_NONNULL to, const bulkhead_capability_t *BULKHEAD_NONNULL from,
			       size_t offset, size_t size, uint32_t rights);

/* The same once more. 0; -EINVAL: `from` has none; -EPERM: as above; -ENOSPC. */
int bulkhead_capability_copy(bulkhead_capability_t *BULKHEAD_NONNULL to, const bulkhead_capability_t *BULKHEAD_NONNULL from);

/*
 * A new type, and the key to it: with READ it unseals, with WRITE it seals; it can be narrowed to either, at offset 0 with
 * size 1. Types are never given back. 0; -ENOSPC: there are no more: eight with CHERI, seven in the model; or as above.
 */
int bulkhead_capability_make_key(bulkhead_capability_t *BULKHEAD_NONNULL to);

/*
 * Sealed it can be copied and passed on, and nothing else, before it is unsealed. 0; -EINVAL: `from` or `key` has none;
 * -EPERM: `key` is no key that may, `from` is sealed already, or is a key; or as above; -ENOSPC.
 */
int bulkhead_capability_seal(bulkhead_capability_t *BULKHEAD_NONNULL to, const bulkhead_capability_t *BULKHEAD_NONNULL from,
			     const bulkhead_capability_t *BULKHEAD_NONNULL key);

/* What was sealed; without KEEP if the key has not. The same results; -EPERM also with another type's key. */
int bulkhead_capability_unseal(bulkhead_capability_t *BULKHEAD_NONNULL to, const bulkhead_capability_t *BULKHEAD_NONNULL from,
			       const bulkhead_capability_t *BULKHEAD_NONNULL key);

/*
 * Copies bytes out of its memory, or into it. 0; -EINVAL: `from` or `into` has none; -EPERM: the right is missing, it is
 * sealed, or it is a key; -ERANGE: not all within its bounds; -EFAULT: the caller does not reach `bytes`. Nothing
 * is copied then. Another thread may see, and change, the middle of it.
 */
int bulkhead_capability_read(const bulkhead_capability_t *BULKHEAD_NONNULL from, size_t offset,
			     void *BULKHEAD_NONNULL bytes, size_t size);
int bulkhead_capability_write(const bulkhead_capability_t *BULKHEAD_NONNULL into, size_t offset,
			      const void *BULKHEAD_NONNULL bytes, size_t size);

/*
 * Loads a capability out of its memory, where `offset` is a multiple of 8, or stores one there: it needs KEEP then. 0;
 * -EINVAL: there is none, or the offset is no multiple; -EPERM: LOAD or STORE is missing, KEEP is, a seal, a key;
 * -ERANGE; -ENOSPC.
 */
int bulkhead_capability_load(bulkhead_capability_t *BULKHEAD_NONNULL to, const bulkhead_capability_t *BULKHEAD_NONNULL from,
			     size_t offset);
int bulkhead_capability_store(const bulkhead_capability_t *BULKHEAD_NONNULL into, size_t offset,
			      const bulkhead_capability_t *BULKHEAD_NONNULL stored);

/* The variable has none any more; others that were made of it stay. */
void bulkhead_capability_drop(bulkhead_capability_t *BULKHEAD_NONNULL capability);

struct bulkhead_capability_facts {
	size_t size;      /* bytes */
	uint32_t rights;
	bool is_sealed;
	bool is_key;
};
/* What it is. 0; -EINVAL: it has none. */
int bulkhead_capability_facts(const bulkhead_capability_t *BULKHEAD_NONNULL capability,
			      struct bulkhead_capability_facts *BULKHEAD_NONNULL facts);

/* Bounds of `size` bytes are exact at multiples of so many bytes, if `size` is one, too. A power of two. Any context. */
size_t bulkhead_capability_granule(size_t size);

#endif

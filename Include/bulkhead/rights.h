/* What stands behind a kernel object about who may use it, with CONFIG_USERSPACE. */
#ifndef BULKHEAD_RIGHTS_H
#define BULKHEAD_RIGHTS_H

#include <bulkhead/attributes.h>
#include <stdint.h>

struct bulkhead_rights {
	const void *BULKHEAD_NULLABLE object;  /* the object that it is of */
	uint32_t kind;                         /* enum bulkhead_claim */
	uint32_t users;                        /* a bit for each thread without privileges */
	uint32_t is_public;                    /* all may use it, also those that begin later */
} BULKHEAD_SWIFT_NAME(RightsRecord);

/* The last member of an object; the kernel is compiled without it. */
#if defined(CONFIG_USERSPACE)
#define BULKHEAD_RIGHTS struct bulkhead_rights rights __attribute__((aligned(8)));
/* Makes an object that a macro defines known to the kernel; one in a compartment's sources may be used there. */
#define BULKHEAD_KNOWN(name, kind_name)                                                            \
	;                                                                                          \
	static const struct bulkhead_defined_object known_##name                                   \
		BULKHEAD_LIST_ENTRY(bulkhead_defined_objects) = {.object = &name,                  \
								 .kind = BULKHEAD_KIND(kind_name)}
/* Its upper half is the compartment's bit; the build gives the number. Behind the 16th it refuses objects. */
#if defined(BULKHEAD_COMPARTMENT_NUMBER) && BULKHEAD_COMPARTMENT_NUMBER <= 16
#define BULKHEAD_KIND(kind_name) ((enum bulkhead_claim)(kind_name | 1u << (32 - BULKHEAD_COMPARTMENT_NUMBER)))
#else
#define BULKHEAD_KIND(kind_name) kind_name
#endif
#else
#define BULKHEAD_RIGHTS
#define BULKHEAD_KNOWN(name, kind_name)
#endif

/* What an argument of a system call has to be. */
enum bulkhead_claim {
	BULKHEAD_CLAIM_VALUE,   /* any number */
	BULKHEAD_CLAIM_SEM,     /* a kernel object of this kind that the thread has been granted */
	BULKHEAD_CLAIM_MUTEX,
	BULKHEAD_CLAIM_CONDVAR,
	BULKHEAD_CLAIM_EVENT,
	BULKHEAD_CLAIM_TIMER,
	BULKHEAD_CLAIM_MSGQ,
	BULKHEAD_CLAIM_THREAD,  /* not said of an argument: whether the thread was made is asked, too */
	BULKHEAD_CLAIM_READ,    /* the address of memory that it may read; the next argument is its size */
	BULKHEAD_CLAIM_SEND,    /* a message's, that it may read; the argument before is the queue */
	BULKHEAD_CLAIM_RECEIVE, /* the same, that it may write */
	BULKHEAD_CLAIM_SELF,    /* its own thread */
	BULKHEAD_CLAIM_WITH_COMPARTMENT = 0x80000000u, /* as wide as BULKHEAD_KIND may be */
	BULKHEAD_CLAIM_FIRST_KIND = BULKHEAD_CLAIM_SEM,
	BULKHEAD_CLAIM_LAST_KIND = BULKHEAD_CLAIM_THREAD,
};

/* From an object of each kind to its rights, in eights of bytes; the image's, as it lays objects out. */
BULKHEAD_HIDDEN extern const uint8_t bulkhead_rights_places[];
BULKHEAD_INLINE uintptr_t bulkhead_rights_offset(uint32_t kind)
{
	return (uintptr_t)bulkhead_rights_places[kind] * 8;
}

struct bulkhead_defined_object {
	void *BULKHEAD_NONNULL object;
	enum bulkhead_claim kind;
};

#endif

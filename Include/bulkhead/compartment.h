/*
 * Compartments: memory with declared exports and imports, and the gates between them. What stands here is the
 * contract between kernel, ports and what the build generates from system.yml; docs/COMPARTMENTS.md is for users.
 */
#ifndef BULKHEAD_COMPARTMENT_H
#define BULKHEAD_COMPARTMENT_H

#include <port/frame.h>

/* Offsets that assembly knows. */
#define BULKHEAD_COMPARTMENT_FREE 0
#define BULKHEAD_COMPARTMENT_SLOW 4
#define BULKHEAD_GATE_SIZE 32 /* of a record, and what its address is a multiple of */
#define BULKHEAD_GATE_HAS_BUFFERS 12
#define BULKHEAD_ACTIVATION_NEXT 0
#define BULKHEAD_ACTIVATION_CALLER 4
#define BULKHEAD_ACTIVATION_SLOW 8
#define BULKHEAD_ACTIVATION_SELF 12
#define BULKHEAD_ACTIVATION_COMPARTMENT 16
#define BULKHEAD_ACTIVATION_ENTRY 20
#define BULKHEAD_ACTIVATION_CALLER_SP 24
#define BULKHEAD_ACTIVATION_CALLER_RA 28
#define BULKHEAD_ACTIVATION_CALLER_SELF 32
#if defined(BULKHEAD_CHERI)
#define BULKHEAD_ACTIVATION_CALLER_DDC 40
#define BULKHEAD_ACTIVATION_RETURN_STUB 48
#define BULKHEAD_ACTIVATION_STACK 52
#define BULKHEAD_ACTIVATION_SHORT_SIZE 56
#define BULKHEAD_ACTIVATION_USER 72
#else
#define BULKHEAD_ACTIVATION_USER 36
#endif

#ifndef __ASSEMBLER__
#include <bulkhead/attributes.h>
#include <bulkhead/capability_request.h>
#include <bulkhead/unprotected_call.h>
#include <bulkhead/user_mode.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/mutex.h>

/* No compartment's number, nor that of code in none. */
#define BULKHEAD_GATE_OF_NONE 0x100u
/* Arguments of a call through a gate: each is one word. */
#define BULKHEAD_GATE_ARGUMENTS 4

struct bulkhead_activation;
struct bulkhead_compartment;

/* What is known of a compartment before it runs; in ROM. */
struct bulkhead_compartment_facts {
	const char *BULKHEAD_NONNULL name;
	/* Its callers' places: as many as it serves at once. */
	struct bulkhead_activation *BULKHEAD_NONNULL const *BULKHEAD_NONNULL activations;
	uint32_t activation_count;
	/* From here on without protection only what says so. */
	uint32_t number;        /* from 1 on; what gates say of who may use them */
	uint32_t bit;           /* its own, in what objects say of who may use them; 0: it has no objects */
	uint32_t buffer_size;   /* at the top of each caller's stack, for what is copied */
	struct k_mem_domain *BULKHEAD_NONNULL domain;
	/* What its code reaches, up to NULL. */
	const struct k_mem_partition *BULKHEAD_NULLABLE const *BULKHEAD_NONNULL partitions;
	/* Whose thread of it is in the middle of changing its heap; NULL: it has no heap. */
	union {
		uint32_t *BULKHEAD_NULLABLE heap_lock;
		struct k_mutex *BULKHEAD_NULLABLE heap_mutex; /* without protection */
	};
	/* Also without protection. */
	bool comes_up;          /* it has an init entry; else it is up from the beginning */
	/* Where the kernel holds its capabilities. */
	struct bulkhead_held_quota capabilities;
} BULKHEAD_SWIFT_NAME(CompartmentFacts);

struct bulkhead_compartment {
	struct bulkhead_activation *BULKHEAD_NULLABLE free; /* the first that is; NULL also while calls are refused */
	uint32_t is_slow;       /* the end of a call has more to do than to give its place back */
	const struct bulkhead_compartment_facts *BULKHEAD_NONNULL facts;
	uint8_t state;          /* enum bulkhead_compartment_state */
} BULKHEAD_SWIFT_NAME(CompartmentRecord);

/* What a buffer argument is; the kernel copies or lends it. */
enum bulkhead_buffer_access {
	BULKHEAD_BUFFER_NONE = 0,   /* the argument is a number */
	BULKHEAD_BUFFER_IN = 1,
	BULKHEAD_BUFFER_OUT = 2,
	BULKHEAD_BUFFER_IN_OUT = 3,
	/* And BULKHEAD_PASS_CAPABILITY, BULKHEAD_PASS_WITHOUT_KEEP: the buffer is a capability. */
};

struct bulkhead_gate_buffer {
	uint8_t access;         /* enum bulkhead_buffer_access, and how a capability goes through */
	uint8_t size_argument;  /* which argument has its bytes; BULKHEAD_GATE_ARGUMENTS: `size` says */
	uint16_t size;
} BULKHEAD_SWIFT_NAME(GateBuffer);

/* A function that one compartment, or code with privileges, may call in another. In ROM, at a multiple of its size. */
struct bulkhead_gate {
	struct bulkhead_compartment *BULKHEAD_NONNULL compartment;
	int (*BULKHEAD_NONNULL function)(void);
	uint32_t importer;      /* the number of the compartment that may, or BULKHEAD_GATE_OF_NONE: code with privileges */
	uint32_t has_buffers;
	const struct bulkhead_gate_buffer *BULKHEAD_NULLABLE buffers; /* one for each argument */
	struct bulkhead_compartment *BULKHEAD_NULLABLE from;
	int32_t timeout;        /* how long a caller waits for a place, in ticks; -1: for ever */
	const char *BULKHEAD_NONNULL name;
} BULKHEAD_SWIFT_NAME(GateRecord);

/* A buffer of a call that is under way. */
struct bulkhead_lent_buffer {
	uintptr_t address;      /* the caller's */
	uintptr_t copy;         /* on the stack of the call; 0: a region lends the buffer itself */
	size_t size;            /* of the copy */
	uint32_t access;        /* BULKHEAD_BUFFER_NONE: there is none */
	uint32_t region;        /* that lends it; 0: none any more, since the caller does not reach it now */
} BULKHEAD_SWIFT_NAME(LentBuffer);

/*
 * A caller's place in a compartment: its stack there and what it reaches. While a thread is in it, this is
 * what a switch loads for the thread, in place of its own.
 */
struct bulkhead_activation {
	struct bulkhead_activation *BULKHEAD_NULLABLE next;  /* free */
	struct bulkhead_user *BULKHEAD_NULLABLE caller;      /* NULL: it has privileges */
	uint32_t is_slow;                                    /* the call's end has more to do */
	struct bulkhead_self *BULKHEAD_NULLABLE top;         /* of its stack */
	struct bulkhead_compartment *BULKHEAD_NULLABLE compartment;
	void *BULKHEAD_NULLABLE entry;      /* what the slow way in has left on its stack */
	void *BULKHEAD_NULLABLE caller_sp;  /* of a caller with privileges */
	uintptr_t caller_ra;                /* RISC-V */
	uintptr_t caller_self;
#if defined(BULKHEAD_CHERI)
	uint64_t caller_ddc;                 /* a capability */
	void (*BULKHEAD_NONNULL return_stub)(void); /* of the compartment */
	char *BULKHEAD_NONNULL stack;
	/* Of it what a function has beside copies of buffers, from the lowest byte on; a multiple of 32. */
	uint32_t short_size;
	size_t stack_size;
	char *BULKHEAD_NULLABLE copies;      /* the lowest of the last call; NULL: there were none */
	uint32_t is_dirty;                   /* who is next has the stack cleared; it is not among the free */
	struct bulkhead_user user;
	const struct bulkhead_gate *BULKHEAD_NULLABLE gate;
#else
	struct bulkhead_user user;
	const struct bulkhead_gate *BULKHEAD_NULLABLE gate;
	char *BULKHEAD_NONNULL stack;
	size_t stack_size;
#endif
	struct bulkhead_lent_buffer lent[BULKHEAD_GATE_ARGUMENTS];
	struct k_mutex lock;  /* for whom waits for the place; last, for the kernel knows less of it than the image */
} BULKHEAD_SWIFT_NAME(ActivationRecord);

#if defined(__arm__) || defined(__riscv)
_Static_assert(offsetof(struct bulkhead_compartment, is_slow) == BULKHEAD_COMPARTMENT_SLOW, "assembly");
_Static_assert(sizeof(struct bulkhead_gate) == BULKHEAD_GATE_SIZE, "assembly");
_Static_assert(offsetof(struct bulkhead_gate, has_buffers) == BULKHEAD_GATE_HAS_BUFFERS, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, caller) == BULKHEAD_ACTIVATION_CALLER, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, is_slow) == BULKHEAD_ACTIVATION_SLOW, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, top) == BULKHEAD_ACTIVATION_SELF, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, compartment) == BULKHEAD_ACTIVATION_COMPARTMENT, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, entry) == BULKHEAD_ACTIVATION_ENTRY, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, caller_sp) == BULKHEAD_ACTIVATION_CALLER_SP, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, caller_ra) == BULKHEAD_ACTIVATION_CALLER_RA, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, caller_self) == BULKHEAD_ACTIVATION_CALLER_SELF, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, user) == BULKHEAD_ACTIVATION_USER, "assembly");
#if defined(BULKHEAD_CHERI)
_Static_assert(offsetof(struct bulkhead_activation, caller_ddc) == BULKHEAD_ACTIVATION_CALLER_DDC, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, return_stub) == BULKHEAD_ACTIVATION_RETURN_STUB, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, stack) == BULKHEAD_ACTIVATION_STACK, "assembly");
_Static_assert(offsetof(struct bulkhead_activation, short_size) == BULKHEAD_ACTIVATION_SHORT_SIZE, "assembly");
#endif
#endif

/*
 * Whether a stack has to be cleared that a call has left: where all of a compartment's memory is one capability's, the
 * next call has nothing else between it and what is there.
 */
BULKHEAD_INLINE bool bulkhead_is_dirty(const struct bulkhead_activation *BULKHEAD_NONNULL place)
{
#if defined(BULKHEAD_CHERI)
	return place->is_dirty;
#else
	(void)place;
	return false;
#endif
}
BULKHEAD_INLINE void bulkhead_set_dirty(struct bulkhead_activation *BULKHEAD_NONNULL place, bool is_dirty)
{
#if defined(BULKHEAD_CHERI)
	place->is_dirty = is_dirty;
#else
	(void)place, (void)is_dirty;
#endif
}

/* All compartments, up to NULL. */
BULKHEAD_HIDDEN extern struct bulkhead_compartment *BULKHEAD_NULLABLE const bulkhead_compartments[];
BULKHEAD_INLINE struct bulkhead_compartment *BULKHEAD_NULLABLE bulkhead_compartment_at(size_t index)
{
	return bulkhead_compartments[index];
}

/* K_MSEC, as a constant of this width. */
#define BULKHEAD_GATE_TICKS(milliseconds)                                                          \
	((int32_t)(((int64_t)(milliseconds) * CONFIG_SYS_CLOCK_TICKS_PER_SEC + 999) / 1000))

BULKHEAD_INLINE void bulkhead_clear_bytes(void *BULKHEAD_NONNULL start, size_t size)
{
	__builtin_memset(start, 0, size);
}

#if defined(BULKHEAD_CHERI)
/* The port's: whoever runs there can store what is not to be captured into these bytes of its stack. */
BULKHEAD_HIDDEN void port_lend_stack(struct bulkhead_self *BULKHEAD_NULLABLE self, const char *BULKHEAD_NONNULL stack,
				     size_t size);
#endif

/* Clears what a call has had of a stack, or all of it, where bulkhead_is_dirty means something. */
BULKHEAD_INLINE void bulkhead_clear_stack(struct bulkhead_activation *BULKHEAD_NONNULL place, bool is_whole)
{
#if defined(BULKHEAD_CHERI)
	char *end = place->stack + place->stack_size;

	__builtin_memset(place->stack, 0, is_whole ? place->stack_size : place->short_size);
	if (is_whole) {
		port_lend_stack(place->top, place->stack, place->short_size);
	}
	if (!is_whole && place->copies != NULL) {
		__builtin_memset(place->copies, 0, (size_t)(end - place->copies));
	}
	place->copies = NULL;
	place->is_dirty = false;
#else
	(void)place, (void)is_whole;
#endif
}

/* All gates, by the linker script. */
BULKHEAD_HIDDEN extern const char __bulkhead_gates_start[], __bulkhead_gates_end[];
BULKHEAD_INLINE uintptr_t bulkhead_gates_start(void) { return (uintptr_t)__bulkhead_gates_start; }
BULKHEAD_INLINE uintptr_t bulkhead_gates_size(void)
{
	return (uintptr_t)(__bulkhead_gates_end - __bulkhead_gates_start);
}

/* Each caller's place gets its stack and what its compartment reaches. Boot. */
BULKHEAD_HIDDEN void bulkhead_prepare_compartments(void);

/*
 * The long way through a gate: from code with privileges, with buffers, with nobody's place free. `arguments` are
 * BULKHEAD_GATE_ARGUMENTS words. The function's result; -EAGAIN: no place was free in time; -EBUSY: nor may the caller
 * wait; -EDEADLK: the caller itself has them all; -ENODEV: the compartment is not up; -ESHUTDOWN: it, or the caller's,
 * has gone down; -ENOMEM: no room for a copy, or on the stack of a caller with privileges; -EFAULT: the callee
 * faulted. Ends a caller without privileges that did not import the gate, or names memory that is not its.
 * Thread.
 */
BULKHEAD_HIDDEN int bulkhead_call_gate(const struct bulkhead_gate *BULKHEAD_NONNULL gate,
				       const uintptr_t *BULKHEAD_NONNULL arguments);
/* The long way back: the result, and above 32 bits the stack pointer of a caller with privileges. */
BULKHEAD_HIDDEN uint64_t bulkhead_leave_gate(int result);

/* An init entry of a compartment, and its shutdown: the functions are called through their gates. */
BULKHEAD_HIDDEN int bulkhead_start_compartment(struct bulkhead_compartment *BULKHEAD_NONNULL compartment,
					       const struct bulkhead_gate *BULKHEAD_NONNULL init);
BULKHEAD_HIDDEN int bulkhead_stop_compartment(struct bulkhead_compartment *BULKHEAD_NONNULL compartment,
					      const struct bulkhead_gate *BULKHEAD_NULLABLE shutdown);

/* Compartments without protection; the calls are in unprotected_call.h. */
/* A thread ends, or drops what it does: it is in no compartment any more. Interrupts are masked. */
BULKHEAD_HIDDEN void bulkhead_leave_all_unprotected(struct k_thread *BULKHEAD_NONNULL thread);
/* The callers' places are free. Boot. */
BULKHEAD_HIDDEN void bulkhead_prepare_unprotected(void);
/* Before and behind the functions with which a compartment comes up and goes down; what they gave. */
BULKHEAD_HIDDEN void bulkhead_begin_start(struct bulkhead_compartment *BULKHEAD_NONNULL compartment);
BULKHEAD_HIDDEN int bulkhead_end_start(struct bulkhead_compartment *BULKHEAD_NONNULL compartment, int result);
BULKHEAD_HIDDEN void bulkhead_begin_stop(struct bulkhead_compartment *BULKHEAD_NONNULL compartment);
BULKHEAD_HIDDEN int bulkhead_end_stop(struct bulkhead_compartment *BULKHEAD_NONNULL compartment, int result);

/* A thread of a compartment that the boot creates, unless that is down. */
struct bulkhead_static_thread;
BULKHEAD_HIDDEN void bulkhead_create_compartment_thread(
	const struct bulkhead_static_thread *BULKHEAD_NONNULL plan,
	struct bulkhead_compartment *BULKHEAD_NONNULL compartment);

BULKHEAD_HIDDEN void bulkhead_create_thread_unprotected(
	const struct bulkhead_static_thread *BULKHEAD_NONNULL plan,
	struct bulkhead_compartment *BULKHEAD_NONNULL compartment);

/*
 * What the kernel calls when a thread ends, which leaves all compartments that it is in, and when the running thread
 * has faulted: true if that was in a call, which fails. The image's: without compartments they do nothing.
 */
BULKHEAD_HIDDEN void bulkhead_thread_leaves(struct k_thread *BULKHEAD_NONNULL thread);
BULKHEAD_HIDDEN bool bulkhead_call_fails(void);
/* A thread gets a record of its own: with compartments perhaps while it is in one. */
BULKHEAD_HIDDEN void bulkhead_thread_adopts(struct k_thread *BULKHEAD_NONNULL thread,
					    struct bulkhead_user *BULKHEAD_NONNULL user);
BULKHEAD_HIDDEN void bulkhead_adopt_in_compartment(struct k_thread *BULKHEAD_NONNULL thread,
						   struct bulkhead_user *BULKHEAD_NONNULL user);
/* What a thread reaches in its own code, or in a compartment, may have become less. Interrupts are masked. */
BULKHEAD_HIDDEN void bulkhead_lender_loses(void);
/* And what they do with them. */
BULKHEAD_HIDDEN void bulkhead_take_lent_back(void);
BULKHEAD_HIDDEN void bulkhead_leave_compartments(struct k_thread *BULKHEAD_NONNULL thread);
BULKHEAD_HIDDEN bool bulkhead_fail_call(void);

/* For reports of faults: see struct bulkhead_reports. */
BULKHEAD_HIDDEN bool bulkhead_print_call(uintptr_t sp);
BULKHEAD_HIDDEN const char *BULKHEAD_NULLABLE bulkhead_caller_stack(uintptr_t address);

/* The port's: the thread is in a call of the record's, as far as a switch is concerned. */
BULKHEAD_HIDDEN void port_begin_call(struct bulkhead_user *BULKHEAD_NONNULL user);
/* The port's: the call is at its end; its caller, who has no privileges, is to go on behind the stub's trap. */
BULKHEAD_HIDDEN void port_leave_gate(struct bulkhead_activation *BULKHEAD_NONNULL activation);
/* The port's: the record is again as the short way in needs it. */
BULKHEAD_HIDDEN void port_rest(struct bulkhead_activation *BULKHEAD_NONNULL activation);
/*
 * The port's: puts a function and its arguments where bulkhead_enter_gate finds them, below `top`, which is a
 * multiple of 8, on the stack of the call.
 */
BULKHEAD_HIDDEN void port_prepare_entry(struct bulkhead_activation *BULKHEAD_NONNULL activation,
					const uintptr_t *BULKHEAD_NONNULL arguments, uintptr_t top);
/* The port's: the running thread goes on in the call, without privileges. */
BULKHEAD_HIDDEN void port_enter_gate(struct bulkhead_activation *BULKHEAD_NONNULL activation)
	__attribute__((noreturn));
/* The same of a caller with privileges, to whom it returns the call's result. */
BULKHEAD_HIDDEN int port_call_gate(struct bulkhead_activation *BULKHEAD_NONNULL activation);
BULKHEAD_HIDDEN uintptr_t port_stack_pointer(void);
/* The port's: the thread, which runs, leaves the call with -EFAULT at the next switch. */
BULKHEAD_HIDDEN void port_fail_call(struct k_thread *BULKHEAD_NONNULL thread, char *BULKHEAD_NONNULL stack_end);
#endif

#endif

/*
 * Threads without privileges: what the kernel keeps of each, and how they call it. The part of the
 * contract between kernel, ports and image that is there with CONFIG_USERSPACE.
 */
#ifndef BULKHEAD_USER_MODE_H
#define BULKHEAD_USER_MODE_H

#include <port/frame.h>

/* What a thread reaches beside the application's code and constants: its stack, then its partitions. */
#define BULKHEAD_USER_REGIONS 7

#ifndef __ASSEMBLER__
#include <bulkhead/attributes.h>
#include <bulkhead/fault.h>
#include <bulkhead/memory_domain.h>
#include <bulkhead/rights.h>
#include <port/self.h>
#include <port/switch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/kernel/thread.h>
#include <zephyr/sys/util_macro.h>

/* A capability in memory has a tag, and lies at a multiple of its size. */
#if defined(BULKHEAD_CHERI)
#define BULKHEAD_WORDS_ALIGN __attribute__((aligned(8)))
#else
#define BULKHEAD_WORDS_ALIGN
#endif

/* Memory that a thread reaches; none if the size is 0. */
struct bulkhead_reach {
	uintptr_t start;
	size_t size;
	size_t writable;  /* the same, or 0 */
};

/*
 * What the kernel keeps of a thread without privileges, beside its record: where the thread cannot
 * reach it. The first members are the port's.
 */
struct bulkhead_user {
	uint32_t words[BULKHEAD_USER_WORDS] BULKHEAD_WORDS_ALIGN; /* the regions, as a switch loads them */
	uint32_t mode;                /* BULKHEAD_USER_UNPRIVILEGED; 0: in a system call */
	void *BULKHEAD_NULLABLE sp;   /* of the thread's own code, while it is in a system call */
	char *BULKHEAD_NULLABLE stack_end; /* of the stack for system calls */
	struct k_thread *BULKHEAD_NULLABLE thread;
	/* Whose part this is, if it is of a call into a compartment; see compartment.h. */
	struct bulkhead_activation *BULKHEAD_NULLABLE activation;
	uint32_t bits;         /* its own and its compartment's, in what objects say of who may use them */
	struct bulkhead_reach reach[BULKHEAD_USER_REGIONS];
	bool is_unprivileged;  /* in its own code */
	uint8_t compartment;   /* its number, in what gates say of who may use them; 0: none, or one that has gone down */
	uint32_t shared;       /* a bit for each of `reach` that is another thread's stack */
	const uintptr_t *BULKHEAD_NULLABLE arguments;  /* of its last system call: four or more words */
} BULKHEAD_SWIFT_NAME(UserRecord);

/* Says whether its own code has no privileges: only then a switch loads its words. */
BULKHEAD_INLINE void bulkhead_set_unprivileged(struct bulkhead_user *BULKHEAD_NONNULL user, bool is_unprivileged)
{
	user->is_unprivileged = is_unprivileged;
#if defined(__arm__) && __ARM_ARCH >= 8
	user->words[0] = !is_unprivileged;
#endif
}

/* Whether its own code may write an aligned word; what can be reached has whole words. Partitions first. */
BULKHEAD_INLINE bool bulkhead_may_write_word(const struct bulkhead_user *BULKHEAD_NONNULL user, uintptr_t address)
{
	const struct bulkhead_reach *reach = user->reach + 1;

	do {
		if (address - reach->start < reach->writable) {
			return true;
		}
	} while (++reach < user->reach + BULKHEAD_USER_REGIONS);
	return address - user->reach[0].start < user->reach[0].writable;
}

_Static_assert(BULKHEAD_USER_REGIONS == 1 + BULKHEAD_DOMAIN_PARTITIONS, "bulkhead/memory_domain.h");
#if defined(__arm__) || defined(__riscv)
_Static_assert(offsetof(struct bulkhead_user, mode) == BULKHEAD_USER_MODE, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, sp) == BULKHEAD_USER_SP, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, stack_end) == BULKHEAD_USER_STACK_END, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, thread) == BULKHEAD_USER_THREAD, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, activation) == BULKHEAD_USER_ACTIVATION, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, reach) == BULKHEAD_USER_REACH, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, is_unprivileged) == BULKHEAD_USER_UNPRIVILEGED_CODE, "port/frame.h");
_Static_assert(offsetof(struct bulkhead_user, compartment) == BULKHEAD_USER_COMPARTMENT, "port/frame.h");
#endif

/* The image's: as many threads as can be without privileges at a time, and their stacks for system calls. */
BULKHEAD_HIDDEN extern struct bulkhead_user bulkhead_users[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_user_count;
BULKHEAD_HIDDEN extern const uint32_t bulkhead_call_stack_size;
/* Regions that the chip's memory protection has. */
BULKHEAD_HIDDEN extern const uint32_t bulkhead_region_count;

BULKHEAD_INLINE struct bulkhead_user *BULKHEAD_NONNULL bulkhead_user_at(uint32_t index)
{
	return &bulkhead_users[index];
}

BULKHEAD_INLINE struct k_mem_domain *BULKHEAD_NONNULL bulkhead_default_domain(void)
{
	return &k_mem_domain_default;
}

/* What the linker says: code and constants that such threads may read and execute; all calls; variables. */
BULKHEAD_HIDDEN extern const char __bulkhead_user_rom_start[], __bulkhead_user_rom_end[];
BULKHEAD_HIDDEN extern const char __bulkhead_calls_start[], __bulkhead_calls_end[];
BULKHEAD_HIDDEN extern const char __data_start[], __data_end[], __data_load[], __bss_end[];

BULKHEAD_HIDDEN extern const char __bulkhead_image_start[];
BULKHEAD_INLINE uintptr_t bulkhead_image_start(void) { return (uintptr_t)__bulkhead_image_start; }
/* Behind the last byte of ROM that the image has: what its variables begin with. */
BULKHEAD_INLINE uintptr_t bulkhead_image_end(void)
{
	return (uintptr_t)(__data_load + (__data_end - __data_start));
}
BULKHEAD_INLINE uintptr_t bulkhead_user_rom_start(void) { return (uintptr_t)__bulkhead_user_rom_start; }
BULKHEAD_INLINE uintptr_t bulkhead_user_rom_end(void) { return (uintptr_t)__bulkhead_user_rom_end; }
/* The private peripheral bus (Armv7-M ARM B3.1, Armv8-M ARM B7.2); RISC-V's registers have no addresses. */
BULKHEAD_INLINE bool bulkhead_is_register_of_processor(uintptr_t address)
{
#if defined(__arm__)
	return address >> 20 == 0xe00;
#else
	(void)address;
	return false;
#endif
}
BULKHEAD_INLINE uintptr_t bulkhead_system_calls_start(void) { return (uintptr_t)__bulkhead_calls_start; }
BULKHEAD_INLINE uintptr_t bulkhead_system_calls_size(void)
{
	return (uintptr_t)(__bulkhead_calls_end - __bulkhead_calls_start);
}
BULKHEAD_INLINE uintptr_t bulkhead_variables_start(void) { return (uintptr_t)__data_start; }
BULKHEAD_INLINE uintptr_t bulkhead_variables_size(void) { return (uintptr_t)(__bss_end - __data_start); }

BULKHEAD_LIST(struct bulkhead_named_partition, named_partitions, bulkhead_partitions)

/* A bit for each eight bytes of the variables: the rights of a kernel object begin there. */
BULKHEAD_HIDDEN extern uint8_t bulkhead_known_objects[];
BULKHEAD_INLINE uint8_t *BULKHEAD_NONNULL bulkhead_known_objects_at(uintptr_t index)
{
	return &bulkhead_known_objects[index];
}

/* A function of the kernel's that such a thread may call, and what its arguments must be. */
struct bulkhead_system_call {
	void (*BULKHEAD_NONNULL function)(void);
	/*
	 * For each argument in turn 4 bits, BULKHEAD_CLAIM_*; in bits 24 and 25 how many words the result has; above
	 * bit 27 how many words of the arguments lie on the stack: even.
	 */
	uint32_t claims;
};

/* An object that code with privileges has initialised, or a macro has defined; it becomes known. */
BULKHEAD_HIDDEN void bulkhead_register_object(void *BULKHEAD_NONNULL object, enum bulkhead_claim kind);

/*
 * Lets a thread without privileges use a kernel object, or no more: at once, also in a call that it makes
 * next. No effect on what is no object. Any context.
 *
 * A thread's record and a stack of K_THREAD_STACK_DEFINE are objects, too, which code with privileges grants as
 * what they are, a struct k_thread * and a k_thread_stack_t *; also before the thread has been created. Who has no
 * privileges may use the object itself, and the thread, or it ends.
 */
void k_object_access_grant(const void *BULKHEAD_NONNULL object, struct k_thread *BULKHEAD_NONNULL thread);
void k_object_access_revoke(const void *BULKHEAD_NONNULL object, struct k_thread *BULKHEAD_NONNULL thread);
/* The same of a thread, and of a stack; only images that name them have the calls of threads on threads. */
void bulkhead_grant_thread(const void *BULKHEAD_NONNULL object, struct k_thread *BULKHEAD_NONNULL thread);
void bulkhead_grant_stack(const void *BULKHEAD_NONNULL object, struct k_thread *BULKHEAD_NONNULL thread);
void bulkhead_revoke_stack(const void *BULKHEAD_NONNULL object, struct k_thread *BULKHEAD_NONNULL thread);
#define k_object_access_grant(object, to)                                                          \
	_Generic((object), struct k_thread *: bulkhead_grant_thread,                               \
		 k_thread_stack_t *: bulkhead_grant_stack, default: (k_object_access_grant))(object, to)
#define k_object_access_revoke(object, from)                                                       \
	_Generic((object), k_thread_stack_t *: bulkhead_revoke_stack,                              \
		 default: (k_object_access_revoke))(object, from)

/* A thread's record becomes an object, unless it is one. With privileges. */
BULKHEAD_HIDDEN void bulkhead_know_thread(struct k_thread *BULKHEAD_NONNULL thread);
/* Lets a thread use a stack, or no more: whoever says so may use both. */
BULKHEAD_HIDDEN void bulkhead_change_stack_right(const void *BULKHEAD_NONNULL stack,
						 struct k_thread *BULKHEAD_NONNULL thread, bool is_granted);

/* Who may use a stack: a bit for each thread without privileges; and how large it is. NULL: it is none. */
BULKHEAD_HIDDEN uint32_t *BULKHEAD_NULLABLE bulkhead_stack_right(const void *BULKHEAD_NONNULL stack,
								 size_t *BULKHEAD_NONNULL size);
/* What a thread without privileges says to k_thread_create. */
struct bulkhead_thread_wish {
	struct k_thread *BULKHEAD_NULLABLE thread;
	k_thread_stack_t *BULKHEAD_NULLABLE stack;
	size_t size;
	k_thread_entry_t BULKHEAD_NULLABLE entry;
	void *BULKHEAD_NULLABLE parameters[3];
	int priority;
	uint32_t options;
	k_timeout_t delay;
} BULKHEAD_SWIFT_NAME(ThreadWish);
/* Creates it, or ends the caller, which has no privileges. */
BULKHEAD_HIDDEN void bulkhead_create_wished_thread(const struct bulkhead_thread_wish *BULKHEAD_NONNULL wish);
/* A copy of what a thread says, which nobody changes: read once. */
BULKHEAD_INLINE void bulkhead_copy_wish(struct bulkhead_thread_wish *BULKHEAD_NONNULL to,
					const struct bulkhead_thread_wish *BULKHEAD_NONNULL from)
{
	__builtin_memcpy(to, from, sizeof(*to));
	__asm__ volatile("" ::: "memory");
}
/* The caller's own end. */
BULKHEAD_HIDDEN void bulkhead_end_self(struct k_thread *BULKHEAD_NONNULL thread);

/* The same of several objects. */
#define k_thread_access_grant(thread, ...)                                                         \
	do {                                                                                       \
		FOR_EACH_FIXED_ARG(k_object_access_grant, (;), thread, __VA_ARGS__);               \
	} while (0)

/* Objects that a thread of K_THREAD_DEFINE has been granted when it begins. */
struct bulkhead_thread_grants {
	struct k_thread *BULKHEAD_NONNULL thread;
	const void *BULKHEAD_NULLABLE const *BULKHEAD_NONNULL objects;  /* up to NULL */
};
#define K_THREAD_ACCESS_GRANT(name, ...)                                                           \
	static const void *const bulkhead_objects_of_##name[] = {__VA_ARGS__, NULL};               \
	static const struct bulkhead_thread_grants bulkhead_grants_of_##name                       \
		BULKHEAD_LIST_ENTRY(bulkhead_grants) = {.thread = &bulkhead_thread_##name,         \
							.objects = bulkhead_objects_of_##name}
BULKHEAD_LIST(struct bulkhead_thread_grants, thread_grants, bulkhead_grants)

/*
 * Lets every thread use an object, also those that begin later; the caller's own right ends with
 * k_object_release.
 */
void k_object_access_all_grant(const void *BULKHEAD_NONNULL object);
void k_object_release(const void *BULKHEAD_NONNULL object);

/* Kinds of objects that can be allocated. */
enum k_objects {
	K_OBJ_ANY,  /* none */
	K_OBJ_SEM = BULKHEAD_CLAIM_SEM,
	K_OBJ_MUTEX = BULKHEAD_CLAIM_MUTEX,
	K_OBJ_CONDVAR = BULKHEAD_CLAIM_CONDVAR,
	K_OBJ_EVENT = BULKHEAD_CLAIM_EVENT,
	K_OBJ_MSGQ = BULKHEAD_CLAIM_MSGQ,
	K_OBJ_THREAD = BULKHEAD_CLAIM_THREAD,
};

/*
 * Allocates an object, in memory of the kernel's, which the caller may use and grant; to be initialised by k_sem_init
 * and its siblings, by k_msgq_alloc_init, or by k_thread_create. NULL: there are CONFIG_ALLOCATED_OBJECTS or
 * CONFIG_ALLOCATED_THREADS, or it is another kind. Thread or boot. Cost grows with all of these.
 *
 * It goes when no thread lives that may use it, or with k_object_free; but not before it is done with: while a thread
 * waits for it, or lives in it. What code with privileges allocates that was granted nothing stays until k_object_free.
 */
void *BULKHEAD_NULLABLE k_object_alloc(enum k_objects kind);
/* Nobody may use an object of k_object_alloc any more; no effect on others. Who has no privileges may use it, or ends. */
void k_object_free(void *BULKHEAD_NONNULL object);

/* Places for objects of one size, and what each is: a kind and flags, 0 if it is free. The image's. */
struct bulkhead_object_pool {
	char *BULKHEAD_NONNULL memory;
	uint32_t size;   /* of a place */
	uint32_t count;
	uint8_t *BULKHEAD_NONNULL states;
} BULKHEAD_SWIFT_NAME(ObjectPoolRecord);
/* The second is of threads. */
BULKHEAD_HIDDEN extern const struct bulkhead_object_pool bulkhead_object_pools[2];
BULKHEAD_INLINE const struct bulkhead_object_pool *BULKHEAD_NONNULL bulkhead_object_pool_at(uint32_t index)
{
	return &bulkhead_object_pools[index];
}

/*
 * k_sem_init(object, first, second) and its siblings without privileges, k_msgq_alloc_init for a message queue: their
 * result. The caller ends if somebody waits for the object.
 */
BULKHEAD_HIDDEN int bulkhead_init_object(enum bulkhead_claim kind, void *BULKHEAD_NONNULL object, uint32_t first,
					 uint32_t second);

/* k_yield without privileges, and the choice of whom to run: see bulkhead_select_next. */
BULKHEAD_HIDDEN bulkhead_switch bulkhead_yield_and_select(void);

/* Adds to a fault's address whose memory that is; nothing if the running thread has privileges. */
BULKHEAD_HIDDEN void bulkhead_print_owner(uintptr_t address);
/* The same whatever privileges the thread has: of CONFIG_CLOSED_STACKS. */
BULKHEAD_HIDDEN void bulkhead_print_owner_to_all(uintptr_t address);

/* The port's: what the running thread reaches is loaded anew. */
BULKHEAD_HIDDEN void port_load_regions(const uint32_t *BULKHEAD_NONNULL words);
/* Which kind of registers `words` holds: BULKHEAD_PMSAV7, BULKHEAD_PMSAV8, BULKHEAD_PMP, BULKHEAD_CAPABILITIES. */
BULKHEAD_INLINE int bulkhead_protection(void) { return BULKHEAD_PROTECTION; }
/*
 * The port's: lets everybody read and execute one region, and puts the protection into effect. `others` is
 * what MPU_MAIR0 is, or pmpcfg0.
 */
BULKHEAD_HIDDEN void port_start_protection(uint32_t base, uint32_t attributes, uint32_t others);
/* The first frame of a thread without privileges, which begins with bulkhead_user_main. */
BULKHEAD_HIDDEN void port_prepare_user_thread(struct k_thread *BULKHEAD_NONNULL thread,
					      char *BULKHEAD_NONNULL stack_end);
void bulkhead_user_main(k_thread_entry_t BULKHEAD_NONNULL entry, void *BULKHEAD_NULLABLE p1,
			void *BULKHEAD_NULLABLE p2, void *BULKHEAD_NULLABLE p3);

/* From here on threads without privileges reach what is theirs. Boot. */
BULKHEAD_HIDDEN void bulkhead_start_user_mode(void);
/* k_thread_create for a thread without privileges; see there. */
struct k_thread *BULKHEAD_NONNULL bulkhead_create_user_thread(
	struct k_thread *BULKHEAD_NONNULL thread, k_thread_stack_t *BULKHEAD_NONNULL stack, size_t size,
	k_thread_entry_t BULKHEAD_NONNULL entry, void *BULKHEAD_NULLABLE p1, void *BULKHEAD_NULLABLE p2,
	void *BULKHEAD_NULLABLE p3, int priority, uint32_t options, k_timeout_t delay);
/*
 * The running thread gives its privileges up for good and goes on with entry(p1, p2, p3), on its stack from the
 * beginning. It reaches what is in its domain, and may use what it has been granted. Its stack must be one
 * of K_THREAD_STACK_DEFINE, or main's; another is a fatal error. Thread.
 */
void k_thread_user_mode_enter(k_thread_entry_t BULKHEAD_NONNULL entry, void *BULKHEAD_NULLABLE p1,
			      void *BULKHEAD_NULLABLE p2, void *BULKHEAD_NULLABLE p3) __attribute__((noreturn));
/* Whether the caller has no privileges. Any context. */
static inline bool k_is_user_context(void) { return port_self() != NULL; }
#define arch_is_user_context k_is_user_context

/* The port's: a switch to the thread loads the record from now on. */
BULKHEAD_HIDDEN void port_prepare_user_words(struct k_thread *BULKHEAD_NONNULL thread,
					     struct bulkhead_user *BULKHEAD_NONNULL user);
/* The port's: the running thread, which has privileges, continues with bulkhead_user_main, its stack cleared. */
BULKHEAD_HIDDEN void port_enter_user_mode(struct k_thread *BULKHEAD_NONNULL thread,
					  struct bulkhead_user *BULKHEAD_NONNULL user,
					  char *BULKHEAD_NONNULL stack_end);

/*
 * The function to call, for a system call of the running thread; does not return if an argument is not
 * what it must be: the thread ends with a report.
 */
BULKHEAD_HIDDEN void (*BULKHEAD_NONNULL bulkhead_admit_call(
	const struct bulkhead_system_call *BULKHEAD_NONNULL call,
	const uintptr_t *BULKHEAD_NONNULL arguments))(void);
#endif

#endif

/*
 * How code without privileges calls the kernel. For each function that it may call the linker puts
 * __wrap_NAME in place of NAME (--wrap): who has privileges goes on to the function itself, whoever has
 * none asks for it by a trap (port_calls.h). An image has the calls that it makes, and no others.
 *
 * This file and the application are what such code may execute; the kernel is out of its reach.
 */
#include <bulkhead/closed_stacks.h>
#include <bulkhead/image.h>
#include <bulkhead/shared_word.h>
#include <bulkhead/stack.h>
#include <bulkhead/user_mode.h>
#include <port_calls.h>
#include <zephyr/kernel.h>

/*
 * What the kernel knows of a call is a constant in a section of its own, which the linker puts with the
 * others, and drops if nobody calls.
 */
#define CALLS(name) __attribute__((section("bulkhead_system_calls." #name), aligned(8)))
#define ASK(name, claims, look_for_interrupt)                                                     \
	void __real_##name(void);                                                                  \
	const struct bulkhead_system_call call_of_##name CALLS(name) = {__real_##name, claims};    \
	ASK_FOR(name, look_for_interrupt)
#define ASK_FOR(name, look_for_interrupt)                                                         \
	__attribute__((naked, section(".text.call." #name))) void __wrap_##name(void)              \
	{                                                                                          \
		PORT_ASK(name, look_for_interrupt);                                                \
	}
#define CALL(name, claims) ASK(name, claims, PORT_LOOK_FOR_INTERRUPT)
#define THREAD_CALL(name, claims) ASK(name, claims, "")
/* What is asked for is checked by a function of its own, bulkhead_asked_NAME, and done there. */
#define ASKED_CALL(name, claims)                                                                   \
	void bulkhead_asked_##name(void);                                                          \
	const struct bulkhead_system_call call_of_##name CALLS(name) = {bulkhead_asked_##name, claims}; \
	ASK_FOR(name, PORT_LOOK_FOR_INTERRUPT)
/* Those that have a way of their own with privileges, too, where stacks are closed: closed.c. */
#if defined(CONFIG_CLOSED_STACKS)
#define CALL_BY_BOTH(name, function, claims)                                                       \
	void function(void);                                                                       \
	const struct bulkhead_system_call call_of_##name CALLS(name) = {function, claims};         \
	__attribute__((naked, section(".text.call." #name))) void __wrap_##name(void)              \
	{                                                                                          \
		PORT_ASK_OR(name, bulkhead_privileged_##name, PORT_LOOK_FOR_INTERRUPT);            \
	}
#define MEASURING_CALL(name, claims) CALL_BY_BOTH(name, bulkhead_asked_##name, claims)
#define MESSAGE_CALL(name, claims) CALL_BY_BOTH(name, __real_##name, claims)
#else
#define MEASURING_CALL ASKED_CALL
#define MESSAGE_CALL CALL
#endif
#define BEHIND_CALL(name, also)
#define HANDLER_CALL(name, handle) PORT_HANDLER_CALL(name, handle)

#define CLAIM(index, kind) ((uint32_t)BULKHEAD_CLAIM_##kind << 4 * (index))
/* Words of the result: registers that hold none are cleared, where the port can. */
#define RESULT(words) ((uint32_t)(words) << 24)
/* Of its arguments this many words lie on the stack. */
#define ON_STACK ((uint32_t)PORT_WORDS_ON_STACK << 28)
#include "calls.h"

/* The first function of a thread without privileges. */
void bulkhead_user_main(k_thread_entry_t entry, void *p1, void *p2, void *p3)
{
	entry(p1, p2, p3);
	bulkhead_end_self(k_sched_current_thread_query());
}

/* Who asks for K_USER gets a thread without privileges. In threads.c there is one for whoever has none. */
struct k_thread *__real_k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					uint32_t options, k_timeout_t delay);
__attribute__((weak))
struct k_thread *__wrap_k_thread_create(struct k_thread *thread, k_thread_stack_t *stack, size_t size,
					k_thread_entry_t entry, void *p1, void *p2, void *p3, int priority,
					uint32_t options, k_timeout_t delay)
{
	thread->domain = bulkhead_kernel->domain;
	return (options & K_USER ? bulkhead_create_user_thread : BULKHEAD_CREATE_PRIVILEGED)(
		thread, stack, size, entry, p1, p2, p3, priority, options, delay);
}

/* What the kernel keeps of threads without privileges. */
static char call_stacks[CONFIG_MAX_USER_THREADS][BULKHEAD_STACK_LENGTH(CONFIG_PRIVILEGED_STACK_SIZE)]
	BULKHEAD_STACK_PLACE(BULKHEAD_STACK_ALIGN);
struct bulkhead_user bulkhead_users[CONFIG_MAX_USER_THREADS];
const uint32_t bulkhead_user_count = CONFIG_MAX_USER_THREADS;
const uint32_t bulkhead_call_stack_size = sizeof(call_stacks[0]);
const uint32_t bulkhead_region_count = CONFIG_PROTECTION_REGIONS;
struct k_mem_domain k_mem_domain_default;

#define RIGHTS_PLACE(type) (offsetof(struct type, rights) / 8)
const uint8_t bulkhead_rights_places[] = {
	[BULKHEAD_CLAIM_SEM] = RIGHTS_PLACE(k_sem),         [BULKHEAD_CLAIM_MUTEX] = RIGHTS_PLACE(k_mutex),
	[BULKHEAD_CLAIM_CONDVAR] = RIGHTS_PLACE(k_condvar), [BULKHEAD_CLAIM_EVENT] = RIGHTS_PLACE(k_event),
	[BULKHEAD_CLAIM_TIMER] = RIGHTS_PLACE(k_timer),     [BULKHEAD_CLAIM_MSGQ] = RIGHTS_PLACE(k_msgq),
	[BULKHEAD_CLAIM_THREAD] = RIGHTS_PLACE(k_thread),
};
_Static_assert(RIGHTS_PLACE(k_thread) <= UINT8_MAX, "CONFIG_THREAD_MAX_NAME_LEN is too large for CONFIG_USERSPACE");

/* Variables of partitions, as C expects them: copied from ROM up to `data_end`, then 0. The linker script's. */
struct bulkhead_partition_load {
	uint32_t *start;
	const uint32_t *load;
	uint32_t *data_end, *end;
};
extern const struct bulkhead_partition_load __bulkhead_partition_loads_start[], __bulkhead_partition_loads_end[];

void __real_bulkhead_boot(void) __attribute__((noreturn));
__attribute__((noreturn)) void __wrap_bulkhead_boot(void)
{
	for (const struct bulkhead_partition_load *one = __bulkhead_partition_loads_start;
	     one < __bulkhead_partition_loads_end; one++) {
		const uint32_t *load = one->load;
		uint32_t *word = one->start;

		while (word < one->data_end) {
			*word++ = *load++;
		}
		while (word < one->end) {
			*word++ = 0;
		}
	}
	__real_bulkhead_boot();
}

/* Objects that macros define. */
BULKHEAD_LIST(struct bulkhead_defined_object, defined_objects, bulkhead_defined_objects)

static void register_objects(void)
{
	for (const struct bulkhead_defined_object *one = bulkhead_defined_objects_start();
	     one < bulkhead_defined_objects_end(); one++) {
		bulkhead_register_object(one->object, one->kind);
	}
}
/* Also when a test begins with fresh objects. */
static const struct bulkhead_starter starter
	__attribute__((used, section("bulkhead_starters"))) = {register_objects};

static int start(void)
{
	for (int i = 0; i < CONFIG_MAX_USER_THREADS; i++) {
		bulkhead_users[i].stack_end = call_stacks[i] + sizeof(call_stacks[i]);
	}
	register_objects();
	bulkhead_start_user_mode();
#if defined(CONFIG_CLOSED_STACKS)
	port_begin_closing();
#endif
	return 0;
}
SYS_INIT_NAMED(user_mode, start, PRE_KERNEL_1, 0);

/*
 * Objects that code with privileges initialises become known to the kernel. In allocation.c are functions of these names
 * for whoever has none.
 */
#define MAKER(name, arguments) __attribute__((weak)) name arguments
#include "makers.h"

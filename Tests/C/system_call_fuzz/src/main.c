/*
 * Random system calls from a thread without privileges: which call, which objects, which addresses, all at random
 * from what a curious thread might try. Whatever it does, what was not granted to it stays as it was, others
 * go on, and the kernel serves whoever comes next. That is looked at after each call. The numbers are the same in
 * every run. `./bulkhead test --soak` makes a million calls (SystemCallFuzzSoak).
 */
#include <bulkhead/fault.h>
#include <bulkhead/shared_word.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

#if !defined(CALLS)
#define CALLS 10000
#endif

K_APPMEM_PARTITION_DEFINE(own);
K_APPMEM_PARTITION_DEFINE(others);
K_APP_BMEM(own) static uint32_t seed;
K_APP_BMEM(own) static uint32_t made;
K_APP_BMEM(own) static uint32_t scratch[32];
K_APP_BMEM(own) static uint32_t targets[48];
/* What it says to k_thread_create: mostly right. */
K_APP_BMEM(own) static struct bulkhead_thread_wish wish, sound_wish;
K_APP_BMEM(own) static uint32_t target_count;
/* What each call wants, and an object of each kind that was granted. */
K_APP_BMEM(own) static uint32_t claims[128];
K_APP_BMEM(own) static uint32_t objects[BULKHEAD_CLAIM_LAST_KIND + 1];
/* What it has allocated last of each kind. */
K_APP_BMEM(own) static uint32_t allocated[BULKHEAD_CLAIM_LAST_KIND + 1];
K_APP_BMEM(own) static uint32_t allocations;
K_APP_DMEM(others) static uint32_t secrets[8] = {1, 2, 3, 4, 5, 6, 7, 8};

K_SEM_DEFINE(sem, 0, 1000);
K_MUTEX_DEFINE(mutex);
K_CONDVAR_DEFINE(condvar);
K_EVENT_DEFINE(event);
K_TIMER_DEFINE(timer, NULL, NULL);
K_MSGQ_DEFINE(msgq, 8, 4, 4);
/* The same, which are not granted. */
K_SEM_DEFINE(other_sem, 3, 9);
K_MUTEX_DEFINE(other_mutex);
K_EVENT_DEFINE(other_event);
K_MSGQ_DEFINE(other_msgq, 8, 4, 4);
/* Who looks at the kernel after each call. */
K_SEM_DEFINE(look, 0, 1);
K_SEM_DEFINE(ping, 0, 1);
K_SEM_DEFINE(pong, 0, 1);
static uint32_t canary[16];

K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(healthy_stack, 768);
K_THREAD_STACK_DEFINE(child_stack, 512);
K_THREAD_STACK_DEFINE(untouched_stack, 512);
K_THREAD_STACK_DEFINE(looking_stack, 768);
/* The child is granted, with its stack; the last of the threads without privileges is not. */
static struct k_thread thread, healthy, child, untouched, looking;
static struct k_mem_domain domain;
static uint32_t deaths;
/* Calls after which the kernel was looked at, and what was wrong first; NULL: nothing. */
static uint32_t looks;
static const char *first_wrong;

/* There are too many to be read; what the kernel does is the same. */
bool bulkhead_fault_is_reported(const struct bulkhead_fault *fault)
{
	return k_current_get() != &thread && k_current_get() != &child;
}

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	if (k_current_get() == &thread) {
		deaths++;
	}
}

/* Each that is named here is in the image. */
static void *const calls[] = {
	k_busy_wait, k_condvar_broadcast, k_condvar_signal, k_condvar_wait, k_cycle_get_32, k_cycle_get_64, k_event_clear,
	k_event_post, k_event_set, k_event_set_masked, k_event_wait, k_event_wait_all, k_futex_wait, k_futex_wake,
	k_msgq_get, k_msgq_num_free_get, k_msgq_num_used_get, k_msgq_peek, k_msgq_peek_at, k_msgq_purge, k_msgq_put,
	k_msgq_put_front, k_mutex_lock, k_mutex_unlock, k_object_release, k_sched_current_thread_query,
	k_sem_count_get, k_sem_give, k_sem_reset, k_sem_take, k_sleep, k_thread_abort, k_timer_expires_ticks,
	k_timer_remaining_ticks, k_timer_start, k_timer_status_get, k_timer_status_sync, k_timer_stop, k_uptime_get,
	k_uptime_ticks, k_usleep, k_yield, k_wakeup, (k_object_access_grant), (k_object_access_revoke), k_thread_join,
	k_thread_custom_data_get, k_thread_custom_data_set, k_thread_name_copy, k_thread_name_set, k_thread_priority_get,
	k_thread_priority_set, k_thread_resume, k_thread_stack_space_get, k_thread_start, k_thread_suspend,
	k_thread_timeout_expires_ticks, k_thread_timeout_remaining_ticks, bulkhead_change_stack_right,
	bulkhead_create_wished_thread, k_object_alloc, k_object_free, k_sem_init, k_mutex_init, k_condvar_init, k_event_init,
	k_msgq_alloc_init, bulkhead_init_object, bulkhead_give_unit, bulkhead_await_unit, bulkhead_wait_for_unit,
	bulkhead_lock_contended, bulkhead_unlock_contended, bulkhead_wake_waiter,
};
static void *const volatile *volatile named = calls;

extern const struct bulkhead_system_call __bulkhead_handler_calls[];
extern const struct bulkhead_system_call call_of_bulkhead_console_write;
/* What calls want that check their arguments themselves; a wish is no claim of the kernel's. */
enum { ALLOCATED = 14, WISH };
#define NO_CALL UINT32_MAX
#define WANTS(name, first, second) {&call_of_##name, first, second}
#define DECLARE(name) extern const struct bulkhead_system_call call_of_##name
DECLARE(k_object_access_grant);
DECLARE(k_object_access_revoke);
DECLARE(bulkhead_change_stack_right);
DECLARE(bulkhead_create_wished_thread);
DECLARE(bulkhead_init_object);
DECLARE(k_object_alloc);
DECLARE(k_object_free);
DECLARE(k_thread_abort);
DECLARE(k_thread_join);
DECLARE(k_thread_name_copy);
DECLARE(k_thread_name_set);
DECLARE(k_thread_priority_get);
DECLARE(k_thread_priority_set);
DECLARE(k_thread_resume);
DECLARE(k_thread_stack_space_get);
DECLARE(k_thread_start);
DECLARE(k_thread_suspend);
DECLARE(k_thread_timeout_expires_ticks);
DECLARE(k_thread_timeout_remaining_ticks);
DECLARE(k_wakeup);
static const struct {
	const struct bulkhead_system_call *call;
	uint8_t first, second;
} wants[] = {
	WANTS(k_object_access_grant, BULKHEAD_CLAIM_SEM, BULKHEAD_CLAIM_THREAD),
	WANTS(k_object_access_revoke, BULKHEAD_CLAIM_SEM, BULKHEAD_CLAIM_THREAD),
	WANTS(bulkhead_change_stack_right, 0, BULKHEAD_CLAIM_THREAD),
	WANTS(bulkhead_create_wished_thread, WISH, 0),
	WANTS(k_object_free, ALLOCATED, 0),
	WANTS(k_thread_abort, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_join, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_name_copy, BULKHEAD_CLAIM_THREAD, BULKHEAD_CLAIM_READ),
	WANTS(k_thread_name_set, BULKHEAD_CLAIM_THREAD, BULKHEAD_CLAIM_READ),
	WANTS(k_thread_priority_get, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_priority_set, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_resume, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_stack_space_get, BULKHEAD_CLAIM_THREAD, BULKHEAD_CLAIM_READ),
	WANTS(k_thread_start, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_suspend, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_timeout_expires_ticks, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_thread_timeout_remaining_ticks, BULKHEAD_CLAIM_THREAD, 0),
	WANTS(k_wakeup, BULKHEAD_CLAIM_THREAD, 0),
};

/* A call as port_calls.h makes it, with any record and any arguments. */
#if defined(__arm__)
__attribute__((naked)) static uint32_t ask(const void *call, const uint32_t *arguments)
{
	__asm__ volatile("mov r12, r0\n\tldm r1, {r0-r3}\n\tsvc 2\n\tbx lr");
}
#elif defined(__x86_64__)
__attribute__((naked)) static uint32_t ask(const void *call, const uint32_t *arguments)
{
	__asm__ volatile("movq %rdi, %rax\n\tmovq %rsi, %r10\n\tmovl (%r10), %edi\n\tmovl 4(%r10), %esi\n\t"
			 "movl 8(%r10), %edx\n\tmovl 12(%r10), %ecx\n\tmovl 16(%r10), %r8d\n\t"
			 "movl 20(%r10), %r9d\n\tjmp port_ask");
}
#elif defined(__aarch64__)
__attribute__((naked)) static uint32_t ask(const void *call, const uint32_t *arguments)
{
	__asm__ volatile("mov x16, x0\n\tmov x9, x1\n\tldp w0, w1, [x9]\n\tldp w2, w3, [x9, #8]\n\t"
			 "ldp w4, w5, [x9, #16]\n\tb port_ask");
}
#else
__attribute__((naked)) static uint32_t ask(const void *call, const uint32_t *arguments)
{
	__asm__ volatile("mv t0, a0\n\tlw a0, 0(a1)\n\tlw a2, 8(a1)\n\tlw a3, 12(a1)\n\tlw a4, 16(a1)\n\t"
			 "lw a5, 20(a1)\n\tlw a1, 4(a1)\n\tecall");
}
#endif

/* xorshift32 (Marsaglia, Xorshift RNGs, 2003). */
static uint32_t next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static uint32_t argument(void)
{
	uint32_t what = next();

	switch (what >> 28) {
	case 0:
		return next();
	case 1:
		return next() % 5;
	case 2:
		return 0u - next() % 3;
	case 3:
		return (uint32_t)(uintptr_t)&what + next() % 512 - 256;
	case 4:
		return (uint32_t)(uintptr_t)&scratch[next() % 32];
	case 5:
		return targets[what % target_count] + next() % 64 - 32;
	default:
		return targets[what % target_count];
	}
}

static uint32_t call_count(void)
{
	return (uint32_t)((const struct bulkhead_system_call *)__bulkhead_calls_end - __bulkhead_handler_calls);
}

/* Mostly what the call wants; else anything. */
static uint32_t argument_for(uint32_t claim)
{
	if (next() % 24 == 0) {
		return argument();
	}
	if (claim >= BULKHEAD_CLAIM_FIRST_KIND && claim <= BULKHEAD_CLAIM_LAST_KIND) {
		return next() % 3 == 0 && allocated[claim] != 0 ? allocated[claim] : objects[claim];
	}
	if (claim == ALLOCATED) {
		return allocated[next() % ARRAY_SIZE(allocated)];
	}
	if (claim == WISH) {
		wish = sound_wish;
		if (next() % 4 == 0) {
			((uint32_t *)&wish)[next() % (sizeof(wish) / 4)] = argument();
		}
		return (uint32_t)(uintptr_t)&wish;
	}
	if (claim >= BULKHEAD_CLAIM_READ && claim <= BULKHEAD_CLAIM_RECEIVE) {
		return (uint32_t)(uintptr_t)&scratch[next() % 28];
	}
	return next() % 2 == 0 ? next() % 8 : argument();
}

static void tries(void *p1, void *p2, void *p3)
{
	uint32_t arguments[6];

	while (made < CALLS) {
		uint32_t which = next() % call_count();
		const struct bulkhead_system_call *one = &__bulkhead_handler_calls[which];

		/* Such places are many, and each would end it. */
		if (claims[which] == NO_CALL && next() % 16 != 0) {
			continue;
		}
		made++;
		for (int i = 0; i < 6; i++) {
			arguments[i] = argument_for(claims[which] >> 4 * i & 15);
		}
		/* So that it does not wait for long: a timeout is in the third and fourth, or a register of 64 bits. */
		if (next() % 4 != 0) {
#if defined(__LP64__)
			for (int i = 0; i < 6; i++) {
				if ((claims[which] >> 4 * i & 15) == BULKHEAD_CLAIM_VALUE) {
					arguments[i] = next() % 4;
				}
			}
#else
			arguments[2] = next() % 4;
			arguments[3] = 0;
#endif
		}
		if (one == &call_of_bulkhead_init_object && next() % 8 != 0) {
			arguments[0] = 1 + next() % BULKHEAD_CLAIM_LAST_KIND;
			arguments[1] = argument_for(arguments[0]);
		}
		if (one == &call_of_k_object_alloc) {
			uint32_t kind = next() % 12, object = ask(one, (uint32_t[6]){kind});

			if (object != 0) {
				allocated[kind] = object;
				allocations++;
			}
		} else if (next() % 64 == 0) {
			ask((const void *)(uintptr_t)(argument() + (next() % 4 == 0 ? (uint32_t)(uintptr_t)one : 0)), arguments);
		} else if (one != &call_of_bulkhead_console_write) {
			/* What that writes would stand between the test's lines. */
			ask(one, arguments);
		}
		k_sem_give(&look);
	}
}

/* What the child does: it is there to be started, ended and asked about. */
static void waits(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < 3; i++) {
		k_usleep(100);
	}
}

static void answers(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_take(&ping, K_FOREVER);
		k_sem_give(&pong);
	}
}

static void prepare_targets(void)
{
	const void *all[] = {
		&sem, &mutex, &condvar, &event, &timer, &msgq, &sem, &mutex, &event, &timer, &msgq, &other_sem,
		&other_mutex, &other_event, &other_msgq, &ping, &canary, &thread, &healthy, stack, &child, &child,
		child_stack, child_stack, &untouched, untouched_stack,
		stack + sizeof(stack) - 16, healthy_stack, scratch, scratch, &seed, secrets, &domain, &deaths, tries,
		__bulkhead_handler_calls, __bulkhead_calls_end, k_malloc, (void *)0x40000000, (void *)0xe000ed94,
		(void *)0xfffffffc, (void *)0x80000000,
	};

	const void *granted[] = {&sem, &mutex, &condvar, &event, &timer, &msgq, &child};

	for (size_t i = 0; i < ARRAY_SIZE(granted); i++) {
		objects[BULKHEAD_CLAIM_FIRST_KIND + i] = (uint32_t)(uintptr_t)granted[i];
	}
	assert_in_range(call_count(), 40, ARRAY_SIZE(claims));
	for (uint32_t i = 0; i < call_count(); i++) {
		claims[i] = __bulkhead_handler_calls[i].function != NULL ? __bulkhead_handler_calls[i].claims : NO_CALL;
		for (size_t j = 0; j < ARRAY_SIZE(wants); j++) {
			if (wants[j].call == &__bulkhead_handler_calls[i]) {
				claims[i] = wants[j].first | (uint32_t)wants[j].second << 4;
			}
		}
	}
	sound_wish = (struct bulkhead_thread_wish){
		.thread = &child, .stack = child_stack, .size = K_THREAD_STACK_SIZEOF(child_stack), .entry = waits, .priority = 6,
		.options = K_USER, .delay = K_NO_WAIT,
	};
	_Static_assert(sizeof(all) / sizeof(all[0]) <= sizeof(targets) / sizeof(targets[0]), "targets");
	memset(allocated, 0, sizeof(allocated));
	target_count = sizeof(all) / sizeof(all[0]);
	for (size_t i = 0; i < target_count; i++) {
		targets[i] = (uint32_t)(uintptr_t)all[i];
	}
}

/* What a thread may reach does not change, whatever it calls: as the kernel knows it, and as the hardware is told. */
#if defined(BULKHEAD_USER_MPU)
/* Behind them is what differs in a system call. */
#define REGION_BYTES BULKHEAD_USER_MPU
#else
#define REGION_BYTES BULKHEAD_USER_MODE
#endif
static uint32_t words_of[2][BULKHEAD_USER_WORDS];
static struct bulkhead_reach reach_of[2][BULKHEAD_USER_REGIONS];
static struct k_thread *const confined[2] = {&healthy, &thread};

static void remember_reach(int index)
{
	memcpy(words_of[index], confined[index]->user->words, sizeof(words_of[index]));
	memcpy(reach_of[index], confined[index]->user->reach, sizeof(reach_of[index]));
}

static bool reaches_what_it_did(int index)
{
	const struct bulkhead_user *user = confined[index]->user;

	return user != NULL && user->thread == confined[index] && user->is_unprivileged &&
	       memcmp(words_of[index], user->words, REGION_BYTES) == 0 &&
	       memcmp(reach_of[index], user->reach, sizeof(reach_of[index])) == 0;
}

static bool is_as_it_was(const uint32_t *words, size_t count, uint32_t first)
{
	for (size_t i = 0; i < count; i++) {
		if (words[i] != first + i) {
			return false;
		}
	}
	return true;
}

/* Without the child. */
static uint32_t threads_alive;
static void count_thread(const struct k_thread *one, void *count)
{
	(*(uint32_t *)count)++;
}

/* Whatever may have been called: NULL, or what is wrong. */
static const char *mistake(void)
{
	uint32_t alive = 0;

	k_thread_foreach(count_thread, &alive);
	return k_sem_count_get(&other_sem) != 3                ? "a semaphore of others"
	       : other_mutex.owner != NULL                     ? "a mutex of others"
	       : k_event_test(&other_event, ~0u) != 4          ? "an event of others"
	       : k_msgq_num_used_get(&other_msgq) != 1         ? "a queue of others"
	       : !is_as_it_was(canary, 16, 0xca9a0000)         ? "the kernel's memory"
	       : !is_as_it_was(secrets, 8, 1)                  ? "a partition of others"
	       : !reaches_what_it_did(0)                       ? "what another thread reaches"
	       : !reaches_what_it_did(1)                       ? "what it reaches"
	       : k_sem_count_get(&sem) > sem.limit             ? "a semaphore's limit"
	       : k_msgq_num_used_get(&msgq) > msgq.max_msgs    ? "a queue's size"
	       : alive - threads_alive > 1                     ? "the list of threads"
							       : NULL;
}

static void looks_after_each_call(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_take(&look, K_FOREVER);
		looks++;
		if (first_wrong == NULL) {
			first_wrong = mistake();
		}
	}
}

static void everything_is_as_it_was(void)
{
	if (first_wrong != NULL) {
		fail_msg("%s, about call %u", first_wrong, made);
	}
	assert_int_equal(k_thread_priority_get(&untouched), 7);
	assert_int_equal(k_thread_join(&untouched, K_NO_WAIT), -EBUSY);
	k_sem_give(&ping);
	assert_int_equal(k_sem_take(&pong, K_MSEC(2)), 0);
}

static void the_kernel_outlives_any_call(void **state)
{
	(void)state;
	assert_non_null(named[0]);
	prepare_targets();
	for (size_t i = 0; i < 16; i++) {
		canary[i] = 0xca9a0000 + i;
	}
	k_event_set(&other_event, 4);
	k_msgq_put(&other_msgq, canary, K_NO_WAIT);
	k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&own});
	k_thread_create(&healthy, healthy_stack, K_THREAD_STACK_SIZEOF(healthy_stack), answers, NULL, NULL, NULL, 2,
			K_USER, K_FOREVER);
	k_thread_access_grant(&healthy, &ping, &pong);
	k_thread_start(&healthy);
	k_thread_create(&untouched, untouched_stack, K_THREAD_STACK_SIZEOF(untouched_stack), waits, NULL, NULL, NULL, 7,
			K_USER, K_FOREVER);
	remember_reach(0);
	k_thread_create(&looking, looking_stack, K_THREAD_STACK_SIZEOF(looking_stack), looks_after_each_call, NULL, NULL,
			NULL, 0, 0, K_NO_WAIT);
	k_thread_foreach(count_thread, &threads_alive);
	threads_alive++;
	seed = 2463534242u;

	uint32_t begun = 0, children = 0;
	/* What the thread counts it may change itself. */
	while (looks + deaths < CALLS) {
		begun++;
		made = looks + deaths;
		k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), tries, NULL, NULL, NULL, 5, K_USER,
				K_FOREVER);
		k_mem_domain_add_thread(&domain, &thread);
		k_thread_access_grant(&thread, &sem, &mutex, &condvar, &event, &timer, &msgq, &look, &child,
				      child_stack);
		remember_reach(1);
		k_thread_start(&thread);
		/* It may wait for what does not come. */
		if (k_thread_join(&thread, K_MSEC(20)) != 0) {
			k_thread_abort(&thread);
		}
		if (child.stack != NULL) {
			children++;
			k_thread_abort(&child);
		}
		k_timer_stop(&timer);
		k_mutex_init(&mutex);
		/* It may have changed its own. */
		if (seed == 0) {
			seed = begun;
		}
		prepare_targets();
		everything_is_as_it_was();
	}
	/* Both happened: calls that were refused, and calls after which it went on. */
	assert_in_range(children, 1, CALLS);
	assert_in_range(deaths, CALLS / 100, CALLS / 2);
	assert_in_range(allocations, CALLS / 2000, CALLS);
	printk("%u system calls, of which %u were refused; %u looks at the kernel\n", looks + deaths, deaths, looks);
	k_thread_abort(&looking);
	k_thread_abort(&healthy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_outlives_any_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

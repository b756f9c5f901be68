/* The compartment that tries what it may not: each attempt once, by a function of its own. */
#include "confinement.h"
#include "attacker.h"

#include <bulkhead/compartment.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/sys_io.h>

K_SEM_DEFINE(own_sem, 0, 10000);
K_SEM_DEFINE(go, 0, 1);
DEFINE_LOOK(attacker_look)

/* In: a0, a1. Out: a0. All registers that a function may change it may. */
#define ATTEMPT(name, instructions)                                                                \
	__attribute__((naked)) static int try_##name(int argument, int more)                       \
	{                                                                                          \
		__asm__ volatile(instructions "ret");                                              \
	}
#define SYSTEM(name, instructions, cause) ATTEMPT(name, instructions)
#define LOST(name, instructions, cause) ATTEMPT(name, instructions)
#define OWN(name, instructions, cause) ATTEMPT(name, instructions)
#include "attempts.h"
#undef SYSTEM
#undef LOST
#undef OWN

/* t0 = the imports: the switcher's code for calls, gates and returns; a return; then a call's and a gate's record. */
#define IMPORTS "lla t0, bulkhead_imports\n\t"
#define CODE(cd, kind) IMPORTS CLC(cd, 8 * (kind), t0)
#define A_CALL(cd) "lla t0, bulkhead_import_k_sem_give\n\t" CLC(cd, 0, t0)
#define OTHER_CALL(cd) "lla t0, bulkhead_import_k_sem_take\n\t" CLC(cd, 0, t0)
#define A_GATE(cd) "lla t0, bulkhead_import_server_mix\n\t" CLC(cd, 0, t0)
#define A_YIELD(cd) "lla t0, bulkhead_import_k_yield\n\t" CLC(cd, 0, t0)
#define A_RETURN(cd) IMPORTS CLC(cd, 32, t0)

#define TRY ATTEMPT
#include "forgeries.h"
#undef TRY

typedef int (*attempt_t)(int argument, int more);
static const attempt_t attempts[] = {
#define SYSTEM(name, instructions, cause) try_##name,
#define LOST(name, instructions, cause) try_##name,
#define OWN(name, instructions, cause) try_##name,
#include "attempts.h"
#undef SYSTEM
#undef LOST
#undef OWN
#define TRY(name, instructions) try_##name,
#include "forgeries.h"
#undef TRY
};

int attacker_try(int what, int argument, int more)
{
	return attempts[what](argument, more);
}

int attacker_device(int how, int address)
{
	switch (how) {
	case ACCESS_READ8: return sys_read8((uintptr_t)address);
	case ACCESS_READ16: return sys_read16((uintptr_t)address);
	case ACCESS_READ32: return (int)sys_read32((uintptr_t)address);
	case ACCESS_WRITE8: sys_write8(0, (uintptr_t)address); return 0;
	default: sys_write32(0, (uintptr_t)address); return 0;
	}
}

/* Executes nothing for a number of cycles. */
static void enter_sled(int length)
{
	((void (*)(void))((uintptr_t)sled + 2 * (SLED - (unsigned int)length)))();
}

/* A thread of its own, in no call, which returns from one. */
void loner_main(void *p1, void *p2, void *p3)
{
	k_sem_take(&go, K_FOREVER);
	__asm__ volatile(A_RETURN(t6) CODE(t1, 2) CINVOKE(t1, t6)::: "t0", "t1", "t6", "memory");
}

K_THREAD_STACK_DEFINE(made_stack, 512);
static volatile int made;

static void made_main(void *p1, void *p2, void *p3)
{
	made = (int)(intptr_t)p1 + (int)(intptr_t)p2 + (int)(intptr_t)p3;
}

/* A thread that runs when it is waited for, and ends. */
static int make_thread(void)
{
	struct k_thread *thread = k_object_alloc(K_OBJ_THREAD);

	made = 0;
	k_thread_create(thread, made_stack, K_THREAD_STACK_SIZEOF(made_stack), made_main, (void *)1, (void *)20,
			(void *)300, 6, K_USER | K_INHERIT_PERMS, K_NO_WAIT);
	k_thread_join(thread, K_FOREVER);
	k_object_free(thread);
	return made;
}

/* Instructions of a call of another compartment. */
static int cost(void)
{
	unsigned int before, behind;

	__asm__ volatile("rdinstret %0" : "=r"(before));
	(void)server_mix(1, 2, 3, 4);
	__asm__ volatile("rdinstret %0" : "=r"(behind));
	return (int)(behind - before);
}

int attacker_call(int kind, int length, int what)
{
	static unsigned char bytes[32] = {1, 2, 3, 4};
	unsigned char *given = bytes;

	enter_sled(length);
	switch (kind) {
	case SEQUENCE_GATE: return server_mix(1, 2, 3, what);
	case SEQUENCE_CALL: k_sem_give(&own_sem); return 0;
	case SEQUENCE_BUFFER: return server_sum(given, sizeof(bytes));
	case SEQUENCE_THREAD: return make_thread();
	case SEQUENCE_YIELD: k_yield(); return 7;
	default: return server_fail(0);
	}
}

int attacker_fill(int length, int scratch)
{
	enter_sled(length);
	return scratch == 1 ? fill_without_first() : fill_without_last();
}

int attacker_ask(int what)
{
	switch (what) {
	case ATTACKER_GO: return (int)(uintptr_t)&go;
	case ATTACKER_SLED: return (int)(uintptr_t)sled;
	case ATTACKER_GATE: return (int)(uintptr_t)server_mix;
	case ATTACKER_YIELD: return (int)(uintptr_t)k_yield;
	case ATTACKER_CALL: return (int)(uintptr_t)k_sem_give;
	case ATTACKER_RETURN: return (int)(uintptr_t)bulkhead_return_through_gate;
	case ATTACKER_COUNT: return (int)k_sem_count_get(&own_sem);
	case ATTACKER_STALE: (void)server_leave(LEAVE); return server_leave(LEAVE);
	case ATTACKER_STALE_AFTER_FAULT: (void)server_leave(LEAVE_AND_FAULT); return server_leave(LEAVE);
	case ATTACKER_COST: return cost();
	case ATTACKER_EMPTY: k_sem_reset(&own_sem); return 0;
	default: return -1;
	}
}

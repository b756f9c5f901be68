/* What the long way through a gate writes for gate.S; with capabilities more of it is in CHERI/confinement.c. */
#if defined(__riscv)
#include <bulkhead/compartment.h>
#include <riscv32.h>
#include <stdint.h>

void bulkhead_leave_failed_call(void);

/* A system call's frame; see system_call in user_mode.S, and CHERI/capability_macros.h. */
#if defined(BULKHEAD_CHERI)
#define CALL_FRAME 64
#else
#define CALL_FRAME 48
#endif
/* In it where a caller in user mode goes on. */
#define CALLER_RA 36
#define CALLER_TP 44

void port_begin_call(struct bulkhead_user *user)
{
	user->mode = 0;
}

void port_rest(struct bulkhead_activation *activation)
{
	activation->user.mode = BULKHEAD_USER_UNPRIVILEGED;
}

uintptr_t port_stack_pointer(void)
{
	uintptr_t sp;

	__asm__ volatile("mv %0, sp" : "=r"(sp));
	return sp;
}

void port_fail_call(struct k_thread *thread, char *stack_end)
{
	port_prepare_thread(thread, stack_end - CALL_FRAME);
	((uint32_t *)thread->sp)[16] = (uint32_t)bulkhead_leave_failed_call;  /* mepc */
}

#if !defined(BULKHEAD_CHERI)
void port_prepare_entry(struct bulkhead_activation *activation, const uintptr_t *arguments, uintptr_t top)
{
	uint32_t *entry = (uint32_t *)((top & ~(uintptr_t)15) - 32);

	for (int i = 0; i < BULKHEAD_GATE_ARGUMENTS; i++) {
		entry[i] = arguments[i];
	}
	entry[4] = (uint32_t)activation->gate->function;
	activation->entry = entry;
}

void port_leave_gate(struct bulkhead_activation *activation)
{
	char *frame = (char *)activation->user.stack_end - CALL_FRAME;

	*(uintptr_t *)(void *)(frame + CALLER_RA) = activation->caller_ra;
	*(uintptr_t *)(void *)(frame + CALLER_TP) = activation->caller_self;
}
#endif
#endif

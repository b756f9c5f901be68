/* What the long way through a gate writes for gate.S. */
#if defined(__arm__)
#include <bulkhead/compartment.h>
#include <cortex_m.h>
#include <stdint.h>

void bulkhead_return_through_gate(void);
void bulkhead_leave_failed_call(void);
/* Of gate_fpu.S, which is there with CONFIG_FPU. */
__attribute__((weak)) BULKHEAD_HIDDEN void bulkhead_leave_failed_call_fpu(void);

/* See BULKHEAD_USER_WORDS: with privileges the MPU is off on Armv8-M, and no limit holds until the end of the call. */
void port_begin_call(struct bulkhead_user *user)
{
	user->mode = 0;
#if __ARM_ARCH >= 8
	user->words[BULKHEAD_USER_MPU / 4] = 0;
	user->words[BULKHEAD_USER_LIMIT / 4] = 0;
	__asm__ volatile("msr psplim, %0" ::"r"(0));
#endif
}

#define FPCCR (*(volatile uint32_t *)0xe000ef34)
#define LSPEN (1u << 30)

void port_rest(struct bulkhead_activation *activation)
{
	struct bulkhead_user *user = &activation->user;

	if (bulkhead_leave_failed_call_fpu != NULL) {
		FPCCR &= ~LSPEN;        /* see prepare_fpu in user_mode_fpu.S */
	}
	user->mode = BULKHEAD_USER_UNPRIVILEGED;
#if __ARM_ARCH >= 8
	user->words[10] = 0xe000ed94;   /* MPU_CTRL */
	user->words[12] = 4;
	user->words[BULKHEAD_USER_MPU / 4] = 5;  /* PRIVDEFENA, ENABLE */
	user->words[BULKHEAD_USER_LIMIT / 4] = (uint32_t)activation->stack;
#else
	user->words[8] = 0xe000ed9c;    /* MPU_RBAR */
#endif
}

void port_prepare_entry(struct bulkhead_activation *activation, const uintptr_t *arguments, uintptr_t top)
{
	uint32_t *entry = (uint32_t *)top - 6;

	for (int i = 0; i < BULKHEAD_GATE_ARGUMENTS; i++) {
		entry[i] = arguments[i];
	}
	entry[4] = (uint32_t)bulkhead_return_through_gate;
	entry[5] = (uint32_t)activation->gate->function;
	activation->entry = entry;
}

/* The caller's frame has all that it goes on with. */
void port_leave_gate(struct bulkhead_activation *activation)
{
	(void)activation;
}

uintptr_t port_stack_pointer(void)
{
	uint32_t sp;

	__asm__ volatile("mov %0, sp" : "=r"(sp));
	return sp;
}

void port_fail_call(struct k_thread *thread, char *stack_end)
{
	port_prepare_thread(thread, stack_end);
	((uint32_t *)thread->sp)[6] = (uint32_t)(bulkhead_leave_failed_call_fpu != NULL
							 ? bulkhead_leave_failed_call_fpu
							 : bulkhead_leave_failed_call) & ~1u;
}
#endif

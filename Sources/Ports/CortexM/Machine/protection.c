/*
 * The MPU of Armv7-M and Armv8-M. Sources: Armv7-M Architecture Reference Manual (DDI 0403E), B3.5; Armv8-M
 * Architecture Reference Manual (DDI 0553), "Protected Memory System Architecture, PMSAv8".
 */
#if defined(__arm__)
#include <bulkhead/user_mode.h>
#include <cortex_m.h>
#include <port/self.h>
#include <stddef.h>
#include <stdint.h>

#define MPU_TYPE (*(volatile uint32_t *)0xe000ed90)
#define MPU_CTRL (*(volatile uint32_t *)0xe000ed94)
#define MPU_RNR (*(volatile uint32_t *)0xe000ed98)
#define MPU_RBAR (*(volatile uint32_t *)0xe000ed9c)
#define MPU_RASR (*(volatile uint32_t *)0xe000eda0)	/* of Armv8-M MPU_RLAR; 0 disables the region, too */
#define MPU_MAIR0 (*(volatile uint32_t *)0xe000edc0)

/* PRIVDEFENA: with privileges memory is as without an MPU, where no region says otherwise. */
#define ENABLED (1u << 2 | 1u << 0)

/* Of user_mode_fpu.S, which is there with CONFIG_FPU: the first frame, which is prepared, becomes an extended one. */
__attribute__((weak)) BULKHEAD_HIDDEN void bulkhead_give_fpu(struct k_thread *thread);

void port_start_protection(uint32_t base, uint32_t attributes, uint32_t types)
{
	for (uint32_t number = 0; number < (MPU_TYPE >> 8 & 0xff); number++) {
		MPU_RNR = number;
		MPU_RASR = 0;
	}
#if __ARM_ARCH >= 8
	/* It comes on with the first thread without privileges: see leave_with_next in user_mode.S. */
	MPU_MAIR0 = types;
	MPU_RNR = BULKHEAD_USER_REGIONS;
	MPU_RBAR = base;
	MPU_RASR = attributes;
#else
	(void)types;
	MPU_RBAR = base;
	MPU_RASR = attributes;
	MPU_CTRL = ENABLED;
#endif
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

void port_load_regions(const uint32_t *words)
{
#if __ARM_ARCH >= 8
	MPU_CTRL = 0;
	for (uint32_t entry = 0; entry < BULKHEAD_USER_REGIONS; entry++) {
		const uint32_t *pair = words + 2 * entry + (entry < 4 ? 2 : 5);

		MPU_RNR = entry;
		MPU_RBAR = pair[0];
		MPU_RASR = pair[1];
	}
	MPU_CTRL = words[BULKHEAD_USER_MPU / 4];
#else
	for (int entry = 0; entry < BULKHEAD_USER_REGIONS; entry++) {
		const uint32_t *pair = words + 2 * entry + (entry < 4 ? 0 : 1);

		MPU_RBAR = pair[0];
		MPU_RASR = pair[1];
	}
#endif
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

void port_prepare_user_thread(struct k_thread *thread, char *stack_end)
{
	struct bulkhead_self *self = (struct bulkhead_self *)stack_end - 1;

	*self = (struct bulkhead_self){.thread = thread};
	port_prepare_thread(thread, (char *)self);
	thread->saved.r4_r11[5] = (uint32_t)self;
	((uint32_t *)thread->sp)[6] = (uint32_t)bulkhead_user_main & ~1u;
	if (bulkhead_give_fpu != NULL) {
		bulkhead_give_fpu(thread);
	}
}

/* What is no region's: see BULKHEAD_USER_WORDS. */
void port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user)
{
#if __ARM_ARCH >= 8
	user->words[10] = (uint32_t)&MPU_CTRL;
	user->words[12] = 4;
	user->words[BULKHEAD_USER_MPU / 4] = user->mode != 0 ? ENABLED : 0;
	user->words[BULKHEAD_USER_LIMIT / 4] = (uint32_t)thread->stack;
#else
	user->words[8] = (uint32_t)&MPU_RBAR;
#endif
}

void bulkhead_clear_stack_and_leave(struct k_thread *thread, struct bulkhead_user *user, void *self,
				    const void *entry_and_parameters);
__attribute__((weak)) BULKHEAD_HIDDEN void bulkhead_clear_stack_and_leave_fpu(
	struct k_thread *thread, struct bulkhead_user *user, void *self, const void *entry_and_parameters);

void port_enter_user_mode(struct k_thread *thread, struct bulkhead_user *user, char *stack_end)
{
	struct bulkhead_self *self = (struct bulkhead_self *)stack_end - 1;

	self->thread = thread;
	self->errno_value = thread->errno_value;
	(bulkhead_clear_stack_and_leave_fpu != NULL ? bulkhead_clear_stack_and_leave_fpu
						    : bulkhead_clear_stack_and_leave)(
		thread, user, self, &thread->entry);
}
#endif

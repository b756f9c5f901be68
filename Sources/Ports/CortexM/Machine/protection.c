/* The MPU of Armv7-M. Source: Armv7-M Architecture Reference Manual (DDI 0403E), B3.5. */
#if defined(__arm__) && __ARM_ARCH < 8
#include <bulkhead/user_mode.h>
#include <cortex_m.h>
#include <stdint.h>

#define MPU_CTRL (*(volatile uint32_t *)0xe000ed94)
#define MPU_RNR (*(volatile uint32_t *)0xe000ed98)
#define MPU_RBAR (*(volatile uint32_t *)0xe000ed9c)
#define MPU_RASR (*(volatile uint32_t *)0xe000eda0)
#define MPU_TYPE (*(volatile uint32_t *)0xe000ed90)

void port_start_protection(uint32_t base, uint32_t attributes)
{
	for (uint32_t number = 0; number < (MPU_TYPE >> 8 & 0xff); number++) {
		MPU_RNR = number;
		MPU_RASR = 0;
	}
	MPU_RBAR = base;
	MPU_RASR = attributes;
	/* PRIVDEFENA: with privileges memory is as without an MPU, where no region says otherwise. */
	MPU_CTRL = 1u << 2 | 1u << 0;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

void port_load_regions(const uint32_t *words)
{
	for (int entry = 0; entry < BULKHEAD_USER_REGIONS; entry++) {
		MPU_RBAR = words[2 * entry];
		MPU_RASR = words[2 * entry + 1];
	}
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}

void port_prepare_user_thread(struct k_thread *thread, char *stack_end)
{
	port_prepare_thread(thread, stack_end);
	((uint32_t *)thread->sp)[6] = (uint32_t)bulkhead_user_main & ~1u;
}
#endif

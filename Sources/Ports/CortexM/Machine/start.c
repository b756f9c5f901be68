/* From reset to the kernel's boot: memory as C expects it, exception priorities, nothing else. */
#if defined(__arm__)
#include <bulkhead/application.h>
#include <bulkhead/image.h>
#include <stdint.h>

extern uint32_t __bss_start[], __bss_end[], __data_start[], __data_end[], __data_load[];
extern const uint32_t bulkhead_vectors[];

void bulkhead_boot(void) __attribute__((noreturn));
void bulkhead_reset(void) __attribute__((noreturn));

#define SCB_VTOR (*(volatile uint32_t *)0xe000ed08)
#define SCB_CCR (*(volatile uint32_t *)0xe000ed14)
#define SCB_SHPR3 (*(volatile uint32_t *)0xe000ed20)
#define SCB_SHCSR (*(volatile uint32_t *)0xe000ed24)
#define SCB_CPACR (*(volatile uint32_t *)0xe000ed88)

__attribute__((minsize)) void bulkhead_reset(void)
{
	const uint32_t *load = __data_load;

	__asm__ volatile("cpsid i");
	for (uint32_t *word = __data_start; word < __data_end;) {
		*word++ = *load++;
	}
	for (uint32_t *word = __bss_start; word < __bss_end;) {
		*word++ = 0;
	}
	SCB_VTOR = (uint32_t)bulkhead_vectors;
	SCB_CCR |= 1u << 4;              /* DIV_0_TRP: a division by zero is a fault */
	SCB_SHPR3 = 0xffu << 16;         /* PendSV least urgent; SysTick's driver sets its own */
	SCB_SHCSR |= 7u << 16;           /* MemManage, BusFault and UsageFault apart from HardFault */
	if (bulkhead_image.flags & BULKHEAD_IMAGE_FPU) {
		SCB_CPACR |= 0xfu << 20; /* floating point for everybody; its state is saved lazily */
		__asm__ volatile("dsb\n\tisb");
	}
#if __ARM_ARCH >= 8
	__asm__ volatile("msr msplim, %0" ::"r"(bulkhead_image.interrupt_stack));
#endif
	bulkhead_boot();
}

int bulkhead_call_main(void)
{
	return main == NULL ? 0 : bulkhead_status_of_main(main());
}
#endif

/* Device registers: 32-bit accesses that the compiler neither drops nor reorders. */
#ifndef BULKHEAD_MMIO_H
#define BULKHEAD_MMIO_H

#include <bulkhead/attributes.h>
#include <stdint.h>

BULKHEAD_INLINE uint32_t bulkhead_mmio_read32(uintptr_t address)
{
	return *(volatile uint32_t *)address;
}

BULKHEAD_INLINE void bulkhead_mmio_write32(uintptr_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

BULKHEAD_INLINE uint8_t bulkhead_mmio_read8(uintptr_t address)
{
	return *(volatile uint8_t *)address;
}

BULKHEAD_INLINE void bulkhead_mmio_write8(uintptr_t address, uint8_t value)
{
	*(volatile uint8_t *)address = value;
}

#if defined(__riscv)
void bulkhead_semihosting_call(uintptr_t operation, const uintptr_t *BULKHEAD_NONNULL block);
#endif

/* Memory accesses before it are done, for devices too, before those after it. */
BULKHEAD_INLINE void bulkhead_memory_barrier(void)
{
	__sync_synchronize();
}

/* SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit; returns only if nobody answers. */
BULKHEAD_INLINE void bulkhead_semihosting_stop(int32_t status)
{
#if defined(__arm__)
	uintptr_t block[2] = {0x20026, (uintptr_t)status};
	register uintptr_t operation __asm__("r0") = 0x20;
	register const void *parameter __asm__("r1") = block;

	__asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(parameter) : "memory");
#elif defined(__riscv)
	const uintptr_t block[2] = {0x20026, (uintptr_t)status};

	bulkhead_semihosting_call(0x20, block);
#else
	(void)status;
#endif
}

#endif

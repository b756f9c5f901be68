/* Device registers by address: accesses that the compiler neither drops nor reorders. */
#ifndef ZEPHYR_SYS_SYS_IO_H
#define ZEPHYR_SYS_SYS_IO_H

#include <bulkhead/attributes.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a register is, and memory of any kind. */
typedef uintptr_t mm_reg_t;
typedef uintptr_t mem_addr_t;

#if defined(BULKHEAD_CHERI) && defined(CONFIG_USERSPACE) && defined(BULKHEAD_COMPARTMENT_NUMBER)
/* In a compartment that capabilities confine: by that of a device that it has, or as any memory. */
#define BULKHEAD_DEVICE_ACCESS(bits)                                                               \
	uint##bits##_t bulkhead_device_read##bits(mem_addr_t address);                             \
	void bulkhead_device_write##bits(mem_addr_t address, uint##bits##_t value);                \
	BULKHEAD_INLINE uint##bits##_t sys_read##bits(mem_addr_t address)                          \
	{                                                                                          \
		return bulkhead_device_read##bits(address);                                        \
	}                                                                                          \
	BULKHEAD_INLINE void sys_write##bits(uint##bits##_t value, mem_addr_t address)             \
	{                                                                                          \
		bulkhead_device_write##bits(address, value);                                       \
	}
BULKHEAD_DEVICE_ACCESS(8)
BULKHEAD_DEVICE_ACCESS(16)
BULKHEAD_DEVICE_ACCESS(32)
#else
BULKHEAD_INLINE uint8_t sys_read8(mem_addr_t address)
{
	return *(volatile uint8_t *)address;
}

BULKHEAD_INLINE void sys_write8(uint8_t value, mem_addr_t address)
{
	*(volatile uint8_t *)address = value;
}

BULKHEAD_INLINE uint16_t sys_read16(mem_addr_t address)
{
	return *(volatile uint16_t *)address;
}

BULKHEAD_INLINE void sys_write16(uint16_t value, mem_addr_t address)
{
	*(volatile uint16_t *)address = value;
}

BULKHEAD_INLINE uint32_t sys_read32(mem_addr_t address)
{
	return *(volatile uint32_t *)address;
}

BULKHEAD_INLINE void sys_write32(uint32_t value, mem_addr_t address)
{
	*(volatile uint32_t *)address = value;
}
#endif

/* Single bits of 32-bit registers; read, changed and written back, so not safe against interrupts. */
BULKHEAD_INLINE void sys_set_bit(mem_addr_t address, unsigned int bit)
{
	sys_write32(sys_read32(address) | (1u << bit), address);
}

BULKHEAD_INLINE void sys_clear_bit(mem_addr_t address, unsigned int bit)
{
	sys_write32(sys_read32(address) & ~(1u << bit), address);
}

BULKHEAD_INLINE bool sys_test_bit(mem_addr_t address, unsigned int bit)
{
	return (sys_read32(address) >> bit & 1u) != 0;
}

#endif

/*
 * Device registers as a driver keeps them. No board has an MMU: a device's registers are used where
 * the devicetree says they are, so everything is in the driver's constants and mapping does nothing.
 */
#ifndef ZEPHYR_SYS_DEVICE_MMIO_H
#define ZEPHYR_SYS_DEVICE_MMIO_H

#include <stddef.h>
#include <zephyr/devicetree.h>
#include <zephyr/sys/sys_io.h>

struct z_device_mmio_rom {
	mm_reg_t addr;
};

/* How memory could be cached, where something could be mapped; accepted, without effect. */
#define K_MEM_CACHE_NONE 2
#define K_MEM_CACHE_WT 1
#define K_MEM_CACHE_WB 0
#define K_MEM_DIRECT_MAP 0x10000

/* Gives the address at which the registers are used: the physical one. Any context. */
static inline void device_map(mm_reg_t *virt_addr, uintptr_t phys_addr, size_t size, uint32_t flags)
{
	(void)size;
	(void)flags;
	*virt_addr = phys_addr;
}

#define Z_DEVICE_MMIO_ROM_INITIALIZER(node) {.addr = (mm_reg_t)DT_REG_ADDR(node)}
#define Z_DEVICE_MMIO_NAMED_ROM_INITIALIZER(name, node)                                            \
	{.addr = (mm_reg_t)DT_REG_ADDR_BY_NAME(node, name)}

/* One region: the first member of the driver's config, found from the device. */
#define DEVICE_MMIO_RAM
#define DEVICE_MMIO_ROM struct z_device_mmio_rom _mmio
#define DEVICE_MMIO_ROM_INIT(node) ._mmio = Z_DEVICE_MMIO_ROM_INITIALIZER(node)
#define DEVICE_MMIO_ROM_PTR(device) ((struct z_device_mmio_rom *)((device)->config))
#define DEVICE_MMIO_MAP(device, flags) ((void)(device))
#define DEVICE_MMIO_GET(device) (DEVICE_MMIO_ROM_PTR(device)->addr)

/* Several: members of any name. The driver defines DEV_CFG(device), a pointer to its config. */
#define DEVICE_MMIO_NAMED_RAM(name)
#define DEVICE_MMIO_NAMED_ROM(name) struct z_device_mmio_rom name
#define DEVICE_MMIO_NAMED_ROM_INIT(name, node) .name = Z_DEVICE_MMIO_ROM_INITIALIZER(node)
/* The region that `reg-names` of the node calls like the member. */
#define DEVICE_MMIO_NAMED_ROM_INIT_BY_NAME(name, node)                                             \
	.name = Z_DEVICE_MMIO_NAMED_ROM_INITIALIZER(name, node)
#define DEVICE_MMIO_NAMED_ROM_PTR(device, name) (&(DEV_CFG(device)->name))
#define DEVICE_MMIO_NAMED_MAP(device, name, flags) ((void)(device))
#define DEVICE_MMIO_NAMED_GET(device, name) (DEVICE_MMIO_NAMED_ROM_PTR(device, name)->addr)

/* Without a device: a constant of the file, or of the program. */
#define Z_TOPLEVEL_ROM_NAME(name) UTIL_CAT(z_mmio_rom__, name)
#define DEVICE_MMIO_TOPLEVEL(name, node)                                                           \
	const struct z_device_mmio_rom Z_TOPLEVEL_ROM_NAME(name) =                                 \
		Z_DEVICE_MMIO_ROM_INITIALIZER(node)
#define DEVICE_MMIO_TOPLEVEL_STATIC(name, node) static DEVICE_MMIO_TOPLEVEL(name, node)
#define DEVICE_MMIO_TOPLEVEL_DECLARE(name)                                                         \
	extern const struct z_device_mmio_rom Z_TOPLEVEL_ROM_NAME(name)
#define DEVICE_MMIO_TOPLEVEL_MAP(name, flags) ((void)0)
#define DEVICE_MMIO_TOPLEVEL_ROM_PTR(name) (&Z_TOPLEVEL_ROM_NAME(name))
#define DEVICE_MMIO_TOPLEVEL_GET(name) (Z_TOPLEVEL_ROM_NAME(name).addr)

#endif

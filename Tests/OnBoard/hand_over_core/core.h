/*
 * The core as an image's first instruction finds it: both images print it, one after a reset and one
 * after a hand-over, and the lines are to be the same.
 */
#include <bulkhead/reset_hook.h>
#include <zephyr/kernel.h>

struct core_register {
	const char *name;
	uint32_t (*read)(void);
};

#if defined(__arm__)
#define MEMORY(address) (*(volatile uint32_t *)(address))
#define REGISTER(name, address)                                                                    \
	static uint32_t read_##name(void)                                                          \
	{                                                                                          \
		return MEMORY(address);                                                            \
	}
REGISTER(ISER, 0xe000e100)
REGISTER(ISPR, 0xe000e200)
REGISTER(IPR5, 0xe000e414)
REGISTER(SYST_CSR, 0xe000e010)
REGISTER(SYST_RVR, 0xe000e014)
REGISTER(SYST_CVR, 0xe000e018)
REGISTER(ICSR, 0xe000ed04)
REGISTER(AIRCR, 0xe000ed0c)
REGISTER(SCR, 0xe000ed10)
REGISTER(CCR, 0xe000ed14)
REGISTER(SHPR1, 0xe000ed18)
REGISTER(SHPR2, 0xe000ed1c)
REGISTER(SHPR3, 0xe000ed20)
REGISTER(SHCSR, 0xe000ed24)
REGISTER(CFSR, 0xe000ed28)
REGISTER(HFSR, 0xe000ed2c)
REGISTER(CPACR, 0xe000ed88)
REGISTER(MPU_CTRL, 0xe000ed94)
REGISTER(FPCCR, 0xe000ef34)
REGISTER(FPCAR, 0xe000ef38)
REGISTER(FPDSCR, 0xe000ef3c)

/* RASR or RLAR, which begin with the bit that enables the region. */
static uint32_t read_MPU_REGION(void)
{
	MEMORY(0xe000ed98) = 1;
	return MEMORY(0xe000eda0);
}

#if __ARM_ARCH >= 8
/* The other security state's. */
REGISTER(VTOR_NS, 0xe002ed08)
REGISTER(ICSR_NS, 0xe002ed04)
REGISTER(AIRCR_NS, 0xe002ed0c)
REGISTER(SCR_NS, 0xe002ed10)
REGISTER(CCR_NS, 0xe002ed14)
REGISTER(SHPR1_NS, 0xe002ed18)
REGISTER(SHPR3_NS, 0xe002ed20)
REGISTER(SHCSR_NS, 0xe002ed24)
REGISTER(CPACR_NS, 0xe002ed88)
REGISTER(MPU_CTRL_NS, 0xe002ed94)
REGISTER(MPU_MAIR0_NS, 0xe002edc0)
REGISTER(FPCCR_NS, 0xe002ef34)
REGISTER(FPCAR_NS, 0xe002ef38)
REGISTER(FPDSCR_NS, 0xe002ef3c)
REGISTER(NSACR, 0xe000ed8c)
REGISTER(SAU_CTRL, 0xe000edd0)

#define SPECIAL(name)                                                                              \
	static uint32_t read_##name(void)                                                          \
	{                                                                                          \
		uint32_t value;                                                                    \
                                                                                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value));                                  \
		return value;                                                                      \
	}
SPECIAL(msp_ns)
SPECIAL(psp_ns)
SPECIAL(msplim_ns)
SPECIAL(psplim_ns)
SPECIAL(control_ns)
SPECIAL(primask_ns)
SPECIAL(basepri_ns)
SPECIAL(faultmask_ns)

static uint32_t read_MPU_REGION_NS(void)
{
	MEMORY(0xe002ed98) = 1;
	return MEMORY(0xe002ed9c) | MEMORY(0xe002eda0);
}

static uint32_t read_SAU_REGION(void)
{
	MEMORY(0xe000edd8) = 1;
	return MEMORY(0xe000eddc) | MEMORY(0xe000ede0);
}
#endif

#define ENTRY(name) {#name, read_##name}
static const struct core_register core_registers[] = {
	ENTRY(ISER), ENTRY(ISPR), ENTRY(IPR5), ENTRY(SYST_CSR), ENTRY(SYST_RVR), ENTRY(SYST_CVR),
	ENTRY(ICSR), ENTRY(AIRCR), ENTRY(SCR), ENTRY(CCR), ENTRY(SHPR1), ENTRY(SHPR2), ENTRY(SHPR3),
	ENTRY(SHCSR), ENTRY(CFSR), ENTRY(HFSR), ENTRY(CPACR), ENTRY(MPU_CTRL), ENTRY(MPU_REGION),
	ENTRY(FPCCR), ENTRY(FPCAR), ENTRY(FPDSCR),
#if __ARM_ARCH >= 8
	ENTRY(VTOR_NS), ENTRY(ICSR_NS), ENTRY(AIRCR_NS),
	ENTRY(SCR_NS), ENTRY(CCR_NS), ENTRY(SHPR1_NS), ENTRY(SHPR3_NS), ENTRY(SHCSR_NS),
	ENTRY(CPACR_NS), ENTRY(MPU_CTRL_NS), ENTRY(MPU_REGION_NS), ENTRY(MPU_MAIR0_NS),
	ENTRY(FPCCR_NS), ENTRY(FPCAR_NS), ENTRY(FPDSCR_NS), ENTRY(NSACR), ENTRY(SAU_CTRL),
	ENTRY(SAU_REGION), ENTRY(msp_ns), ENTRY(psp_ns), ENTRY(msplim_ns), ENTRY(psplim_ns),
	ENTRY(control_ns), ENTRY(primask_ns), ENTRY(basepri_ns), ENTRY(faultmask_ns),
#endif
};
#elif defined(__riscv)
#define REGISTER(name)                                                                             \
	static uint32_t read_##name(void)                                                          \
	{                                                                                          \
		uint32_t value;                                                                    \
                                                                                                   \
		__asm__ volatile("csrr %0, " #name : "=r"(value));                                 \
		return value;                                                                      \
	}
REGISTER(medeleg)
REGISTER(mcounteren)
REGISTER(mcountinhibit)
REGISTER(pmpcfg0)
REGISTER(pmpaddr0)
REGISTER(satp)
REGISTER(stvec)
REGISTER(sscratch)
REGISTER(sepc)

/* Without the bits that the hypervisor extension makes constant, in the emulator at the first write. */
static uint32_t read_mideleg(void)
{
	uint32_t value;

	__asm__ volatile("csrr %0, mideleg" : "=r"(value));
	return value & ~0x1444u;
}

#define ENTRY(name) {#name, read_##name}
static const struct core_register core_registers[] = {
	ENTRY(medeleg), ENTRY(mideleg), ENTRY(mcounteren), ENTRY(mcountinhibit), ENTRY(pmpcfg0),
	ENTRY(pmpaddr0), ENTRY(satp), ENTRY(stvec), ENTRY(sscratch), ENTRY(sepc),
};
#endif

static __noinit struct bulkhead_reset_registers found;
static __noinit uint32_t values[ARRAY_SIZE(core_registers)];

void bulkhead_reset_hook(const struct bulkhead_reset_registers *registers)
{
	found = *registers;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		values[i] = core_registers[i].read();
	}
}

static uint32_t any(const uint32_t *words, size_t first, size_t end)
{
	uint32_t bits = 0;

	for (size_t i = first; i < end; i++) {
		bits |= words[i];
	}
	return bits;
}

/* Of the general registers those that neither a reset of the emulator nor a hand-over uses. */
static void print_core(void)
{
#if defined(__arm__)
	printk("psp %x control %x primask %x basepri %x faultmask %x limits %x %x\n", found.psp,
	       found.control, found.primask, found.basepri, found.faultmask, found.msplim,
	       found.psplim);
	printk("r1-r12 %x lr %x fpu %u s0-s31 %x fpscr %x\n", any(found.general, 1, 13), found.lr,
	       found.has_fp, any(found.fp, 0, 32), found.fpscr);
#elif defined(__riscv)
	printk("mstatus %x mie %x mtvec %x mepc %x mcause %x mtval %x\n", found.mstatus, found.mie,
	       found.mtvec, found.mepc, found.mcause, found.mtval);
	printk("x1-x4 %x x6-x9 %x x13-x31 %x fpu %u f0-f31 %x fcsr %x\n", any(found.general, 1, 5),
	       any(found.general, 6, 10), any(found.general, 13, 32), found.has_fp,
	       any(found.fp, 0, 32), found.fcsr);
#endif
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		printk("%s %x%s", core_registers[i].name, values[i],
		       i % 6 == 5 || i + 1 == ARRAY_SIZE(values) ? "\n" : " ");
	}
}

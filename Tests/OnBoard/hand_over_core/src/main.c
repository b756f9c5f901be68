/* Changes what software can change in the core, and hands over. */
#include <bulkhead/handoff.h>

#include "../core.h"

#define BITS 0x5ec2e700u

#if defined(__arm__)
static void change_core(void)
{
	MEMORY(0xe000e200) = 1u << 20;                  /* line 20 is pending, and not enabled */
	MEMORY(0xe000e414) = 0x60606060;                /* its priority */
	MEMORY(0xe000e100) = 1u << 21;                  /* line 21 is enabled, and not pending */
	MEMORY(0xe000ed0c) = 0x05fa0300;                /* PRIGROUP */
	MEMORY(0xe000ed10) = 1u << 4;                   /* SEVONPEND */
	MEMORY(0xe000ed14) |= 1u << 1;                  /* USERSETMPEND */
	MEMORY(0xe000ed18) = 0x20202020;                /* SHPR1 */
	MEMORY(0xe000ed98) = 1;                         /* MPU: a region of RAM that is read only */
#if __ARM_ARCH >= 8
	MEMORY(0xe000ed9c) = DT_REG_ADDR(DT_NODELABEL(psram)) | 2u << 1;
	MEMORY(0xe000eda0) = (DT_REG_ADDR(DT_NODELABEL(psram)) + 0xffffe0) | 1;
#else
	MEMORY(0xe000ed9c) = DT_REG_ADDR(DT_NODELABEL(psram));
	MEMORY(0xe000eda0) = 5u << 24 | 23u << 1 | 1;
#endif
#if __ARM_ARCH >= 8
	MEMORY(0xe002ed08) = 0x5ec00;                   /* the other state's VTOR */
	MEMORY(0xe002ed0c) = 0x05fa0300;                /* PRIGROUP */
	MEMORY(0xe002ed10) = 1u << 4;                   /* SEVONPEND */
	MEMORY(0xe002ed14) |= 1u << 1;                  /* USERSETMPEND */
	MEMORY(0xe002ed18) = 0x20202020;                /* SHPR1 */
	MEMORY(0xe002ed20) = 0x20202020;                /* SHPR3 */
	MEMORY(0xe002ed24) = 1u << 16;                  /* MEMFAULTENA */
	MEMORY(0xe002ed98) = 1;                         /* MPU */
	MEMORY(0xe002ed9c) = BITS & ~31u;
	MEMORY(0xe002eda0) = BITS | 1;
	MEMORY(0xe002edc0) = BITS;
	MEMORY(0xe002ed94) = 5;
	MEMORY(0xe000ed8c) = 0xc00;                     /* NSACR: the FPU */
	MEMORY(0xe002ed88) = 0xfu << 20;
	MEMORY(0xe002ef38) = BITS & ~7u;
	MEMORY(0xe002ef3c) = 3u << 22;
	MEMORY(0xe000edd8) = 1;                         /* SAU: a region that nobody uses */
	MEMORY(0xe000eddc) = BITS & ~31u;
	MEMORY(0xe000ede0) = BITS | 1;
	MEMORY(0xe000edd0) = 2;                         /* ALLNS, which counts while it is off */
	__asm__ volatile("msr msp_ns, %0\n\tmsr psp_ns, %0\n\tmsr msplim_ns, %0\n\t"
			 "msr psplim_ns, %0\n\tmsr control_ns, %1" ::"r"(BITS & ~7u), "r"(1));
#endif
	MEMORY(0xe000ed94) = 5;                         /* PRIVDEFENA, ENABLE */
	if (found.has_fp) {
		MEMORY(0xe000ed88) |= 0xfu << 20;
		MEMORY(0xe000ef3c) = 3u << 22;          /* FPDSCR */
		__asm__ volatile(".fpu fpv4-sp-d16\n\tdsb\n\tisb\n\t"
				 "vmov s0, %0\n\tvmov s15, %0\n\tvmov s16, %0\n\tvmov s31, %0\n\t"
				 "vmsr fpscr, %1" ::"r"(BITS), "r"(3u << 22));
	}
}
#elif defined(__riscv)
static void change_core(void)
{
	__asm__ volatile("csrw medeleg, %0\n\tcsrw mideleg, %0\n\tcsrw mcounteren, %0\n\t"
			 "csrw mcountinhibit, %0\n\tcsrw stvec, %0\n\tcsrw sscratch, %0\n\t"
			 "csrw sepc, %0\n\tcsrw pmpaddr0, %0\n\tcsrw pmpcfg0, %1\n\t"
			 "csrs mstatus, %2" ::"r"(BITS), "r"(0x19), "r"(0x6000));
	__asm__ volatile(".option push\n\t.option arch, +f\n\t"
			 "fmv.w.x f0, %0\n\tfmv.w.x f15, %0\n\tfmv.w.x f31, %0\n\t"
			 "csrw fcsr, %1\n\t.option pop" ::"r"(BITS), "r"(0x20));
}
#endif

#if defined(__arm__) && __ARM_ARCH >= 8
#include <zephyr/init.h>

static int nothing(void)
{
	return 0;
}

/* The other state's masks hold off this one's interrupts, too: they wait until nothing needs one. */
static int mask(void)
{
	__asm__ volatile("msr primask_ns, %0\n\tmsr faultmask_ns, %0\n\tmsr basepri_ns, %1" ::"r"(1),
			 "r"(0x20));
	MEMORY(0xe002ed04) = 1u << 28; /* PendSV is pending */
	return 0;
}
SYS_INIT_SHUTDOWN(nothing, mask, EARLY, 0);
#endif

int main(void)
{
	print_core();
	change_core();
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		if (core_registers[i].read() != values[i]) {
			printk("%s ", core_registers[i].name);
		}
	}
	printk("are changed\n");
	printk("%s\n", bulkhead_refusal_text(bulkhead_hand_over()));
	return 1;
}

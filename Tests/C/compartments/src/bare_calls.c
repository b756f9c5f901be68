/*
 * Calls as the build's stubs make them, by code that looks into every register behind them: what the called function
 * has left there must be gone.
 */
#include "compartments_under_test.h"

#include <bulkhead/compartment.h>

#if defined(CONFIG_PROTECTION_CHERI)
/* The sealed gates, in this compartment's memory; and the switcher's code for gates is the second of its imports. */
extern uint64_t bulkhead_imports[], bulkhead_import_store_leave[], bulkhead_import_store_leave_beside[];
#define GATE(name) ((const void *)bulkhead_import_##name)
#else
extern const struct bulkhead_gate bulkhead_gate_shop_store_leave, bulkhead_gate_shop_store_leave_beside;
#define GATE(name) ((const void *)&bulkhead_gate_shop_##name)
#endif

#if defined(__riscv)
#define EACH(what) \
	#what " s0, 0(sp)\n\t" #what " s1, 4(sp)\n\t" #what " s2, 8(sp)\n\t" #what " s3, 12(sp)\n\t"   \
	#what " s4, 16(sp)\n\t" #what " s5, 20(sp)\n\t" #what " s6, 24(sp)\n\t" #what " s7, 28(sp)\n\t" \
	#what " s8, 32(sp)\n\t" #what " s9, 36(sp)\n\t" #what " s10, 40(sp)\n\t" #what " s11, 44(sp)\n\t" \
	#what " ra, 60(sp)\n\t"
#endif

/* 1 if a register has STORE_SECRET, or a capability. In: the gate, and two arguments. */
__attribute__((naked)) static int call_and_look(const void *gate, const void *bytes, size_t length)
{
#if defined(CONFIG_PROTECTION_CHERI)
	__asm__ volatile("addi sp, sp, -64\n\t" EACH(sw)
			 ".insn i 0x03, 3, t6, 0(a0)\n\t" /* CLC */
			 "mv a0, a1\n\t"
			 "mv a1, a2\n\t"
			 "lla t0, bulkhead_imports\n\t"
			 ".insn i 0x03, 3, t1, 8(t0)\n\t"
			 "lla ra, 2f\n\t"
			 ".insn r 0x5b, 0, 0x7e, x1, t1, t6\n" /* CInvoke */
			 "2:\tli a0, %0\n\t"
			 ".irp one, a1, a2, a3, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6, ra\n\t"
			 "beq \\one, a0, 1f\n\t"
			 ".endr\n\t"
			 ".irp one, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11\n\t"
			 "beq \\one, a0, 1f\n\t"
			 ".endr\n\t"
			 ".irp one, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, gp, tp, sp, ra\n\t"
			 ".insn r 0x5b, 0, 0x7f, a0, \\one, x4\n\t" /* CGetTag */
			 "bnez a0, 1f\n\t"
			 ".endr\n\t"
			 ".irp one, a1, a2, a3, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6\n\t"
			 ".insn r 0x5b, 0, 0x7f, a0, \\one, x4\n\t"
			 "bnez a0, 1f\n\t"
			 ".endr\n\t"
			 "li a0, 0\n\t"
			 "j 3f\n"
			 "1:\tli a0, 1\n"
			 "3:\t" EACH(lw)
			 "addi sp, sp, 64\n\t"
			 "ret" ::"i"(STORE_SECRET));
#elif defined(__arm__)
	__asm__ volatile("push {r4-r11, lr}\n\t"
			 "mov r4, r0\n\t"
			 "mov r0, r1\n\t"
			 "mov r1, r2\n\t"
			 "ldr r12, =call_of_bulkhead_gate\n\t"
			 "svc 2\n\t"
			 "ldr r0, =%c0\n\t"
			 ".irp one, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, lr\n\t"
			 "cmp \\one, r0\n\t"
			 "beq 1f\n\t"
			 ".endr\n\t"
			 "movs r0, #0\n\t"
			 "pop {r4-r11, pc}\n"
			 "1:\tmovs r0, #1\n\t"
			 "pop {r4-r11, pc}\n\t"
			 ".ltorg" ::"i"(STORE_SECRET));
#else
	__asm__ volatile("addi sp, sp, -64\n\t" EACH(sw)
			 "mv t3, a0\n\t"
			 "mv a0, a1\n\t"
			 "mv a1, a2\n\t"
			 "la t0, call_of_bulkhead_gate\n\t"
			 "lla ra, 2f\n\t"
			 "ecall\n"
			 "2:\tli a0, %0\n\t"
			 ".irp one, a1, a2, a3, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6, ra\n\t"
			 "beq \\one, a0, 1f\n\t"
			 ".endr\n\t"
			 ".irp one, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11\n\t"
			 "beq \\one, a0, 1f\n\t"
			 ".endr\n\t"
			 "li a0, 0\n\t"
			 "j 3f\n"
			 "1:\tli a0, 1\n"
			 "3:\t" EACH(lw)
			 "addi sp, sp, 64\n\t"
			 "ret" ::"i"(STORE_SECRET));
#endif
}

int shop_look_behind(int how)
{
	static const unsigned char bytes[8];

	return how == 0 ? call_and_look(GATE(store_leave), NULL, 0)
			: call_and_look(GATE(store_leave_beside), bytes, sizeof(bytes));
}

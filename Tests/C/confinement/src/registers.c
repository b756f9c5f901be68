/* Code that has capabilities in all registers while it is interrupted, and looks whether they are what they were. */
#include "attacker.h"
#include "confinement.h"

__attribute__((naked)) void sled(void)
{
	__asm__ volatile(".rept %c0\n\tc.nop\n\t.endr\n\tret" ::"i"(SLED));
}

__attribute__((used)) static uint32_t stack_pointer;

#define EACH_SAVED(what)                                                                           \
	#what " s0, 0(sp)\n\t" #what " s1, 4(sp)\n\t" #what " s2, 8(sp)\n\t" #what " s3, 12(sp)\n\t"    \
	#what " s4, 16(sp)\n\t" #what " s5, 20(sp)\n\t" #what " s6, 24(sp)\n\t" #what " s7, 28(sp)\n\t" \
	#what " s8, 32(sp)\n\t" #what " s9, 36(sp)\n\t" #what " s10, 40(sp)\n\t" #what " s11, 44(sp)\n\t" \
	#what " gp, 48(sp)\n\t" #what " tp, 52(sp)\n\t" #what " ra, 56(sp)\n\t"

/*
 * Register n gets DDC with an address of 8 * n above sp's. Then each is compared with the one before it, all bits
 * and the tag, and the first of them with DDC.
 */
#define FILL(scratch, first, number)                                                    \
	"addi sp, sp, -64\n\t" EACH_SAVED(sw) "lla t0, stack_pointer\n\tsw sp, 0(t0)\n\t"             \
	GET_DDC(x31) CSETADDR(x31, x31, sp)                                                        \
	".irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, " \
	"28, 29, 30, 31\n\t"                                                                       \
	".insn i 0x5b, 1, x\\n, x31, 8 * \\n\n\t"                                                    \
	".endr\n\t"                                                                                \
	".rept 48\n\tc.nop\n\t.endr\n\t"                                                              \
	GET_DDC(scratch) CSETADDR(scratch, scratch, first) CSEQX(scratch, scratch, first)          \
	"beqz " #scratch ", 2f\n\t" CGETTAG(scratch, first) "beqz " #scratch ", 2f\n\t"             \
	"lla " #scratch ", stack_pointer\n\tlw " #scratch ", 0(" #scratch ")\n\t"                   \
	"sub " #scratch ", " #first ", " #scratch "\n\taddi " #scratch ", " #scratch ", -8 * " number "\n\t" \
	"bnez " #scratch ", 2f\n\t"

/* cs1 + 8 is the next register's. */
#define NEXT(scratch, one, next)                                                                   \
	CINCOFFSETIMM(scratch, x##one, 8) CSEQX(scratch, scratch, x##next) "beqz " #scratch ", 2f\n\t"
#define NEXT_OF_ALL(scratch)                                                                       \
	NEXT(scratch, 2, 3) NEXT(scratch, 3, 4) NEXT(scratch, 4, 5) NEXT(scratch, 5, 6) NEXT(scratch, 6, 7)     \
	NEXT(scratch, 7, 8) NEXT(scratch, 8, 9) NEXT(scratch, 9, 10) NEXT(scratch, 10, 11)         \
	NEXT(scratch, 11, 12) NEXT(scratch, 12, 13) NEXT(scratch, 13, 14) NEXT(scratch, 14, 15)    \
	NEXT(scratch, 15, 16) NEXT(scratch, 16, 17) NEXT(scratch, 17, 18) NEXT(scratch, 18, 19)    \
	NEXT(scratch, 19, 20) NEXT(scratch, 20, 21) NEXT(scratch, 21, 22) NEXT(scratch, 22, 23)    \
	NEXT(scratch, 23, 24) NEXT(scratch, 24, 25) NEXT(scratch, 25, 26) NEXT(scratch, 26, 27)    \
	NEXT(scratch, 27, 28) NEXT(scratch, 28, 29) NEXT(scratch, 29, 30)
#define END(scratch)                                                                               \
	"li " #scratch ", 1\n\tj 3f\n2:\tli " #scratch ", 0\n3:\tmv a0, " #scratch "\n\t"             \
	"lla t0, stack_pointer\n\tlw sp, 0(t0)\n\t" EACH_SAVED(lw) "addi sp, sp, 64\n\tret"

__attribute__((naked)) int fill_without_first(void)
{
	__asm__ volatile(FILL(x1, x2, "2") NEXT_OF_ALL(x1) NEXT(x1, 30, 31) END(x1));
}

__attribute__((naked)) int fill_without_last(void)
{
	__asm__ volatile(FILL(x31, x1, "1") NEXT(x31, 1, 2) NEXT_OF_ALL(x31) END(x31));
}

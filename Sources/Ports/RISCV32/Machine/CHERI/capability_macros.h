/*
 * The instructions of CHERI-RISC-V ISAv9 (UCAM-CL-TR-951, chapters 7 and 8), which the assembler does not know, and
 * what the traps, system calls and gates of confined code have in common: see confined.S.
 */
#include "../trap_frame.h"
#include <bulkhead/user_mode.h>

/* Special capability registers, as numbers of registers. */
#define PCC x0
#define DDC x1
#define MSCRATCHC x30
#define MEPCC x31

	.macro cspecialrw cd, scr, cs1
	.insn r 0x5b, 0, 0x01, \cd, \cs1, \scr
	.endm
	.macro cspecialr cd, scr
	cspecialrw \cd, \scr, zero
	.endm
	.macro cspecialw scr, cs1
	cspecialrw zero, \scr, \cs1
	.endm
	.macro csetaddr cd, cs1, rs2
	.insn r 0x5b, 0, 0x10, \cd, \cs1, \rs2
	.endm
	.macro cincoffset cd, cs1, offset
	.insn i 0x5b, 1, \cd, \cs1, \offset
	.endm
	/* Through DDC. */
	.macro lc cd, offset, rs1
	.insn i 0x03, 3, \cd, \offset(\rs1)
	.endm
	.macro sc cs2, offset, rs1
	.insn s 0x23, 3, \cs2, \offset(\rs1)
	.endm
	/* Through a capability. */
	.macro lc_cap cd, cs1
	.insn r 0x5b, 0, 0x7d, \cd, \cs1, x11
	.endm
	.macro sc_cap cs2, cs1
	.insn r 0x5b, 0, 0x7c, x11, \cs1, \cs2
	.endm

/*
 * The frame of confined code, at the end of the stack for system calls: x1 to x31, each at eight times its number,
 * but that x5 lies first and MEPCC in its place; then DDC; then a word to end a reservation with.
 */
#define CONFINED_FRAME 272
#define FRAME_T0 0
#define FRAME_MEPCC 40
#define FRAME_DDC 256
#define FRAME_WORD 264

/* A system call's frame there: a0-a7, s0, where it goes on, which call, tp, DDC. */
#define CALL_FRAME 64
#define CALL_S0 32
#define CALL_RA 36
#define CALL_RECORD 40
#define CALL_TP 44
#define CALL_DDC 48

/* In struct bulkhead_user. */
#define USER_PCC 0
#define USER_DDC 8

/* mstatus (Privileged Architecture 1.12, 3.1.6): mret stays in machine mode and turns interrupts on. */
#define STAYS_IN_MACHINE_MODE 0x1880

	.macro set_mtvec table, register=t0
	lla \register, \table + 1	/* vectored */
	csrw mtvec, \register
	.endm

/* What port_in_interrupt looks at: the interrupt stack is free. Lost: t0. */
	.macro set_mscratch
	lw t0, port_interrupt_stack_end
	csrw mscratch, t0
	.endm

/* Where mret goes on in the kernel, whoever trapped last. In: \address, which is not t1. Lost: t1. */
	.macro set_mepc address
	cspecialr t1, PCC
	csetaddr t1, t1, \address
	cspecialw MEPCC, t1
	.endm

/*
 * The first steps of the switcher: before any of the kernel's memory is touched, the kernel's own DDC. In: interrupts
 * are on, MScratchC the thread's frame. Out: csp = the frame, \saved = the caller's DDC, MScratchC the caller's csp.
 * An interrupt before the first instruction has taken effect finds the caller's DDC and the switcher's PCC, saves both
 * as any, and comes back to here.
 */
	.macro enter_switcher saved
	csrci mstatus, 8
	cspecialrw sp, MSCRATCHC, sp
	cspecialrw \saved, DDC, sp
	.endm

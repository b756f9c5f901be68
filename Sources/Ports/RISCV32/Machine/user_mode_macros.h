/* What the parts of user mode on RISC-V have in common: see user_mode.S. */
#include "trap_frame.h"
#include <bulkhead/user_mode.h>

#define MPP 0x1800		/* mstatus: the mode that mret enters (3.1.6.1); 0 is user mode */
#define USER_CALL 8		/* mcause: an environment call from user mode (3.1.15) */
#define TP 124			/* word 31 of a frame in user mode; it stays there for good */
#define CALL_FRAME 48		/* of a system call, up to there */

	.macro set_mtvec table
	lla t0, \table + 1		/* vectored */
	csrw mtvec, t0
	.endm

/* What port_in_interrupt looks at: the interrupt stack is free. Lost: t0. */
	.macro set_mscratch
	lw t0, port_interrupt_stack_end
	csrw mscratch, t0
	.endm

/*
 * The PMP's entries of a thread. In: t1 its struct bulkhead_user. Lost: t0. They lie without gaps, so where pmpcfgN is 0
 * there is none behind. An entry does not bind machine mode (3.7.1), so their order is free; but QEMU looks at an
 * address only when a configuration is written.
 */
	.macro load_addresses first, second, third, fourth
	.irp n, \first, \second, \third, \fourth
	lw t0, (4 * \n + 8)(t1)
	csrw pmpaddr\n, t0
	.endr
	.endm

	.macro load_entries
	lw t0, 16(t1)
	csrw pmpaddr2, t0
	lw t0, 20(t1)
	csrw pmpaddr3, t0
	lw t0, 8(t1)
	beqz t0, 8f
	load_addresses 4, 5, 6, 7
	load_addresses 8, 9, 10, 11
	load_addresses 12, 13, 14, 15
	lw t0, 8(t1)
	csrw pmpcfg2, t0
	lw t0, 12(t1)
	csrw pmpcfg3, t0
	lw t0, 4(t1)
	j 9f
8:	csrw pmpcfg2, t0
	csrw pmpcfg3, t0
	lw t0, 4(t1)
	beqz t0, 9f
	load_addresses 4, 5, 6, 7
	lw t0, 4(t1)
9:	csrw pmpcfg1, t0
	lw t0, 0(t1)
	csrw pmpcfg0, t0
	.endm

/* Marks in code that is studied: `./bulkhead sim --marks` tells what was done between two. */
#ifndef BULKHEAD_MARK_H
#define BULKHEAD_MARK_H

/*
 * An instruction that does nothing, and is a mark to the simulator: a hint that RISC-V keeps for such use (SLTI
 * to x0, Unprivileged ISA 2.9). `number` is a constant from 1 to 2047. Elsewhere there is nothing. Any context.
 */
#if defined(__riscv)
#define BULKHEAD_MARK(number) __asm__ volatile("slti zero, zero, %0" ::"i"(number) : "memory")
#else
#define BULKHEAD_MARK(number) ((void)(number))
#endif

#endif

/*
 * setjmp and longjmp: the registers that a function preserves, and where it returns to. A jump stays
 * within one thread; jumping to a thread's stack from another one confuses the kernel.
 */
#ifndef BULKHEAD_LIBC_SETJMP_H
#define BULKHEAD_LIBC_SETJMP_H

#if defined(__arm__)
/* r4-r11, sp, lr; with a floating point unit d8-d15. */
#if defined(__ARM_FP)
typedef unsigned long long jmp_buf[5 + 8];
#else
typedef unsigned long long jmp_buf[5];
#endif
#elif defined(__riscv)
/* ra, sp, s0-s11 */
typedef unsigned long jmp_buf[14];
#else
#error "setjmp is not written for this processor"
#endif

int setjmp(jmp_buf environment) __attribute__((returns_twice));
void longjmp(jmp_buf environment, int value) __attribute__((noreturn));

#endif

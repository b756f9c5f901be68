/* Names that assembly and kernel share. Offsets are checked against the C structures in thread.h. */
#ifndef BULKHEAD_PORT_FRAME_H
#define BULKHEAD_PORT_FRAME_H

/* Offset in struct k_thread of the saved stack pointer: behind the timeout, the first member. */
#if defined(__LP64__)
#define BULKHEAD_THREAD_SP 48
#else
#define BULKHEAD_THREAD_SP 32
#endif

/* Offset of the stack's lowest byte, for the processors that have a stack limit. */
#if defined(__arm__)
#define BULKHEAD_THREAD_STACK 132
/* Offset of what the kernel keeps of a thread without privileges; NULL there for all others. */
#define BULKHEAD_THREAD_USER 176
#elif defined(__riscv)
#define BULKHEAD_THREAD_USER 144
#endif
#if defined(__arm__) || defined(__riscv)
/* Offsets in that, struct bulkhead_user, of what a switch, a system call and a gate need. */
#define BULKHEAD_USER_MODE (4 * BULKHEAD_USER_WORDS)
#define BULKHEAD_USER_SP (BULKHEAD_USER_MODE + 4)
#define BULKHEAD_USER_STACK_END (BULKHEAD_USER_MODE + 8)
#define BULKHEAD_USER_THREAD (BULKHEAD_USER_MODE + 12)
#define BULKHEAD_USER_ACTIVATION (BULKHEAD_USER_MODE + 16)
#define BULKHEAD_USER_REACH (BULKHEAD_USER_MODE + 24)
#define BULKHEAD_USER_UNPRIVILEGED_CODE (BULKHEAD_USER_REACH + 7 * 12)
#define BULKHEAD_USER_COMPARTMENT (BULKHEAD_USER_UNPRIVILEGED_CODE + 1)
#else
#define BULKHEAD_USER_MODE (4 * BULKHEAD_USER_WORDS)
#endif

/*
 * Words that a switch loads for such a thread. Armv8-M: 0 for MPU_CTRL, but 1 while the thread has privileges, and none
 * of them is loaded; then MPU_RNR, and MPU_RBAR and MPU_RLAR of regions 0 to 3; the address of MPU_CTRL; 0 again,
 * MPU_RNR, and regions 4 to 6; what MPU_CTRL is then, 0 in a system call; PSPLIM, of the stack that the thread is on.
 * Armv7-M: MPU_RBAR and MPU_RASR of regions 1 to 4; the address of the first; 5 to 7. RISC-V: pmpcfg0 to pmpcfg3,
 * pmpaddr2 to pmpaddr15, and where each region's entries begin, which no switch loads; with capabilities PCC and DDC,
 * which none loads from there. Host: of each region the address of its first page, with the access in the lowest bits,
 * and its bytes.
 */
#if defined(__arm__) && __ARM_ARCH >= 8
#define BULKHEAD_PROTECTION BULKHEAD_PMSAV8
#define BULKHEAD_USER_WORDS 21
#define BULKHEAD_USER_MPU (4 * 19)
#define BULKHEAD_USER_LIMIT (4 * 20)
#elif defined(__arm__)
#define BULKHEAD_PROTECTION BULKHEAD_PMSAV7
#define BULKHEAD_USER_WORDS 15
#elif defined(BULKHEAD_CHERI)
#define BULKHEAD_PROTECTION BULKHEAD_CAPABILITIES
#define BULKHEAD_USER_WORDS 4
#elif defined(__riscv)
#define BULKHEAD_PROTECTION BULKHEAD_PMP
#define BULKHEAD_USER_WORDS 19
#else
#define BULKHEAD_PROTECTION BULKHEAD_PAGES
#define BULKHEAD_USER_WORDS 14
#endif
/* Whose registers these are: a backend in Sources/KernelCore/Protection. */
#define BULKHEAD_PMSAV7 7
#define BULKHEAD_PMSAV8 8
#define BULKHEAD_PMP 1
#define BULKHEAD_PAGES 4
#define BULKHEAD_CAPABILITIES 5

/* The mode of a thread without privileges in its own code: on Cortex-M CONTROL.nPRIV and SPSEL. */
#define BULKHEAD_USER_UNPRIVILEGED 3

/* The bit of struct k_thread's state that says its end has come. */
#define BULKHEAD_THREAD_DEAD 16

/* The option of a thread that works for others and never ends: a work queue's. */
#define BULKHEAD_THREAD_SERVES 128

/* The option of a thread that begins without privileges: K_USER. */
#define BULKHEAD_THREAD_USER_OPTION 4

/* The option of a thread that may use what its creator may: K_INHERIT_PERMS. */
#define BULKHEAD_THREAD_INHERITS 8

/* A fresh stack is painted with this byte, so that its high-water mark can be found. */
#define BULKHEAD_STACK_PAINT 0xaa

#endif

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
/* Offsets in that, struct bulkhead_user, of what a switch and a system call need. */
#define BULKHEAD_USER_MODE 56
#define BULKHEAD_USER_SP 60
#define BULKHEAD_USER_STACK_END 64
#endif

/* Words that a switch loads for such a thread: a base and its attributes or limit for each region. */
#define BULKHEAD_USER_WORDS 14

/* The mode of a thread without privileges in its own code: on Cortex-M CONTROL.nPRIV and SPSEL. */
#define BULKHEAD_USER_UNPRIVILEGED 3

/* The bit of struct k_thread's state that says its end has come. */
#define BULKHEAD_THREAD_DEAD 16

/* The option of a thread that works for others and never ends: a work queue's. */
#define BULKHEAD_THREAD_SERVES 128

/* A fresh stack is painted with this byte, so that its high-water mark can be found. */
#define BULKHEAD_STACK_PAINT 0xaa

#endif

/*
 * What lies between threads without privileges and the kernel: a page that such threads can read, with what the
 * way in and the way out change, and where each goes on. Assembly and C share the offsets.
 */
#ifndef BULKHEAD_PORT_HOST_GATE_H
#define BULKHEAD_PORT_HOST_GATE_H

#define GATE_SELF 0
#define GATE_NEXT 8
#define GATE_STACK 16
#define GATE_SP 24
#define GATE_PC 32
#define GATE_REGISTERS 40
#define GATE_OPENING 96
#define GATE_CLOSING 672

#define GATE_ARGUMENTS 6
#define GATE_OPENING_MAX 24
#define GATE_CLOSING_MAX 32
#define GATE_PAGE 4096
#define GATE_SIGNAL_STACK (64 * 1024)

/* Of the registers below, the one that a function's result is in. */
#if defined(__aarch64__)
#define GATE_RESULT 1
#else
#define GATE_RESULT 0
#endif

/* Code that such threads can execute, beside the application's. */
#define GATE_CODE __attribute__((section(".text.gate")))

#ifndef __ASSEMBLER__
#include <bulkhead/user_mode.h>
#include <stddef.h>
#include <stdint.h>

/* Arguments of mprotect. */
struct gate_change {
	uintptr_t start;
	size_t size;	/* 0: no more */
	uintptr_t access;
};

struct gate {
	struct bulkhead_self *self;  /* of the thread that runs without privileges; NULL: all memory is open */
	struct bulkhead_self *next;  /* whose memory `closing` leaves open */
	char *call_stack;            /* where its calls are served: the end */
	uintptr_t sp, pc;            /* where it goes on */
	/* With what: on x86_64 the result, then the six arguments; on aarch64 these, from the second word on. */
	uintptr_t registers[1 + GATE_ARGUMENTS];
	struct gate_change opening[GATE_OPENING_MAX];
	struct gate_change closing[GATE_CLOSING_MAX];
	/* Of signals' handlers: stays open, also to be written, and nothing of worth is there between signals. */
	_Alignas(GATE_PAGE) char signal_stack[GATE_SIGNAL_STACK];
};
_Static_assert(offsetof(struct gate, self) == GATE_SELF, "gate.h");
_Static_assert(offsetof(struct gate, next) == GATE_NEXT, "gate.h");
_Static_assert(offsetof(struct gate, call_stack) == GATE_STACK, "gate.h");
_Static_assert(offsetof(struct gate, sp) == GATE_SP, "gate.h");
_Static_assert(offsetof(struct gate, pc) == GATE_PC, "gate.h");
_Static_assert(offsetof(struct gate, registers) == GATE_REGISTERS, "gate.h");
_Static_assert(offsetof(struct gate, opening) == GATE_OPENING, "gate.h");
_Static_assert(offsetof(struct gate, closing) == GATE_CLOSING, "gate.h");
_Static_assert(offsetof(struct gate, signal_stack) == GATE_PAGE, "gate.h");

/* What a thread without privileges pushes on its own stack to ask for a call. */
struct gate_frame {
	const struct bulkhead_system_call *call;
	uintptr_t arguments[GATE_ARGUMENTS];
	uintptr_t pc;
};

BULKHEAD_HIDDEN extern struct gate port_gate;

/* user_mode.c: serves what a thread without privileges asks for, on its stack for that, all memory open. */
void port_serve_call(const struct gate_frame *frame);

/* gate_*.S: all memory is open from here on. Any stack. */
void port_open_memory(void);
/* gate_*.S: leaves for the thread without privileges that the gate says. */
void port_leave_kernel(void) __attribute__((noreturn));
/* gate_*.S: the same, for the first time: registers that a function keeps are 0. */
void port_begin_without_privileges(void) __attribute__((noreturn));
/* gate_*.S: calls a function, which does not return, on another stack. */
void port_continue_on_stack(char *stack_end, void (*function)(struct k_thread *thread), struct k_thread *thread)
	__attribute__((noreturn));
/* gate_*.S: a thread without privileges lets the kernel look whether it ran too long without it. */
void port_ask_for_tick(uintptr_t pc);
BULKHEAD_HIDDEN extern const struct bulkhead_system_call port_call_of_tick;

/* The linker script's: the code of the gate. */
BULKHEAD_HIDDEN extern const char __bulkhead_gate_start[], __bulkhead_gate_end[];
#endif

#endif

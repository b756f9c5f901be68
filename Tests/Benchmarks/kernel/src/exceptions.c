/*
 * How many exceptions an operation takes: counted in a pass of its own, with entries that count
 * before they go on to the kernel's. They cost instructions, so no instructions are counted then.
 */
#include "bracket.h"
#include <stddef.h>
#include <string.h>
#include <zephyr/kernel.h>

volatile uint32_t exception_count;
int counts_exceptions;

#if defined(__arm__)

extern const uint32_t bulkhead_vectors[];
static uint32_t counting_vectors[128] __attribute__((aligned(512)));

/* Counts, then goes where the kernel's table says; only r0-r3 and r12 are free to use. */
__attribute__((naked)) static void count_and_go_on(void)
{
	__asm__ volatile("ldr r0, =exception_count\n\t"
			 "ldr r1, [r0]\n\t"
			 "adds r1, #1\n\t"
			 "str r1, [r0]\n\t"
			 "ldr r0, =bulkhead_vectors\n\t"
			 "mrs r1, ipsr\n\t"
			 "ldr r0, [r0, r1, lsl #2]\n\t"
			 "bx r0\n\t"
			 ".ltorg");
}

#define SCB_VTOR (*(volatile uint32_t *)0xe000ed08)

void exceptions_setup(void)
{
	for (size_t i = 0; i < 128; i++) {
		counting_vectors[i] = (uint32_t)count_and_go_on;
	}
	counting_vectors[0] = bulkhead_vectors[0];
}

void exceptions_begin(void)
{
	SCB_VTOR = counts_exceptions ? (uint32_t)counting_vectors : (uint32_t)bulkhead_vectors;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
	exception_count = 0;
}

#else

static uintptr_t kernel_trap_vector;

/* Counts, then jumps to the kernel's entry for the same cause; below the stack pointer is room. */
#define COUNT(entry)                                                                               \
	"sw t0, -4(sp)\n\t"                                                                        \
	"sw t1, -8(sp)\n\t"                                                                        \
	"la t0, exception_count\n\t"                                                               \
	"lw t1, 0(t0)\n\t"                                                                         \
	"addi t1, t1, 1\n\t"                                                                       \
	"sw t1, 0(t0)\n\t"                                                                         \
	"lw t1, -8(sp)\n\t"                                                                        \
	"lw t0, -4(sp)\n\t"                                                                        \
	"j " entry "\n\t"

__attribute__((naked, used)) static void count_exception(void)
{
	__asm__ volatile(COUNT("bulkhead_traps"));
}

__attribute__((naked, used)) static void count_interrupt(void)
{
	__asm__ volatile(COUNT("bulkhead_traps + 4"));
}

__attribute__((naked, used)) static void count_switch(void)
{
	__asm__ volatile(COUNT("bulkhead_traps + 12"));
}

/* mtvec's table, vectored: exceptions at the start, interrupt 3 is the switch. */
__attribute__((naked, aligned(64))) static void counting_traps(void)
{
	__asm__ volatile(".option push\n\t"
			 ".option norvc\n\t"
			 ".option norelax\n\t"
			 "j count_exception\n\t"
			 "j count_interrupt\n\t"
			 "j count_interrupt\n\t"
			 "j count_switch\n\t"
			 ".rept 12\n\t"
			 "j count_interrupt\n\t"
			 ".endr\n\t"
			 ".option pop");
}

void exceptions_setup(void)
{
	__asm__ volatile("csrr %0, mtvec" : "=r"(kernel_trap_vector));
}

void exceptions_begin(void)
{
	uintptr_t vector = counts_exceptions ? (uintptr_t)counting_traps | 1 : kernel_trap_vector;

	__asm__ volatile("csrw mtvec, %0" ::"r"(vector) : "memory");
	exception_count = 0;
}

#endif

uint32_t exceptions_taken(void)
{
	return exception_count;
}

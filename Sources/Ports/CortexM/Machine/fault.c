/* From a fault's registers to words. Source: Armv7-M ARM (DDI 0403), B3.2.15 CFSR, B1.5. */
#if defined(__arm__)
#include <bulkhead/console.h>
#include <bulkhead/image.h>
#include <cortex_m.h>
#include <port/switch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/fatal.h>

#define SCB_CFSR (*(volatile uint32_t *)0xe000ed28)
#define SCB_HFSR (*(volatile uint32_t *)0xe000ed2c)
#define SCB_MMFAR (*(volatile uint32_t *)0xe000ed34)
#define SCB_BFAR (*(volatile uint32_t *)0xe000ed38)

/* What bulkhead_fault in switch.S stores, in this order. */
struct bulkhead_fault_frame {
	const uint32_t *stacked;  /* r0-r3, r12, lr, pc, xpsr */
	uint32_t exception;
	uint32_t padding;
	uint32_t exc_return;
	uint32_t r4_r11[8];
};

void bulkhead_fault_handler(const struct bulkhead_fault_frame *frame);

#define IACCVIOL (1u << 0)
#define MMARVALID (1u << 7)
#define BFARVALID (1u << 15)
#define MSTKERR (1u << 4)
#define STKERR (1u << 12)
#define STKOF (1u << 20)

/* NMI, SysTick and the lines; everything else is a fault. */
static bool is_spurious(uint32_t exception)
{
	return exception == 2 || exception >= 15;
}

/* A status bit and its meaning; the first that is set is reported. */
static const struct {
	uint32_t bit;
	const char *cause;
} causes[] = {
	{1u << 0, "instruction access violation"},
	{1u << 1, "data access violation"},
	{1u << 3, "access violation while leaving an exception"},
	{1u << 4, "access violation while stacking"},
	{1u << 8, "instruction bus error"},
	{1u << 9, "precise data bus error"},
	{1u << 10, "imprecise data bus error"},
	{1u << 11, "bus error while leaving an exception"},
	{1u << 12, "bus error while stacking"},
	{1u << 16, "undefined instruction"},
	{1u << 17, "invalid processor state"},
	{1u << 18, "invalid exception return"},
	{1u << 19, "no coprocessor: floating point is off"},
	{1u << 20, "stack overflow"},
	{1u << 24, "unaligned access"},
	{1u << 25, "division by zero"},
};

static const char *cause_of(uint32_t exception, uint32_t status)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		if (status & causes[i].bit) {
			return causes[i].cause;
		}
	}
	if (is_spurious(exception)) {
		return "interrupt without a handler";
	}
	return SCB_HFSR & 2 ? "vector table read error" : "hard fault";
}

/* Whose error it is; an interrupt without a handler is nobody's, so no thread may end for it. */
static bool is_from_interrupt(const struct bulkhead_fault_frame *frame)
{
	return (frame->exc_return & 8) == 0 || is_spurious(frame->exception);
}

/* Where the stack pointer was before the processor stored the frame. */
static uintptr_t stack_pointer(const struct bulkhead_fault_frame *frame)
{
	bool has_fp = (frame->exc_return & 0x10) == 0;

	return (uintptr_t)frame->stacked + (has_fp ? 104 : 32);
}

/* Whether the processor could store the registers it stores itself. */
static bool has_frame(const struct bulkhead_fault_frame *frame)
{
#if __ARM_ARCH >= 8
	uint32_t limit;

	/* Where the frame would have crossed the limit, the stack pointer stands there. */
	__asm__ volatile("mrs %0, psplim" : "=r"(limit));
	if (SCB_CFSR & STKOF && (uint32_t)frame->stacked == limit) {
		return false;
	}
#endif
	return (SCB_CFSR & (MSTKERR | STKERR)) == 0;
}

/* The access that failed. What could not be fetched is where the thread was to go on (B3.2.15). */
static bool find_address(const struct bulkhead_fault_frame *frame, uint32_t status, uintptr_t *address)
{
	if (status & IACCVIOL && has_frame(frame)) {
		*address = frame->stacked[6];
		return true;
	}
	*address = status & MMARVALID ? SCB_MMFAR : SCB_BFAR;
	return (status & (MMARVALID | BFARVALID)) != 0;
}

static bool has_overflowed(const struct bulkhead_fault_frame *frame)
{
	return SCB_CFSR & (MSTKERR | STKERR | STKOF) ||
	       (!is_from_interrupt(frame) && bulkhead_has_overflowed(stack_pointer(frame)));
}

void port_handle_fault(const void *saved)
{
	static const char *const names[] = {"r0 ", "r1 ", "r2 ", "r3 ", "r4 ", "r5 ",  "r6 ",
					    "r7 ", "r8 ", "r9 ", "r10", "r11", "r12", "lr ",
					    "pc ", "psr"};
	const struct bulkhead_fault_frame *frame = saved;
	uint32_t status = SCB_CFSR;
	bool is_overflow = has_overflowed(frame);
	uintptr_t registers[16];

	for (int i = 0; i < 4 && has_frame(frame); i++) {
		registers[i] = frame->stacked[i];
		registers[12 + i] = frame->stacked[4 + i];
	}
	for (int i = 0; i < 8; i++) {
		registers[4 + i] = frame->r4_r11[i];
	}
	uintptr_t address;
	bool has_address = find_address(frame, status, &address);
	struct bulkhead_fault fault = {
		.cause = is_overflow ? "stack overflow" : cause_of(frame->exception, status),
		.address = address,
		.has_address = has_address,
		.is_from_interrupt = is_from_interrupt(frame),
		.has_line = frame->exception >= 16,
		.line = (uint16_t)(frame->exception - 16),
		.register_count = has_frame(frame) ? 16 : 0,
		.register_names = names,
		.registers = registers,
		.sp = stack_pointer(frame),
		.reason = is_spurious(frame->exception) ? K_ERR_SPURIOUS_IRQ
			  : is_overflow                 ? K_ERR_STACK_CHK_FAIL
							: K_ERR_CPU_EXCEPTION,
	};

	SCB_CFSR = status;	/* written ones clear */
	bulkhead_report_fault(&fault);
	/* The thread has ended, and nobody waits for it to unlock what it had locked. */
	port_free_lines();
	port_unlock(0);
}

void bulkhead_fault_handler(const struct bulkhead_fault_frame *frame)
{
	if (bulkhead_image.fatal_paths == NULL) {
		bulkhead_exit(1);
	}
	bulkhead_image.fatal_paths->port_fault(frame);
}
#endif

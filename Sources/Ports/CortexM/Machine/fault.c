/* From a fault's registers to words. Source: Armv7-M ARM (DDI 0403), B3.2.15 CFSR, B1.5. */
#if defined(__arm__)
#include <bulkhead/image.h>
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

/* A status bit and its meaning; the first that is set is reported. */
static const struct {
	uint32_t bit;
	const char *cause;
} causes[] = {
	{1u << 0, "instruction access violation"},
	{1u << 1, "data access violation"},
	{1u << 3, "access violation while leaving an exception"},
	{1u << 4, "access violation while stacking: stack overflow"},
	{1u << 8, "instruction bus error"},
	{1u << 9, "precise data bus error"},
	{1u << 10, "imprecise data bus error"},
	{1u << 11, "bus error while leaving an exception"},
	{1u << 12, "bus error while stacking: stack overflow"},
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
	if (exception >= 16 || exception == 15 || exception == 2) {
		return "interrupt without a handler";
	}
	return SCB_HFSR & 2 ? "vector table read error" : "hard fault";
}

void port_describe_fault(const void *saved)
{
	static const char *const names[] = {"r0 ", "r1 ", "r2 ", "r3 ", "r4 ", "r5 ",  "r6 ",
					    "r7 ", "r8 ", "r9 ", "r10", "r11", "r12", "lr ",
					    "pc ", "psr"};
	const struct bulkhead_fault_frame *frame = saved;
	uint32_t status = SCB_CFSR;
	uint32_t address = status & (1u << 7) ? SCB_MMFAR : status & (1u << 15) ? SCB_BFAR : 0;
	bool has_fp = (frame->exc_return & 0x10) == 0;
	uintptr_t registers[16];

	for (int i = 0; i < 4; i++) {
		registers[i] = frame->stacked[i];
	}
	for (int i = 0; i < 8; i++) {
		registers[4 + i] = frame->r4_r11[i];
	}
	for (int i = 0; i < 4; i++) {
		registers[12 + i] = frame->stacked[4 + i];
	}
	struct bulkhead_fault fault = {
		.cause = cause_of(frame->exception, status),
		.address = address,
		.register_count = 16,
		.register_names = names,
		.registers = registers,
		.sp = (uintptr_t)frame->stacked + (has_fp ? 104 : 32),
	};

	bulkhead_print_fault(&fault);
}

void bulkhead_fault_handler(const struct bulkhead_fault_frame *frame)
{
	uint32_t status = SCB_CFSR;

	if (bulkhead_image.reports != NULL) {
		bulkhead_image.reports->port_fault(frame);
	}
	SCB_CFSR = status;
	bulkhead_end_faulted(frame->exception >= 15                     ? K_ERR_SPURIOUS_IRQ
			     : status & (1u << 4 | 1u << 12 | 1u << 20) ? K_ERR_STACK_CHK_FAIL
									: K_ERR_CPU_EXCEPTION,
			     (frame->exc_return & 8) == 0);
}
#endif

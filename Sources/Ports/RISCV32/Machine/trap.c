/* What a trap means: an interrupt to hand on, a call to a routine, or a fault to report. */
#if defined(__riscv)
#include <bulkhead/image.h>
#include <riscv32.h>
#include <stddef.h>
#include <zephyr/fatal.h>

#define INTERRUPT 0x80000000u
#define TIMER (INTERRUPT | 7)
#define EXTERNAL (INTERRUPT | 11)
#define ENVIRONMENT_CALL 11

void bulkhead_trap_handler(uint32_t cause, uint32_t *frame);

/*
 * Serves the most urgent line that the PLIC holds; if there is another, it is another trap. While
 * the handler runs the threshold is its line's priority, so only more urgent lines nest, and the
 * software interrupt (bit 3 of mie) is off, so that the switch waits until all are done.
 */
static void serve_external(void)
{
	volatile uint32_t *context = (volatile uint32_t *)(port_devices.plic + 0x200000);
	uint32_t line = context[1];

	if (line == 0) {
		return;
	}
	const struct bulkhead_interrupt_entry *entry = &bulkhead_interrupts[line];
	uint32_t threshold = context[0];

	context[0] = PORT_PLIC_PRIORITY(line);
	__asm__ volatile("csrci mie, 8\n\tcsrsi mstatus, 8" ::: "memory");
	entry->handler(entry->argument);
	__asm__ volatile("csrci mstatus, 8" ::: "memory");
	context[1] = line;
	context[0] = threshold;
	if (threshold == 0) {
		__asm__ volatile("csrsi mie, 8");
	}
}

static const char *const causes[] = {
	"misaligned instruction address", "instruction access fault", "illegal instruction",
	"breakpoint", "misaligned load address", "load access fault", "misaligned store address",
	"store access fault", "environment call",
};

static void report(uint32_t cause, const uint32_t *frame)
{
	static const char *const names[] = {"ra  ", "t0  ", "t1  ", "t2  ", "a0  ", "a1  ",
					    "a2  ", "a3  ", "a4  ", "a5  ", "a6  ", "a7  ",
					    "t3  ", "t4  ", "t5  ", "t6  ", "pc  ", "mstatus"};
	bool is_fault = cause < sizeof(causes) / sizeof(causes[0]);
	uintptr_t value;
	uintptr_t end = (uintptr_t)bulkhead_image.interrupt_stack;

	__asm__ volatile("csrr %0, mtval" : "=r"(value));
	struct bulkhead_fault fault = {
		.cause = is_fault ? causes[cause] : "interrupt without a handler",
		.address = value,
		.is_from_interrupt = (uintptr_t)frame >= end &&
				     (uintptr_t)frame < end + bulkhead_image.interrupt_stack_size,
		.register_count = 18,
		.register_names = names,
		.registers = (const uintptr_t *)frame,
		.sp = (uintptr_t)frame + PORT_FRAME_SIZE,
		.reason = is_fault ? K_ERR_CPU_EXCEPTION : K_ERR_SPURIOUS_IRQ,
	};

	bulkhead_report_fault(&fault);
}

void bulkhead_trap_handler(uint32_t cause, uint32_t *frame)
{
	if (cause == EXTERNAL) {
		serve_external();
	} else if (cause == TIMER && port_devices.timer != NULL) {
		port_devices.timer();
	} else if (cause == ENVIRONMENT_CALL) {
		void (*routine)(const void *) = (void (*)(const void *))frame[4];

		frame[16] += 4;
		routine((const void *)frame[5]);
	} else {
		report(cause, frame);
	}
}

void bulkhead_spurious(const void *argument);

/* The table's entry for lines that nobody connected. */
void bulkhead_spurious(const void *argument)
{
	static uint32_t nothing[32];

	(void)argument;
	report(EXTERNAL, nothing);
}
#endif

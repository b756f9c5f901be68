/* What a trap means: an interrupt to hand on, a call to a routine, or a fault to report. */
#if defined(__riscv)
#include <bulkhead/console.h>
#include <bulkhead/image.h>
#include <riscv32.h>
#include <stddef.h>
#include <zephyr/fatal.h>

#define INTERRUPT 0x80000000u
#define TIMER (INTERRUPT | 7)
#define EXTERNAL (INTERRUPT | 11)
#define ENVIRONMENT_CALL 11

#if defined(BULKHEAD_CHERI)
#include "CHERI/capability_fault.h"
#endif

bool bulkhead_trap_handler(uint32_t cause);
void bulkhead_user_trap_handler(uint32_t cause);
bool bulkhead_exception_handler(uint32_t cause, uint32_t *frame);
#if defined(BULKHEAD_CHERI)
/* An exception in a compartment: none is a call of a routine. */
void bulkhead_confined_fault(uint32_t cause, uint32_t *frame);
#endif

/*
 * Serves the most urgent line that the PLIC holds; if there is another, it is another trap. While
 * the handler runs the threshold is its line's priority, so only more urgent lines nest, and the
 * software interrupt (bit 3 of mie) is off, so that the switch waits until all are done. `is_first`: no
 * handler runs.
 */
__attribute__((always_inline)) static inline void serve_external(bool is_first)
{
	volatile uint32_t *context = (volatile uint32_t *)(port_devices.plic + 0x200000);
	uint32_t line = context[1];

	if (line == 0) {
		return;
	}
	const struct bulkhead_interrupt_entry *entry = &bulkhead_interrupts[line];
	uint32_t threshold = is_first ? 0 : context[0];

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

/*
 * A pending line is forgotten by claiming it while it alone is enabled (PLIC specification, chapter 5);
 * the others' requests wait meanwhile.
 */
void port_interrupt_forget(uint32_t line)
{
	uint32_t enabled[32];
	uint32_t words = (bulkhead_image.interrupt_lines + 31u) / 32;
	volatile uint32_t *context = (volatile uint32_t *)(port_devices.plic + 0x200000);
	uint32_t key = port_mask();
	uint32_t threshold = context[0];

	for (uint32_t word = 0; word < words; word++) {
		enabled[word] = PORT_PLIC_ENABLE(32 * word);
		PORT_PLIC_ENABLE(32 * word) = 0;
	}
	PORT_PLIC_ENABLE(line) = 1u << (line & 31);
	context[0] = 0;
	uint32_t claimed = context[1];

	if (claimed != 0) {
		context[1] = claimed;
	}
	context[0] = threshold;
	for (uint32_t word = 0; word < words; word++) {
		PORT_PLIC_ENABLE(32 * word) = enabled[word];
	}
	port_unmask(key);
}

/* What went wrong: an exception, or an interrupt without a handler, which has no frame. */
struct mishap {
	const uint32_t *frame;
	uint32_t cause;
	bool has_line;
	uint16_t line;
};

static void fail(const struct mishap *mishap)
{
	if (bulkhead_image.fatal_paths == NULL) {
		bulkhead_exit(1);
	}
	bulkhead_image.fatal_paths->port_fault(mishap);
}

static void report_spurious(const struct mishap *mishap)
{
	struct bulkhead_fault fault = {
		.cause = "interrupt without a handler",
		.is_from_interrupt = true,
		.has_line = mishap->has_line,
		.line = mishap->line,
		.reason = K_ERR_SPURIOUS_IRQ,
	};

	bulkhead_report_fault(&fault);
}

static const char *const causes[] = {
	"misaligned instruction address", "instruction access fault", "illegal instruction",
	"breakpoint", "misaligned load address", "load access fault", "misaligned store address",
	"store access fault",
};

static const char *cause_of(uint32_t cause)
{
#if defined(BULKHEAD_CHERI)
	if (cause == PORT_CAPABILITY_FAULT) {
		return port_capability_cause();
	}
	/* Elsewhere it is a system call. */
	if (cause == ENVIRONMENT_CALL) {
		return "environment call";
	}
#endif
	return cause < sizeof(causes) / sizeof(causes[0]) ? causes[cause] : "unknown exception";
}

/* Whether mtval is an address: an illegal instruction's is the instruction. */
static bool has_address(uint32_t cause)
{
	return cause != 2 && cause != 3;
}

/* The frame's registers in the order of their names; the last is the place. */
static const struct {
	char name[4];
	uint8_t word;
} registers[] = {
	{"ra ", 0},  {"sp ", 30}, {"t0 ", 1},  {"t1 ", 2},  {"t2 ", 3},  {"s0 ", 18}, {"s1 ", 19},
	{"a0 ", 4},  {"a1 ", 5},  {"a2 ", 6},  {"a3 ", 7},  {"a4 ", 8},  {"a5 ", 9},  {"a6 ", 10},
	{"a7 ", 11}, {"s2 ", 20}, {"s3 ", 21}, {"s4 ", 22}, {"s5 ", 23}, {"s6 ", 24}, {"s7 ", 25},
	{"s8 ", 26}, {"s9 ", 27}, {"s10", 28}, {"s11", 29}, {"t3 ", 12}, {"t4 ", 13}, {"t5 ", 14},
	{"t6 ", 15}, {"mst", 17}, {"pc ", 16},
};
#define REGISTERS (sizeof(registers) / sizeof(registers[0]))

static void report_exception(uint32_t cause, const uint32_t *frame)
{
	const char *names[REGISTERS];
	uintptr_t values[REGISTERS];
	uintptr_t value;
	uintptr_t sp = frame[30];
	/* A handler's frame lies on the stack it interrupted. */
	bool is_from_interrupt = sp == (uintptr_t)frame + PORT_FRAME_SIZE;
	bool has_overflowed = !is_from_interrupt && bulkhead_has_overflowed(sp);

#if defined(BULKHEAD_CHERI)
	bool has_value = cause == PORT_CAPABILITY_FAULT ? port_capability_address(frame, &value)
							: cause != ENVIRONMENT_CALL && has_address(cause);

	if (cause != PORT_CAPABILITY_FAULT)
#else
	bool has_value = has_address(cause);
#endif
		__asm__ volatile("csrr %0, mtval" : "=r"(value));
	for (size_t i = 0; i < REGISTERS; i++) {
		names[i] = registers[i].name;
		values[i] = frame[registers[i].word];
	}
	struct bulkhead_fault fault = {
		.cause = has_overflowed ? "stack overflow" : cause_of(cause),
		.address = value,
		.has_address = has_value,
		.is_from_interrupt = is_from_interrupt,
		.register_count = REGISTERS,
		.register_names = names,
		.registers = values,
		.sp = sp,
		.reason = has_overflowed ? K_ERR_STACK_CHK_FAIL : K_ERR_CPU_EXCEPTION,
	};

	bulkhead_report_fault(&fault);
}

void port_handle_fault(const void *saved)
{
	const struct mishap *mishap = saved;

	if (mishap->frame == NULL) {
		report_spurious(mishap);
	} else {
		report_exception(mishap->cause, mishap->frame);
	}
}

/* The same of user mode, which runs while lines are not locked and no handler does. */
void bulkhead_user_trap_handler(uint32_t cause)
{
	if (cause == EXTERNAL) {
		serve_external(true);
	} else {
		bulkhead_trap_handler(cause);
	}
}

bool bulkhead_trap_handler(uint32_t cause)
{
	if (cause == EXTERNAL) {
		serve_external(false);
		return true;
	}
	if (cause == TIMER && port_devices.timer != NULL) {
		port_devices.timer();
	} else {
		fail(&(struct mishap){.cause = cause});
	}
	return !port_devices.has_locked_lines;
}

bool port_has_left;

static void end_by_fault(uint32_t cause, uint32_t *frame)
{
	fail(&(struct mishap){.cause = cause, .frame = frame});
	/* The thread has ended, and nobody waits for it to unlock what it had locked. */
	port_free_lines();
	port_has_left = false;
}

bool bulkhead_exception_handler(uint32_t cause, uint32_t *frame)
{
	if (cause == ENVIRONMENT_CALL) {
		void (*routine)(const void *) = (void (*)(const void *))frame[4];

		frame[16] += 4;
		routine((const void *)frame[5]);
		bool has_left = port_has_left;

		port_has_left = false;
		return has_left;
	}
	end_by_fault(cause, frame);
	return true;
}

#if defined(BULKHEAD_CHERI)
void bulkhead_confined_fault(uint32_t cause, uint32_t *frame) { end_by_fault(cause, frame); }
#endif

void bulkhead_spurious(const void *argument);

/* The table's entry for lines that nobody connected. */
void bulkhead_spurious(const void *argument)
{
	fail(&(struct mishap){.has_line = true, .line = (uint16_t)(uintptr_t)argument});
}
#endif

/*
 * Interrupt lines as bits, served when interrupts are unlocked: the most urgent first, nested over
 * less urgent ones, on the stack of whoever runs. The clock is one more line, the most urgent.
 */
#if defined(__linux__)
#include <bulkhead/image.h>
#include <stdlib.h>
#include <unistd.h>
#include "host.h"

#define LINES 1024u
#define WORDS (LINES / 64)
#define NO_LINE UINT32_MAX
#define CLOCK_PRIORITY 0u
#define OFFLOAD_PRIORITY 255u

struct port_processor port_processor = {.is_locked = PORT_MASK};

static struct {
	uint64_t pending[WORDS];
	uint64_t enabled[WORDS];
	uint8_t priority[LINES];
	bool clock_is_pending;
	uint32_t running_priority;	/* of the handler that runs */
	void (*clock_handler)(void);
} controller = {.running_priority = PORT_THREAD_PRIORITY};

static uint32_t line_count(void)
{
	return bulkhead_image.interrupt_lines < LINES ? bulkhead_image.interrupt_lines : LINES;
}

/* The most urgent line that is pending, enabled and more urgent than what runs; of equals the first. */
static uint32_t most_urgent_line(void)
{
	uint32_t found = NO_LINE;
	uint32_t limit = controller.running_priority;

	for (uint32_t word = 0; word * 64 < line_count(); word++) {
		uint64_t bits = controller.pending[word] & controller.enabled[word];

		for (; bits != 0; bits &= bits - 1) {
			uint32_t line = word * 64 + (uint32_t)__builtin_ctzll(bits);

			if (controller.priority[line] < limit) {
				limit = controller.priority[line];
				found = line;
			}
		}
	}
	return found;
}

bool port_clock_can_be_served(void)
{
	return CLOCK_PRIORITY < controller.running_priority && controller.clock_handler;
}

bool port_interrupt_waits(void)
{
	return (controller.clock_is_pending && port_clock_can_be_served()) ||
	       most_urgent_line() != NO_LINE;
}

/* A handler begins and ends; it runs with interrupts unlocked. Both are called locked. */
void port_enter_handler(uint32_t priority)
{
	port_processor.nesting++;
	controller.running_priority = priority;
}

void port_leave_handler(uint32_t priority)
{
	port_processor.nesting--;
	controller.running_priority = priority;
	port_processor.attention |= PORT_INTERRUPT;	/* what was not urgent enough may be now */
}

static void serve(uint32_t priority, void (*handler)(const void *), const void *argument)
{
	uint32_t interrupted = controller.running_priority;

	port_enter_handler(priority);
	port_processor.is_locked = 0;
	handler(argument);
	port_processor.is_locked = PORT_MASK;
	port_leave_handler(interrupted);
}

static void serve_clock(const void *unused)
{
	(void)unused;
	controller.clock_handler();
}

static bool serve_most_urgent(void)
{
	if (controller.clock_is_pending && port_clock_can_be_served()) {
		controller.clock_is_pending = false;
		serve(CLOCK_PRIORITY, serve_clock, NULL);
		return true;
	}
	if (port_processor.lines_are_locked) {
		return false;
	}
	uint32_t line = most_urgent_line();

	if (line == NO_LINE) {
		return false;
	}
	const struct bulkhead_interrupt_entry *entry = bulkhead_interrupt_slot(line);

	controller.pending[line / 64] &= ~(1ull << (line % 64));
	serve(controller.priority[line], entry->handler, entry->argument);
	return true;
}

void port_attend(void)
{
	while (true) {
		port_processor.is_locked = PORT_MASK;
		if (port_processor.attention & PORT_INTERRUPT) {
			port_processor.attention &= ~PORT_INTERRUPT;
			if (serve_most_urgent()) {
				continue;
			}
		}
		if (!(port_processor.attention & PORT_SWITCH) || port_processor.nesting != 0 ||
		    port_processor.lines_are_locked) {
			break;
		}
		port_processor.attention &= ~PORT_SWITCH;
		port_switch();
	}
	port_processor.is_locked = 0;
}

void port_refuse_nesting(void)
{
	static const char text[] = "bulkhead: a section of the kernel began in another\n";

	port_processor.is_locked = PORT_MASK;
	port_console_flush();
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	abort();
}

void port_offload(void (*routine)(const void *), const void *parameter)
{
	uint32_t key = port_lock();

	serve(OFFLOAD_PRIORITY, routine, parameter);
	port_unlock(key);
}

/* A long jump has left all handlers; what they were to serve is no matter any more. */
void port_forget_handlers(void)
{
	port_processor.nesting = 0;
	port_processor.attention |= PORT_INTERRUPT;
	controller.running_priority = PORT_THREAD_PRIORITY;
}

void port_forget_interrupts(void)
{
	for (uint32_t word = 0; word < WORDS; word++) {
		controller.pending[word] = 0;
	}
	controller.clock_is_pending = false;
}

void port_counter_connect(void (*handler)(void))
{
	controller.clock_handler = handler;
}

void port_raise_clock(void)
{
	controller.clock_is_pending = true;
	port_processor.attention |= PORT_INTERRUPT;
}

void port_clear_clock(void)
{
	controller.clock_is_pending = false;
}

/* Sets or clears a line's bit; what becomes due is served now if interrupts are unlocked. */
static void change(uint64_t *bits, uint32_t line, bool is_on)
{
	if (line >= line_count()) {
		return;
	}
	uint32_t key = port_mask();
	uint64_t bit = 1ull << (line % 64);

	bits[line / 64] = is_on ? bits[line / 64] | bit : bits[line / 64] & ~bit;
	port_processor.attention |= PORT_INTERRUPT;
	port_unmask(key);
}

void port_interrupt_enable(uint32_t line)
{
	change(controller.enabled, line, true);
}

void port_interrupt_disable(uint32_t line)
{
	change(controller.enabled, line, false);
}

bool port_interrupt_is_enabled(uint32_t line)
{
	return line < line_count() && (controller.enabled[line / 64] >> (line % 64) & 1) != 0;
}

uint32_t port_interrupt_enabled_lines(uint32_t first)
{
	return first < line_count() ? (uint32_t)(controller.enabled[first / 64] >> (first % 64)) : 0;
}

void port_interrupt_raise(uint32_t line)
{
	change(controller.pending, line, true);
}

bool port_interrupt_is_pending(uint32_t line)
{
	return line < line_count() && (controller.pending[line / 64] >> (line % 64) & 1) != 0;
}

void port_interrupt_forget(uint32_t line)
{
	change(controller.pending, line, false);
}

void port_interrupt_set_priority(uint32_t line, uint32_t priority, uint32_t bits)
{
	if (line < line_count()) {
		controller.priority[line] = (uint8_t)(priority & ((1u << bits) - 1));
	}
}
#endif

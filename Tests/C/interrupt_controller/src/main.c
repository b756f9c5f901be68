/*
 * Down, an interrupt controller has every line off, and none pending; up again, it serves them. A line
 * that is pending can be forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/device.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#if defined(CONFIG_CPU_CORTEX_M)
#define CONTROLLER DT_NODELABEL(nvic)
#define ENABLED 0x0
#define PENDING 0x100
#include "../../../../Sources/Ports/CortexM/Machine/include/cortex_m.h"
#elif defined(CONFIG_RISCV)
#define CONTROLLER DT_NODELABEL(plic)
#define ENABLED 0x2000
#include "../../../../Sources/Ports/RISCV32/Machine/include/riscv32.h"
#else
#include "../../../../Sources/Ports/Host/Machine/include/port_host.h"
#endif

#ifdef CONTROLLER
static volatile uint32_t *word(uintptr_t offset)
{
	return (volatile uint32_t *)(uintptr_t)(DT_REG_ADDR(CONTROLLER) + offset);
}

static volatile int calls;

static void handler(const void *argument)
{
	ARG_UNUSED(argument);
	calls++;
}

static void a_controller_that_is_down_is_quiet(void **state)
{
	const struct device *controller = DEVICE_DT_GET(CONTROLLER);
	const unsigned int line = 30;
	uint32_t console = *word(ENABLED);
	unsigned int key = irq_lock();

	ARG_UNUSED(state);
	irq_connect_dynamic(line, 1, handler, NULL, 0);
	irq_enable(line);
	uint32_t enabled = *word(ENABLED);
#ifdef PENDING
	*word(PENDING) = 1u << line;
#endif
	int down = device_deinit(controller);
	uint32_t left = *word(ENABLED);
	int up = device_init(controller);

	irq_unlock(key);
	irq_lock();
	*word(ENABLED) = console;
	irq_unlock(key);
	assert_true(enabled & 1u << line);
	assert_int_equal(down, 0);
	assert_int_equal(left, 0);
	assert_int_equal(up, 0);
	assert_int_equal(calls, 0);
#ifdef PENDING
	irq_enable(line);
	*word(PENDING) = 1u << line;
	__asm__ volatile("dsb\n isb");
	assert_int_equal(calls, 1);
	irq_disable(line);
#endif
}
#else
static void a_controller_that_is_down_is_quiet(void **state)
{
	ARG_UNUSED(state);
	skip();
}
#endif

#if defined(CONFIG_RISCV)
#define CONSOLE DT_CHOSEN(stdout_path)

/* The console's device interrupts while its transmitter has room; its driver does not ask for that. */
static void ask_for_room(bool is_on)
{
#if DT_NODE_HAS_COMPAT(CONSOLE, sifive_uart0)
	*(volatile uint32_t *)(DT_REG_ADDR(CONSOLE) + 0x10) = is_on ? 3 : 2;
#else
	*(volatile uint8_t *)(DT_REG_ADDR(CONSOLE) + 1) = is_on ? 3 : 1;
#endif
}

static void a_pending_line_is_forgotten_and_no_other_touched(void **state)
{
	const unsigned int line = DT_IRQN(CONSOLE);
	unsigned int key = irq_lock();
	uint32_t enabled = *word(ENABLED);

	ARG_UNUSED(state);
	ask_for_room(true);
	bool was_pending = port_interrupt_is_pending(line);
	port_interrupt_forget(line);
	bool is_pending = port_interrupt_is_pending(line);
	ask_for_room(false);
	irq_unlock(key);
	assert_true(was_pending);
	assert_false(is_pending);
	assert_int_equal(*word(ENABLED), enabled);
	/* It was completed, too: it comes again. */
	key = irq_lock();
	ask_for_room(true);
	was_pending = port_interrupt_is_pending(line);
	irq_unlock(key);
	assert_true(was_pending);
	ask_for_room(false);
}
#elif defined(CONTROLLER)
static void a_pending_line_is_forgotten_and_no_other_touched(void **state)
{
	const unsigned int line = 30;

	ARG_UNUSED(state);
	*word(PENDING) = 3u << line;
	assert_true(port_interrupt_is_pending(line));
	port_interrupt_forget(line);
	assert_false(port_interrupt_is_pending(line));
	assert_true(port_interrupt_is_pending(line + 1));
	port_interrupt_forget(line + 1);
}
#else
static void a_pending_line_is_forgotten_and_no_other_touched(void **state)
{
	ARG_UNUSED(state);
	port_interrupt_raise(30);
	port_interrupt_raise(31);
	assert_true(port_interrupt_is_pending(30));
	port_interrupt_forget(30);
	assert_false(port_interrupt_is_pending(30));
	assert_true(port_interrupt_is_pending(31));
	port_interrupt_forget(31);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_controller_that_is_down_is_quiet),
		cmocka_unit_test(a_pending_line_is_forgotten_and_no_other_touched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

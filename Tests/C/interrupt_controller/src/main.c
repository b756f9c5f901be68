/* Down, an interrupt controller has every line off, and none pending; up again, it serves them. */
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
#elif defined(CONFIG_RISCV)
#define CONTROLLER DT_NODELABEL(plic)
#define ENABLED 0x2000
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_controller_that_is_down_is_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

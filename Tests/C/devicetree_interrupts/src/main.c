/* IRQ_CONNECT with DT_IRQN: a driver in C takes its line from the devicetree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/device.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#define DT_DRV_COMPAT vnd_doorbell

struct doorbell {
	int rings;
	const struct device *device;
};

static struct doorbell doorbell;

static void doorbell_isr(const struct device *device)
{
	struct doorbell *data = device->data;

	data->rings++;
	data->device = device;
}

static int doorbell_init(const struct device *device)
{
	(void)device;
	IRQ_CONNECT(DT_INST_IRQN(0), DT_INST_IRQ(0, priority), doorbell_isr, DEVICE_DT_INST_GET(0),
		    0);
	irq_enable(DT_INST_IRQN(0));
	return 0;
}
DEVICE_DT_INST_DEFINE(0, doorbell_init, NULL, &doorbell, NULL, POST_KERNEL, 0, NULL);

static void the_line_of_the_node_is_connected(void **state)
{
	(void)state;
	assert_int_equal(DT_INST_IRQN(0), 30);
	assert_int_equal(DT_INST_IRQ_HAS_CELL(0, priority), !IS_ENABLED(CONFIG_RISCV));
	assert_true(device_is_ready(DEVICE_DT_INST_GET(0)));
	assert_true(irq_is_enabled(DT_INST_IRQN(0)));
}

#if defined(__arm__) || defined(__linux__)
#if defined(__linux__)
/* The host port's way to raise a line. */
void port_interrupt_raise(uint32_t line);
#else
/* The controller's: its set-pending register. */
static void port_interrupt_raise(uint32_t line)
{
	sys_write32(1u << line % 32, DT_REG_ADDR(DT_NODELABEL(nvic)) + 0x100 + line / 32 * 4);
}
#endif

static void an_interrupt_reaches_the_device_of_the_node(void **state)
{
	int before = doorbell.rings;

	(void)state;
	port_interrupt_raise(DT_INST_IRQN(0));
	k_msleep(1);
	assert_int_equal(doorbell.rings, before + 1);
	assert_ptr_equal(doorbell.device, DEVICE_DT_INST_GET(0));
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_of_the_node_is_connected),
#if defined(__arm__) || defined(__linux__)
		cmocka_unit_test(an_interrupt_reaches_the_device_of_the_node),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

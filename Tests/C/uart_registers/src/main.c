/*
 * The UART drivers over registers that are plain memory: a device as slow or as full as a test wants
 * it, which no emulated one is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bulkhead/image.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#define DECLARE(name)                                                                              \
	int bulkhead_##name##_init(const struct device *device);                                   \
	int bulkhead_##name##_shutdown(const struct device *device);                               \
	void bulkhead_##name##_write(const struct device *device, uint8_t byte)
DECLARE(uart_cmsdk);
DECLARE(ns16550);
DECLARE(pl011);
DECLARE(uart_sifive);
DECLARE(usart_stm32);
void bulkhead_uart_cmsdk_transmit_isr(const void *device);
void bulkhead_ns16550_isr(const void *device);
void bulkhead_pl011_isr(const void *device);
void bulkhead_uart_sifive_isr(const void *device);
void bulkhead_usart_stm32_isr(const void *device);

/* A register's offset and a value in it. */
struct setting {
	uint8_t offset;
	uint32_t value;
};

struct driver {
	uint8_t width;             /* of a register, bytes */
	int (*start)(const struct device *device);
	int (*shut_down)(const struct device *device);
	void (*write)(const struct device *device, uint8_t byte);
	void (*interrupt)(const void *device);
	uint8_t data;              /* offset of the transmit register */
	struct setting full;       /* the transmitter takes nothing */
	struct setting free;       /* it does, and is idle; nothing has been received */
	struct setting listening;  /* interrupts when no byte waits, */
	struct setting waiting;    /* and when one does */
	struct setting divisors[2];
	struct setting quiet[3];   /* after shutdown */
};

#define FUNCTIONS(name, isr)                                                                       \
	bulkhead_##name##_init, bulkhead_##name##_shutdown, bulkhead_##name##_write,               \
		bulkhead_##name##_##isr

/* At 16 MHz and 115200 bits a second. */
static const struct driver drivers[] = {
	{4, FUNCTIONS(uart_cmsdk, transmit_isr), 0x00, {0x04, 1}, {0x04, 0}, {0x08, 0xf},
	 {0x08, 0xf}, {{0x10, 138}, {0x10, 138}}, {{0x08, 0}, {0x08, 0}, {0x08, 0}}},
	/* The divisor's lower byte stays visible where the data is. */
	{1, FUNCTIONS(ns16550, isr), 0x00, {0x05, 0x00}, {0x05, 0x60}, {0x01, 1},
	 {0x01, 3}, {{0x00, 8}, {0x00, 8}}, {{0x01, 0}, {0x01, 0}, {0x01, 0}}},
	{4, FUNCTIONS(pl011, isr), 0x00, {0x18, 0x38}, {0x18, 0x90}, {0x38, 0x50},
	 {0x38, 0x70}, {{0x24, 8}, {0x28, 43}}, {{0x30, 0}, {0x38, 0}, {0x38, 0}}},
	{4, FUNCTIONS(uart_sifive, isr), 0x00, {0x00, 0x80000000}, {0x00, 0}, {0x10, 2},
	 {0x10, 3}, {{0x18, 137}, {0x18, 137}}, {{0x08, 0}, {0x0c, 0}, {0x10, 0}}},
	{4, FUNCTIONS(usart_stm32, isr), 0x04, {0x00, 0x00}, {0x00, 0xc0}, {0x0c, 0x202c},
	 {0x0c, 0x20ac}, {{0x08, 138}, {0x08, 138}}, {{0x0c, 0}, {0x0c, 0}, {0x0c, 0}}},
};

static uint32_t registers[20];
static uint64_t rings[16];
static struct device_state state;
static const uint32_t properties[] = {115200, 0};
static const struct bulkhead_device_config config = {
	.base = (uintptr_t)registers,
	.size = sizeof(registers),
	.clock_frequency = 16000000,
	.property_count = 2,
	.properties = properties,
};
static const struct device device = {
	.name = "uart", .config = &config, .state = &state, .data = rings};

static uint32_t value(const struct driver *driver, uint8_t offset)
{
	return driver->width == 1 ? ((uint8_t *)registers)[offset] : registers[offset / 4];
}

static void set(const struct driver *driver, struct setting setting)
{
	if (driver->width == 1) {
		((uint8_t *)registers)[setting.offset] = (uint8_t)setting.value;
	} else {
		registers[setting.offset / 4] = setting.value;
	}
}

static void assert_is(const struct driver *driver, struct setting setting)
{
	assert_int_equal(value(driver, setting.offset), setting.value);
}

static void assert_sent(const struct driver *driver, char byte)
{
	assert_int_equal(value(driver, driver->data), byte);
}

static void start(const struct driver *driver)
{
	memset(registers, 0, sizeof(registers));
	/* SiFive: the receiver is empty, and the transmitter, too. */
	registers[1] = driver->width == 1 ? 0 : 0x80000000;
	registers[5] = 1;
	set(driver, driver->free);
	assert_int_equal(driver->start(&device), 0);
}

static void the_clock_is_divided_for_the_speed(const struct driver *driver)
{
	start(driver);
	for (size_t i = 0; i < ARRAY_SIZE(driver->divisors); i++) {
		assert_is(driver, driver->divisors[i]);
	}
}

static void a_free_device_gets_its_byte_at_once(const struct driver *driver)
{
	start(driver);
	driver->write(&device, 'A');
	assert_sent(driver, 'A');
}

static void a_byte_for_a_full_device_goes_out_by_its_interrupt(const struct driver *driver)
{
	start(driver);
	assert_is(driver, driver->listening);
	set(driver, driver->full);
	driver->write(&device, 'B');
	assert_int_not_equal(value(driver, driver->data), 'B');
	assert_is(driver, driver->waiting);
	set(driver, driver->free);
	driver->interrupt(&device);
	assert_sent(driver, 'B');
	assert_is(driver, driver->listening);
}

static void bytes_keep_their_order(const struct driver *driver)
{
	start(driver);
	set(driver, driver->full);
	for (int i = 0; i < 32; i++) {
		driver->write(&device, (uint8_t)('a' + i));
	}
	set(driver, driver->free);
	driver->write(&device, 'C');
	assert_sent(driver, 'C');
}

static void shutdown_sends_the_rest_and_leaves_the_device_quiet(const struct driver *driver)
{
	start(driver);
	set(driver, driver->full);
	driver->write(&device, 'D');
	set(driver, driver->free);
	assert_int_equal(driver->shut_down(&device), 0);
	assert_sent(driver, 'D');
	for (size_t i = 0; i < ARRAY_SIZE(driver->quiet); i++) {
		assert_is(driver, driver->quiet[i]);
	}
}

/* A test of that name, which does the same to each driver. */
#define FOR_EACH_DRIVER(name)                                                                      \
	static void name##_test(void **state)                                                      \
	{                                                                                          \
		ARG_UNUSED(state);                                                                 \
		for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {                                 \
			name(&drivers[i]);                                                         \
		}                                                                                  \
	}
FOR_EACH_DRIVER(the_clock_is_divided_for_the_speed)
FOR_EACH_DRIVER(a_free_device_gets_its_byte_at_once)
FOR_EACH_DRIVER(a_byte_for_a_full_device_goes_out_by_its_interrupt)
FOR_EACH_DRIVER(bytes_keep_their_order)
FOR_EACH_DRIVER(shutdown_sends_the_rest_and_leaves_the_device_quiet)

#define TEST_OF(test) {.name = #test, .test_func = test##_test}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(the_clock_is_divided_for_the_speed),
		TEST_OF(a_free_device_gets_its_byte_at_once),
		TEST_OF(a_byte_for_a_full_device_goes_out_by_its_interrupt),
		TEST_OF(bytes_keep_their_order),
		TEST_OF(shutdown_sends_the_rest_and_leaves_the_device_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

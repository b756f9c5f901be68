/* Every device of the board is in use when the system goes down: nothing is left running, enabled or pending. */
#include <string.h>
#include <zephyr/drivers/dma.h>
#include <zephyr/drivers/entropy.h>
#include <zephyr/drivers/gpio.h>
#include <zephyr/drivers/rtc.h>
#include <zephyr/drivers/watchdog.h>
#include <zephyr/kernel.h>

#define HAS(alias) DT_NODE_EXISTS(DT_ALIAS(alias))
#define DEVICE(alias) DEVICE_DT_GET(DT_ALIAS(alias))

static int failures;
#define expect(result) (failures += (result) != 0)

/* Needs interrupts. */
static void use_entropy(void)
{
#if HAS(entropy0)
	static uint8_t bytes[16];

	expect(entropy_get_entropy(DEVICE(entropy0), bytes, sizeof(bytes)));
#endif
}

static void use_devices(void)
{
	/* QEMU's model of Stellaris' cannot be stopped again. */
#if HAS(watchdog0) && !DT_NODE_HAS_COMPAT(DT_ALIAS(watchdog0), ti_stellaris_watchdog)
	struct wdt_timeout_cfg timeout = {.window = {0, 10000}, .flags = WDT_FLAG_RESET_SOC};

	expect(wdt_install_timeout(DEVICE(watchdog0), &timeout));
	expect(wdt_setup(DEVICE(watchdog0), 0));
#endif
#if HAS(rtc0)
	struct rtc_time time = {.tm_year = 124, .tm_mon = 1, .tm_mday = 29};

	expect(rtc_set_time(DEVICE(rtc0), &time));
#if DT_NODE_HAS_COMPAT(DT_ALIAS(rtc0), google_goldfish_rtc)
	time.tm_hour = 23;
	expect(rtc_alarm_set_time(DEVICE(rtc0), 0, RTC_ALARM_TIME_MASK_HOUR, &time));
#endif
#endif
#if HAS(gpio0)
	expect(gpio_pin_configure(DEVICE(gpio0), 3, GPIO_INPUT | GPIO_OUTPUT_HIGH));
	expect(gpio_pin_interrupt_configure(DEVICE(gpio0), 3, GPIO_INT_EDGE_RISING));
#endif
}

static void use_dma(void)
{
#if HAS(dma0)
	static uint32_t from[8], to[8];
	static struct dma_block_config block = {.block_size = sizeof(from)};
	struct dma_config transfer = {.channel_direction = MEMORY_TO_MEMORY,
				      .source_data_size = 4,
				      .dest_data_size = 4,
				      .block_count = 1,
				      .head_block = &block};

	block.source_address = (uint32_t)from;
	block.dest_address = (uint32_t)to;
	expect(dma_config(DEVICE(dma0), 1, &transfer));
	expect(dma_start(DEVICE(dma0), 1));
#endif
}

int main(void)
{
	use_entropy();
	use_devices();
	use_dma();
	printk("%d failures\n", failures);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

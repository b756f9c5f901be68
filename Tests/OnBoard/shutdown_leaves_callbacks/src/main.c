/* What an entry has drivers call back, and forgets at its shutdown, is reported and does not come. */
#include <zephyr/drivers/dma.h>
#include <zephyr/drivers/rtc.h>
#include <zephyr/drivers/watchdog.h>
#include <zephyr/init.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

static int calls;

#if DT_NODE_EXISTS(DT_ALIAS(rtc0))
static void on_alarm(const struct device *rtc, uint16_t id, void *user_data)
{
	calls++;
}

/* Every second of the hour. */
static int set_alarm(void)
{
	const struct device *rtc = DEVICE_DT_GET(DT_ALIAS(rtc0));
	struct rtc_time midnight = {.tm_year = 120, .tm_mday = 1};

	return rtc_set_time(rtc, &midnight) || rtc_alarm_set_callback(rtc, 0, on_alarm, NULL) ||
	       rtc_alarm_set_time(rtc, 0, RTC_ALARM_TIME_MASK_HOUR, &midnight);
}
#else
static int set_alarm(void)
{
	return 0;
}
#endif

#if DT_NODE_EXISTS(DT_ALIAS(watchdog0))
static void on_timeout(const struct device *watchdog, int channel)
{
	calls++;
}

/* Again and again. */
static int start_watchdog(void)
{
	const struct device *watchdog = DEVICE_DT_GET(DT_ALIAS(watchdog0));
	struct wdt_timeout_cfg timeout = {
		.window = {0, 10}, .callback = on_timeout, .flags = WDT_FLAG_RESET_NONE};

	return wdt_install_timeout(watchdog, &timeout) || wdt_setup(watchdog, 0);
}
#else
static int start_watchdog(void)
{
	return 0;
}
#endif

#if DT_NODE_EXISTS(DT_ALIAS(dma0))
#define DMA DT_ALIAS(dma0)

static void on_transfer(const struct device *dma, void *user_data, uint32_t channel, int status)
{
	calls++;
}

static int start_transfer(void)
{
	static uint32_t from[4], to[4];
	struct dma_block_config block = {.source_address = (uint32_t)from,
					 .dest_address = (uint32_t)to,
					 .block_size = sizeof(from)};
	struct dma_config transfer = {.channel_direction = MEMORY_TO_MEMORY,
				      .source_data_size = 4,
				      .dest_data_size = 4,
				      .block_count = 1,
				      .head_block = &block,
				      .dma_callback = on_transfer};

	return dma_config(DEVICE_DT_GET(DMA), 0, &transfer) || dma_start(DEVICE_DT_GET(DMA), 0);
}

/* Its end is not heard of as long as its line is disabled. */
static int start_late_transfer(void)
{
	irq_disable(DT_IRQN(DMA));
	return start_transfer();
}

static void hear_of_transfer(void)
{
	irq_enable(DT_IRQN(DMA));
}
#else
static int start_transfer(void)
{
	return 0;
}

static int start_late_transfer(void)
{
	return 0;
}

static void hear_of_transfer(void)
{
}
#endif

static int come_up(void)
{
	return 0;
}

static int look(void)
{
	int before = calls;

	hear_of_transfer();
	k_busy_wait(2100000);
	printk("called when down: %d\n", calls - before);
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(looks, come_up, look, APPLICATION, 0);

static int start_all(void)
{
	return set_alarm() || start_watchdog() || start_transfer() ? -EIO : 0;
}

static int forget_all(void)
{
	k_busy_wait(1100000);
	printk("%s\n", calls > 0 ? "called" : "not called");
	return start_late_transfer();
}
SYS_INIT_NAMED_SHUTDOWN(forgets, start_all, forget_all, APPLICATION, 1);

int main(void)
{
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}

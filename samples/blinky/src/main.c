/* Blinks the board's first LED, and says so: an emulator has no lamp to look at. */
#include <zephyr/drivers/gpio.h>
#include <zephyr/kernel.h>

static const struct gpio_dt_spec lamp = GPIO_DT_SPEC_GET(DT_ALIAS(led0), gpios);

int main(void)
{
	if (!gpio_is_ready_dt(&lamp) || gpio_pin_configure_dt(&lamp, GPIO_OUTPUT_INACTIVE) != 0) {
		printk("no LED\n");
		return 1;
	}
	for (int i = 0; i < 6; i++) {
		gpio_pin_toggle_dt(&lamp);
		printk("%5u ms: LED %s\n", k_uptime_get_32(), gpio_pin_get_dt(&lamp) ? "on" : "off");
		k_msleep(500);
	}
	return 0;
}

/* The log: levels per module, lines of every kind. */
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(motor, LOG_LEVEL_DBG);

void quiet_module(void);

int main(void)
{
	const char bytes[] = "0123456789abcdef\x01\xff";

	LOG_ERR("error %d", 1);
	LOG_WRN("warning %s", "two");
	LOG_INF("information %x", 0x3u);
	k_msleep(1250);
	LOG_DBG("debug %c", '4');
	LOG_HEXDUMP_INF(bytes, sizeof(bytes) - 1, "eighteen bytes");
	LOG_HEXDUMP_WRN(bytes, 0, "no bytes");
	LOG_RAW("raw %u\n", 5u);
	LOG_PRINTK("as printk %d\n", 6);
	for (int i = 0; i < 3; i++) {
		LOG_WRN_ONCE("once");
	}
	quiet_module();
	return 0;
}

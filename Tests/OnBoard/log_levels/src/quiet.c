/* A module that lets warnings and errors through. */
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(quiet, LOG_LEVEL_WRN);

void quiet_module(void);

void quiet_module(void)
{
	LOG_ERR("error");
	LOG_WRN("warning");
	LOG_INF("not seen");
	LOG_DBG("not seen");
	LOG_HEXDUMP_INF("x", 1, "not seen");
}

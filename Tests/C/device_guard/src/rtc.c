#include "tests.h"

#include <zephyr/drivers/rtc.h>

DRIVER(int, set_time, const struct rtc_time *time)
DRIVER(int, get_time, struct rtc_time *time)
DRIVER(int, alarm_fields, uint16_t id, uint16_t *mask)
DRIVER(int, alarm_set, uint16_t id, uint16_t mask, const struct rtc_time *time)
DRIVER(int, alarm_get, uint16_t id, uint16_t *mask, struct rtc_time *time)
DRIVER(int, alarm_is_pending, uint16_t id)
DRIVER(int, alarm_callback, uint16_t id, rtc_alarm_callback callback, void *argument)
DRIVER(int, update_callback, rtc_update_callback callback, void *argument)
DRIVER(int, set_calibration, int32_t calibration)
DRIVER(int, get_calibration, int32_t *calibration)

static const struct rtc_driver_api api = {
	.set_time = set_time,
	.get_time = get_time,
	.alarm_get_supported_fields = alarm_fields,
	.alarm_set_time = alarm_set,
	.alarm_get_time = alarm_get,
	.alarm_is_pending = alarm_is_pending,
	.alarm_set_callback = alarm_callback,
	.update_set_callback = update_callback,
	.set_calibration = set_calibration,
	.get_calibration = get_calibration,
};
DEVICE(rtc, NULL, &api);

static void calls(const struct device *rtc)
{
	struct rtc_time time = {0};
	int32_t calibration;
	uint16_t mask;

	CALL(rtc_set_time(rtc, &time));
	CALL(rtc_get_time(rtc, &time));
	CALL(rtc_alarm_get_supported_fields(rtc, 0, &mask));
	CALL(rtc_alarm_set_time(rtc, 0, 0, &time));
	CALL(rtc_alarm_get_time(rtc, 0, &mask, &time));
	CALL(rtc_alarm_is_pending(rtc, 0));
	CALL(rtc_alarm_set_callback(rtc, 0, NULL, NULL));
	CALL(rtc_update_set_callback(rtc, NULL, NULL));
	CALL(rtc_set_calibration(rtc, 0));
	CALL(rtc_get_calibration(rtc, &calibration));
}

void real_time_clocks(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_rtc)), calls);
}

/*
 * Real-time clocks: the date and the time of day, and alarms. A function that the device's driver
 * has not gives -ENOSYS; one on a clock that is not up does nothing and gives -ENODEV or -ESHUTDOWN.
 */
#ifndef ZEPHYR_DRIVERS_RTC_H
#define ZEPHYR_DRIVERS_RTC_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <zephyr/device.h>
#include <zephyr/sys/util_macro.h>

/* The fields of a time that an alarm looks at. */
#define RTC_ALARM_TIME_MASK_SECOND BIT(0)
#define RTC_ALARM_TIME_MASK_MINUTE BIT(1)
#define RTC_ALARM_TIME_MASK_HOUR BIT(2)
#define RTC_ALARM_TIME_MASK_MONTHDAY BIT(3)
#define RTC_ALARM_TIME_MASK_MONTH BIT(4)
#define RTC_ALARM_TIME_MASK_YEAR BIT(5)
#define RTC_ALARM_TIME_MASK_WEEKDAY BIT(6)
#define RTC_ALARM_TIME_MASK_YEARDAY BIT(7)
#define RTC_ALARM_TIME_MASK_NSEC BIT(8)

BULKHEAD_NONNULL_BEGIN

/* Laid out like the C library's struct tm, and nanoseconds behind it. */
struct rtc_time {
	int tm_sec;   /* 0 to 59 */
	int tm_min;   /* 0 to 59 */
	int tm_hour;  /* 0 to 23 */
	int tm_mday;  /* 1 to 31 */
	int tm_mon;   /* 0 to 11 */
	int tm_year;  /* since 1900 */
	int tm_wday;  /* 0 to 6, from Sunday; -1: unknown */
	int tm_yday;  /* 0 to 365; -1: unknown */
	int tm_isdst; /* -1: unknown */
	int tm_nsec;  /* 0 to 999999999 */
};

/* Runs as an interrupt handler. */
typedef void (*rtc_alarm_callback)(const struct device *dev, uint16_t id,
				   void *BULKHEAD_NULLABLE user_data);
typedef void (*rtc_update_callback)(const struct device *dev, void *BULKHEAD_NULLABLE user_data);

/* What a driver implements; each is called through the function of its name below. */
struct rtc_driver_api {
	int (*set_time)(const struct device *dev, const struct rtc_time *timeptr);
	int (*get_time)(const struct device *dev, struct rtc_time *timeptr);
	int (*BULKHEAD_NULLABLE alarm_get_supported_fields)(const struct device *dev, uint16_t id,
							    uint16_t *mask);
	int (*BULKHEAD_NULLABLE alarm_set_time)(const struct device *dev, uint16_t id, uint16_t mask,
						const struct rtc_time *BULKHEAD_NULLABLE timeptr);
	int (*BULKHEAD_NULLABLE alarm_get_time)(const struct device *dev, uint16_t id, uint16_t *mask,
						struct rtc_time *timeptr);
	int (*BULKHEAD_NULLABLE alarm_is_pending)(const struct device *dev, uint16_t id);
	int (*BULKHEAD_NULLABLE alarm_set_callback)(const struct device *dev, uint16_t id,
						    rtc_alarm_callback BULKHEAD_NULLABLE callback,
						    void *BULKHEAD_NULLABLE user_data);
	int (*BULKHEAD_NULLABLE update_set_callback)(const struct device *dev,
						     rtc_update_callback BULKHEAD_NULLABLE callback,
						     void *BULKHEAD_NULLABLE user_data);
	int (*BULKHEAD_NULLABLE set_calibration)(const struct device *dev, int32_t calibration);
	int (*BULKHEAD_NULLABLE get_calibration)(const struct device *dev, int32_t *calibration);
};

static inline const struct rtc_driver_api *bulkhead_rtc_api(const struct device *dev)
{
	return (const struct rtc_driver_api *)dev->api;
}

#define BULKHEAD_RTC_CALL(dev, function, ...)                                                      \
	BULKHEAD_DEVICE_OPTIONAL_CALL(dev, bulkhead_rtc_api(dev)->function, __VA_ARGS__)

/* Sets the clock. -EINVAL: no such time, or one that the device cannot hold. */
static inline int rtc_set_time(const struct device *dev, const struct rtc_time *timeptr)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_rtc_api(dev)->set_time(dev, timeptr));
}

/* Reads the clock. -ENODATA: it was never set. */
static inline int rtc_get_time(const struct device *dev, struct rtc_time *timeptr)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_rtc_api(dev)->get_time(dev, timeptr));
}

/* The fields (RTC_ALARM_TIME_MASK_*) that an alarm can look at. -EINVAL: no such alarm, here and below. */
static inline int rtc_alarm_get_supported_fields(const struct device *dev, uint16_t id,
						 uint16_t *mask)
{
	return BULKHEAD_RTC_CALL(dev, alarm_get_supported_fields, id, mask);
}

/*
 * The alarm goes off when all fields of `mask` agree with the clock; 0 switches it off. -EINVAL:
 * also fields that the device has not, and a time that cannot be.
 */
static inline int rtc_alarm_set_time(const struct device *dev, uint16_t id, uint16_t mask,
				     const struct rtc_time *BULKHEAD_NULLABLE timeptr)
{
	return BULKHEAD_RTC_CALL(dev, alarm_set_time, id, mask, timeptr);
}

static inline int rtc_alarm_get_time(const struct device *dev, uint16_t id, uint16_t *mask,
				     struct rtc_time *timeptr)
{
	return BULKHEAD_RTC_CALL(dev, alarm_get_time, id, mask, timeptr);
}

/* 1 if the alarm has gone off since the last question, else 0. */
static inline int rtc_alarm_is_pending(const struct device *dev, uint16_t id)
{
	return BULKHEAD_RTC_CALL(dev, alarm_is_pending, id);
}

/* From now on the alarm calls back instead of becoming pending; NULL takes that back. */
static inline int rtc_alarm_set_callback(const struct device *dev, uint16_t id,
					 rtc_alarm_callback BULKHEAD_NULLABLE callback,
					 void *BULKHEAD_NULLABLE user_data)
{
	return BULKHEAD_RTC_CALL(dev, alarm_set_callback, id, callback, user_data);
}

static inline int rtc_update_set_callback(const struct device *dev,
					  rtc_update_callback BULKHEAD_NULLABLE callback,
					  void *BULKHEAD_NULLABLE user_data)
{
	return BULKHEAD_RTC_CALL(dev, update_set_callback, callback, user_data);
}

/* Parts per billion that the clock is to go faster. */
static inline int rtc_set_calibration(const struct device *dev, int32_t calibration)
{
	return BULKHEAD_RTC_CALL(dev, set_calibration, calibration);
}

static inline int rtc_get_calibration(const struct device *dev, int32_t *calibration)
{
	return BULKHEAD_RTC_CALL(dev, get_calibration, calibration);
}

struct tm;

static inline struct tm *rtc_time_to_tm(struct rtc_time *timeptr)
{
	return (struct tm *)timeptr;
}

BULKHEAD_NONNULL_END

#endif

/* What the calls of each class have in common: they are done on a device that is up, else refused. */
#ifndef TESTS_H
#define TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <zephyr/device.h>
#include <zephyr/kernel.h>

/* How often a driver was called. */
extern int done;
/* What the calls are to give now: an error number, or 0 if they are to be done. */
extern int refusal;

int guard_up(const struct device *device);
int guard_down(const struct device *device);

/* A function of a driver. */
#define DRIVER(type, name, ...)                                                                    \
	static type name(const struct device *device, ##__VA_ARGS__)                               \
	{                                                                                          \
		done++;                                                                            \
		return (type)0;                                                                    \
	}

/* The device of the node guard_<name>, whose functions are in `api`. */
#define DEVICE(name, data, api)                                                                    \
	DEVICE_DT_DEFINE_SHUTDOWN(DT_NODELABEL(guard_##name), guard_up, guard_down, NULL, data,    \
				  NULL, POST_KERNEL, 0, api)

/* A call that returns int reaches the driver, or gives the refusal. */
#define CALL(call)                                                                                 \
	do {                                                                                       \
		int before_ = done;                                                                \
		int result_ = (call);                                                              \
		if (refusal != 0) {                                                                \
			assert_int_equal(result_, -refusal);                                       \
			assert_int_equal(done, before_);                                           \
		} else {                                                                           \
			assert_in_range(result_, 0, 1);                                            \
			assert_true(done > before_);                                               \
		}                                                                                  \
	} while (0)

/* Makes the calls on a device before it is up, while it is, after it went down, and up again. */
void through_its_life(const struct device *device, void (*calls)(const struct device *device));

void clocks(void **state);
void dma_controllers(void **state);
void entropy_sources(void **state);
void flash_memories(void **state);
void gpio_ports(void **state);
void real_time_clocks(void **state);
void uarts(void **state);
void watchdogs(void **state);
void a_class_that_is_defined_elsewhere(void **state);
void a_device_that_did_not_come_up(void **state);

#endif

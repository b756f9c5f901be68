/*
 * Lines that code enables past irq_enable, and that no node has: what its shutdown function forgets is found
 * in the controller, and said of the driver that did it. Each driver has one line.
 */
#include "controller.h"
#include <bulkhead/console.h>
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

enum {
	QUIET_LINE = 16,
	FORGETFUL_LINE,
	TIDY_LINE,
	SERVICE_LINE,
	LATE_LINE,
	ASKED_LINE,
	OVERDUE_LINE,
	APPLICATION_LINE,
	STRAY_LINE,
};

static void on_interrupt(const void *argument)
{
}

/* One without a shutdown function: its line is masked without a word. */
static int quiet_up(void)
{
	raw_set(QUIET_LINE, true);
	return 0;
}
SYS_INIT_NAMED(quiet, quiet_up, POST_KERNEL, 0);

/* Enables its line past the API when it comes up, and says nothing of whose it is. */
static int forgetful_up(const struct device *device)
{
	IRQ_CONNECT(FORGETFUL_LINE, 1, on_interrupt, NULL, 0);
	raw_set(FORGETFUL_LINE, true);
	return 0;
}
static int forgetful_down(const struct device *device)
{
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(forgetful, "forgetful", forgetful_up, forgetful_down, NULL, NULL, NULL, POST_KERNEL,
		       1, NULL);

/* The same, but it masks its line again. */
static int tidy_up(const struct device *device)
{
	raw_set(TIDY_LINE, true);
	return 0;
}
static int tidy_down(const struct device *device)
{
	raw_set(TIDY_LINE, false);
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(tidy, "tidy", tidy_up, tidy_down, NULL, NULL, NULL, POST_KERNEL, 2, NULL);

/* No device at all. */
static int service_up(void)
{
	raw_set(SERVICE_LINE, true);
	return 0;
}
static int service_down(void)
{
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(service, service_up, service_down, APPLICATION, 3);

/* Enables its line when somebody calls it: the handler's argument tells whose it is. */
static int nothing(const struct device *device)
{
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(late, "late", nothing, nothing, NULL, NULL, NULL, APPLICATION, 4, NULL);

/* Likewise, by the API, but in the name of the application. */
DEVICE_DEFINE_SHUTDOWN(asked, "asked", nothing, nothing, NULL, NULL, NULL, APPLICATION, 5, NULL);

/* Enables its line on the way back. */
static int overdue_down(void)
{
	raw_set(OVERDUE_LINE, true);
	return 0;
}
static int overdue_up(void)
{
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(overdue, overdue_up, overdue_down, APPLICATION, 6);

static void say_what_is_left(void *argument)
{
	int left = 0;

	for (uint32_t line = QUIET_LINE; line <= STRAY_LINE; line++) {
		left += raw_is_on(line) ? 1 : 0;
	}
	bulkhead_exit(left == 0 ? 3 : 4);
}

int main(void)
{
	IRQ_CONNECT(LATE_LINE, 1, on_interrupt, DEVICE_GET(late), 0);
	raw_set(LATE_LINE, true);
	IRQ_CONNECT(ASKED_LINE, 1, on_interrupt, DEVICE_GET(asked), 0);
	irq_enable(ASKED_LINE);
	IRQ_CONNECT(APPLICATION_LINE, 1, on_interrupt, NULL, 0);
	irq_enable(APPLICATION_LINE);
	raw_set(STRAY_LINE, true);
	bulkhead_shutdown_then(BULKHEAD_SHUTDOWN_REQUESTED, say_what_is_left, NULL);
}

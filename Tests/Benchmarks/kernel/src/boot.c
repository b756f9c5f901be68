/*
 * An entry of the boot, with its deadline, beside a plain call from a table, which is what Zephyr's
 * boot does. Entries that do nothing lie between two that read the counter.
 */
#include "bracket.h"
#include <zephyr/init.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/util.h>

#define ENTRIES 32

static uint32_t boot_start, boot_end;

static int begin(void)
{
	counter_setup();
	boot_start = counter_now();
	return 0;
}
static int end(void)
{
	boot_end = counter_now();
	return 0;
}
static __noinline int nothing(void)
{
	return 0;
}
SYS_INIT(begin, APPLICATION, 0);
#define ENTRY(number, unused) SYS_INIT_NAMED(UTIL_CAT(nothing_, number), nothing, APPLICATION, 1)
LISTIFY(32, ENTRY, (;));
SYS_INIT(end, APPLICATION, 2);

/* The least that a boot can do: a table of functions and devices. */
struct plain_entry {
	int (*init)(void);
	const struct device *device;
};
static int begin_plain(void)
{
	return begin();
}
#define PLAIN(number, unused) {nothing, NULL}
static const struct plain_entry plain_table[] = {
	{begin_plain, NULL}, LISTIFY(32, PLAIN, (,)), {end, NULL},
};

static __noinline void run_plain(const struct plain_entry *first, const struct plain_entry *last)
{
	for (const struct plain_entry *entry = first; entry < last; entry++) {
		int result = entry->init();

		if (entry->device != NULL) {
			entry->device->state->init_res = (int8_t)result;
			entry->device->state->initialized = true;
		}
	}
}

static void report_steps(const char *operation)
{
	/* From inside one entry to inside the one after the next, and so forth. */
	uint32_t steps = ENTRIES + 1;
	uint32_t cost = (bracket_instructions(boot_start, boot_end) + steps / 2) / steps;
	struct shots shots = {.minimum = cost, .maximum = cost};

	report(operation, &shots, 0);
}

void run_boot(void)
{
	report_steps("init-entry");
	run_plain(plain_table, plain_table + ARRAY_SIZE(plain_table));
	report_steps("init-plain");
}

/* Init entries: what the boot calls, at which level, and how it is undone. */
#ifndef ZEPHYR_INIT_H
#define ZEPHYR_INIT_H

#include <bulkhead/attributes.h>
#include <zephyr/device.h>

/*
 * One step of the boot and its undoing. The linker sorts entries by level, then by the priority
 * in the section name; the boot walks them up, the shutdown walks back over those that came up.
 * `./bulkhead explain init` reads the priority from the entry's own name.
 */
struct bulkhead_init_entry {
	int (*BULKHEAD_NULLABLE init)(const struct device *BULKHEAD_NULLABLE device);
	int (*BULKHEAD_NULLABLE shutdown)(const struct device *BULKHEAD_NULLABLE device);
	const struct device *BULKHEAD_NULLABLE device;
	const char *BULKHEAD_NONNULL name;
};

/* An entry at `level` (EARLY … APPLICATION) with the numeric priority `prio` (0 … 999). */
#define BULKHEAD_INIT_ENTRY(id, init_fn, shutdown_fn, dev, level, prio)                            \
	BULKHEAD_INIT_ENTRY_EXPANDED(id, init_fn, shutdown_fn, dev, level, prio)
#define BULKHEAD_INIT_ENTRY_EXPANDED(id, init_fn, shutdown_fn, dev, level, prio)                   \
	BULKHEAD_INIT_RECORD(bulkhead_init_##id##_P_##prio, #id, init_fn, shutdown_fn, dev,        \
			     ".bulkhead_init_" #level "_P_" #prio "_")
/* The entry itself, in the section whose name is its place. */
#define BULKHEAD_INIT_RECORD(symbol, text, init_fn, shutdown_fn, dev, place)                       \
	static const struct bulkhead_init_entry symbol                                             \
		__attribute__((used, retain, aligned(sizeof(void *)), section(place))) = {         \
			.init = (int (*)(const struct device *))(init_fn),                         \
			.shutdown = (int (*)(const struct device *))(shutdown_fn),                 \
			.device = (dev),                                                           \
			.name = (text),                                                            \
	}

/*
 * Runs a function at a level of the boot. Its type is int (*)(void), in the 2.x API
 * int (*)(const struct device *); both are called with a NULL device.
 */
#define SYS_INIT(init_fn, level, prio) SYS_INIT_NAMED(init_fn, init_fn, level, prio)
#define SYS_INIT_NAMED(name, init_fn, level, prio)                                                 \
	BULKHEAD_INIT_ENTRY(name, init_fn, NULL, NULL, level, prio)

#endif

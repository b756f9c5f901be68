/* Init entries: what the boot calls, at which level, and how it is undone. */
#ifndef ZEPHYR_INIT_H
#define ZEPHYR_INIT_H

#include <bulkhead/attributes.h>
#include <bulkhead/init.h>
#include <zephyr/device.h>

/*
 * One step of the boot and its undoing. The build reads what the objects declare, puts all entries
 * into one order and refuses what has none; the boot walks the table up, the shutdown walks back over
 * what came up. What else belongs to an entry (what it comes after, its deadline) is in a table that
 * the build writes beside this one. `./bulkhead explain init` shows it all.
 */
struct bulkhead_init_entry {
	int (*BULKHEAD_NULLABLE init)(const struct device *BULKHEAD_NULLABLE device);
	int (*BULKHEAD_NULLABLE shutdown)(const struct device *BULKHEAD_NULLABLE device);
	const struct device *BULKHEAD_NULLABLE device;
	const char *BULKHEAD_NONNULL name;
};

/*
 * An entry `id` at `level` (EARLY ... APPLICATION): its symbol has its name, for the build to place
 * it. `order` is a numeric priority, or NODE for a device whose node places it.
 */
#define BULKHEAD_INIT_ENTRY(id, text, init_fn, shutdown_fn, dev, level, order)                     \
	BULKHEAD_INIT_ENTRY_EXPANDED(id, text, init_fn, shutdown_fn, dev, level, order)
#define BULKHEAD_INIT_ENTRY_EXPANDED(id, text, init_fn, shutdown_fn, dev, level, order)            \
	static const struct bulkhead_init_entry __bulkhead_init_entry_##id                         \
		__asm__("bulkhead_init_entry." BULKHEAD_INIT_SCOPE #id) __attribute__((            \
			used, retain, aligned(sizeof(void *)), no_sanitize("address"),             \
			section(".bulkhead_init_entry." BULKHEAD_INIT_SCOPE #id))) = {             \
		.init = (int (*)(const struct device *))(init_fn),                                 \
		.shutdown = (int (*)(const struct device *))(shutdown_fn),                         \
		.device = (dev),                                                                   \
		.name = (text),                                                                    \
	};                                                                                         \
	BULKHEAD_INIT_NOTE("entry", #id, #level ";" #order ";" #init_fn ";" #shutdown_fn ";" #dev)

/*
 * What an entry's functions may be, which its record's casts would hide. NULL is none; a function that
 * was declared without parameters is any.
 */
#define BULKHEAD_INIT_CHECK(init_fn, shutdown_fn)                                                  \
	_Static_assert(BULKHEAD_INIT_TAKES_NOTHING(init_fn) || BULKHEAD_INIT_TAKES_DEVICE(init_fn), \
		       "the init function is int (*)(void) or int (*)(const struct device *)");    \
	_Static_assert(BULKHEAD_INIT_TAKES_NOTHING(shutdown_fn) ||                                 \
			       BULKHEAD_INIT_TAKES_DEVICE(shutdown_fn),                            \
		       "the shutdown function is int (*)(void) or int (*)(const struct device *)");
#define BULKHEAD_DEVICE_CHECK(init_fn, shutdown_fn)                                                \
	_Static_assert(BULKHEAD_INIT_TAKES_DEVICE(init_fn),                                        \
		       "the init function is int (*)(const struct device *)");                     \
	_Static_assert(BULKHEAD_INIT_TAKES_DEVICE(shutdown_fn),                                    \
		       "the shutdown function is int (*)(const struct device *)");
#define BULKHEAD_INIT_TAKES_NOTHING(fn) _Generic((fn), int (*)(void): 1, default: 0)
#define BULKHEAD_INIT_TAKES_DEVICE(fn)                                                             \
	_Generic((fn), void *: 1, int: 1, int (*)(const struct device *): 1,                       \
		 default: _Generic((fn), int (*)(struct device *): 1, default: 0))

/* The text of a name, or of several, once macros in it are expanded: drivers make names for instances. */
#define BULKHEAD_INIT_TEXT(...) BULKHEAD_INIT_TEXT_EXPANDED(__VA_ARGS__)
#define BULKHEAD_INIT_TEXT_EXPANDED(...) #__VA_ARGS__

/* What code says of an entry to the build; it takes no room in the image. */
#define BULKHEAD_INIT_NOTE(kind, id, text) BULKHEAD_INIT_NOTE_LINE(kind, id, text, __COUNTER__, __LINE__)
#define BULKHEAD_INIT_NOTE_LINE(kind, id, text, number, line)                                      \
	BULKHEAD_INIT_NOTE_EXPANDED(kind, id, text, number, line)
#define BULKHEAD_INIT_NOTE_EXPANDED(kind, id, text, number, line)                                  \
	BULKHEAD_INIT_NOTE_NAMED(number) = BULKHEAD_INIT_NOTE_TEXT(kind, id, text, line)
#define BULKHEAD_INIT_NOTE_NAMED(number)                                                           \
	static const char bulkhead_init_note_##number[]                                            \
		__attribute__((used, section("bulkhead_init_notes"), no_sanitize("address")))
#define BULKHEAD_INIT_NOTE_TEXT(kind, id, text, line)                                              \
	kind ";" BULKHEAD_INIT_SCOPE ";" id ";" #line ";" __FILE__ ";" text

/* Before the names of entries, where several folders of tests share an image. */
#ifndef BULKHEAD_INIT_SCOPE
#define BULKHEAD_INIT_SCOPE ""
#endif

/*
 * Runs a function at a level of the boot: among the level's entries in code by its priority, a number from
 * 0, of equals the first in the link. Its type is int (*)(void), in the 2.x API int (*)(const struct device *); both
 * are called with a NULL device. 0 is success. No two entries of an image have one name. In all of these
 * macros a name may be made by another macro.
 */
#define SYS_INIT(init_fn, level, prio) SYS_INIT_NAMED(init_fn, init_fn, level, prio)
#define SYS_INIT_NAMED(name, init_fn, level, prio)                                                 \
	SYS_INIT_NAMED_SHUTDOWN(name, init_fn, NULL, level, prio)
/* The same with the function that undoes it at shutdown; it is called like `init_fn`. */
#define SYS_INIT_SHUTDOWN(init_fn, shutdown_fn, level, prio)                                       \
	SYS_INIT_NAMED_SHUTDOWN(init_fn, init_fn, shutdown_fn, level, prio)
#define SYS_INIT_NAMED_SHUTDOWN(name, init_fn, shutdown_fn, level, prio)                           \
	BULKHEAD_INIT_CHECK(init_fn, shutdown_fn)                                                  \
	BULKHEAD_INIT_ENTRY(name, BULKHEAD_INIT_TEXT(name), init_fn, shutdown_fn, NULL, level, prio)

/*
 * The entry `name` comes up after the others named, and goes down before them; where they do not come
 * up, neither does it. All are names of entries in code, of services, or labels of devicetree nodes.
 */
#define SYS_INIT_DEPENDS(name, ...)                                                                \
	BULKHEAD_INIT_NOTE("after", BULKHEAD_INIT_TEXT(name), BULKHEAD_INIT_TEXT(__VA_ARGS__))
/*
 * What it means that the entry `name` does not come up. OPTIONAL, as without this: the boot goes on.
 * REQUIRED: what is up goes down, and the run ends with status 1. ESSENTIAL: the system halts at once.
 */
#define SYS_INIT_POLICY(name, policy)                                                              \
	BULKHEAD_INIT_NOTE("policy", BULKHEAD_INIT_TEXT(name), BULKHEAD_INIT_TEXT(policy))
/*
 * Gives each function of the entry `name` another deadline than CONFIG_INIT_DEADLINE_MS; a number of
 * milliseconds, 0 for none. An entry that is not done by then is ended. Of what comes up on request, it is
 * for the shutdown function alone. An entry has one policy and one deadline.
 */
#define SYS_INIT_DEADLINE(name, milliseconds)                                                      \
	BULKHEAD_INIT_NOTE("deadline", BULKHEAD_INIT_TEXT(name), BULKHEAD_INIT_TEXT(milliseconds))

#endif

/*
 * The init table that the build writes for each image, and what its walk up and down keeps: the part of the
 * contract in <bulkhead/image.h> that is about entries. Nothing here is for applications.
 */
#ifndef BULKHEAD_INIT_TABLE_H
#define BULKHEAD_INIT_TABLE_H

#include <bulkhead/attributes.h>
#include <bulkhead/init.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel/thread.h>

enum bulkhead_init_level {
	BULKHEAD_LEVEL_EARLY,
	BULKHEAD_LEVEL_PRE_KERNEL_1,
	BULKHEAD_LEVEL_PRE_KERNEL_2,
	BULKHEAD_LEVEL_POST_KERNEL,
	BULKHEAD_LEVEL_APPLICATION,
	BULKHEAD_LEVEL_COUNT,
};

/* The records of all entries, in the order of the boot; behind them those that come up on request. */
BULKHEAD_HIDDEN extern const struct bulkhead_init_entry bulkhead_init_table[];
/* The place behind the last entry of each level, and of those on request. */
BULKHEAD_HIDDEN extern const uint16_t bulkhead_init_ends[BULKHEAD_LEVEL_COUNT + 1];

BULKHEAD_INLINE const struct bulkhead_init_entry *BULKHEAD_NONNULL bulkhead_init_entry_at(size_t place)
{
	return &bulkhead_init_table[place];
}

BULKHEAD_INLINE size_t bulkhead_init_end(uint32_t level)
{
	return bulkhead_init_ends[level];
}

/*
 * What belongs to the entries beside their records, in the order of the table, for each: its deadline in
 * ms, 0 for none; the number of its dependencies, in bit 13 whether it has a device or a shutdown function,
 * and above that its policy; and the dependencies, by their places in the table.
 */
BULKHEAD_HIDDEN extern const uint16_t bulkhead_init_plan[];

/*
 * Brings up what is left of a level. The second notes, too, what becomes whose entry's, the third looks
 * after deadlines, durations and policies besides, and the fourth tells a watchdog that resets of every
 * entry; an image has the code that it needs: the second if it can go down.
 */
BULKHEAD_HIDDEN extern void (*BULKHEAD_NONNULL const bulkhead_init_step)(void);
BULKHEAD_HIDDEN void bulkhead_bring_up_level(void);
BULKHEAD_HIDDEN void bulkhead_own_level(void);
BULKHEAD_HIDDEN void bulkhead_supervise_level(void);
BULKHEAD_HIDDEN void bulkhead_guard_level(void);
/* Takes back what an entry owns that was ended; NULL with the first. */
BULKHEAD_HIDDEN extern int (*BULKHEAD_NULLABLE const bulkhead_init_take_back)(int place, bool is_leak);
BULKHEAD_HIDDEN int bulkhead_take_back(int place, bool is_leak);
/* Looks what it means that the entry before the next is not up; NULL if all entries are optional. */
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_policy)(void);
BULKHEAD_HIDDEN void bulkhead_follow_init_policy(void);
/*
 * Deadlines; NULL if there are none. The first lets what is up look at them: the clock, or the processor's
 * own timer; the second ends that. The third looks now, in interrupt context with interrupts masked. The
 * fourth is the timer's handler, or, if the clock's driver has the interrupt, the last; false if it was
 * the clock's.
 */
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_watch)(void);
BULKHEAD_HIDDEN void bulkhead_start_init_watch(void);
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_unwatch)(void);
BULKHEAD_HIDDEN void bulkhead_stop_init_watch(void);
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_look)(void);
BULKHEAD_HIDDEN void bulkhead_look_at_deadline(void);
BULKHEAD_HIDDEN extern bool (*BULKHEAD_NULLABLE const bulkhead_core_timer_handler)(void);
BULKHEAD_HIDDEN void bulkhead_core_timer_expired(void);
BULKHEAD_HIDDEN bool bulkhead_serve_core_timer(void);
/* How often to look, in ms. */
BULKHEAD_HIDDEN extern const uint16_t bulkhead_init_watch_period;

/* The timer that the processor has itself, which needs no driver. */
struct bulkhead_core_timer {
	uintptr_t base;
	uint32_t cycles_per_ms;  /* 0: the description does not say, and it is not used */
	bool is_clock;           /* the kernel's clock has the same registers */
};
BULKHEAD_HIDDEN extern const struct bulkhead_core_timer bulkhead_core_timer;

/*
 * The watchdog whose interrupt nothing masks, or that resets the processor, of which the kernel makes use
 * while entries come up or go down; NULL without CONFIG_INIT_WATCHDOG. Its functions need no device that is
 * up: they get its registers.
 */
struct bulkhead_init_watchdog {
	uintptr_t base;
	uint32_t cycles_per_ms;
	/* Interrupts, again and again, or resets `cycles` after it was last started or fed. */
	void (*BULKHEAD_NONNULL start)(uintptr_t base, uint32_t cycles);
	void (*BULKHEAD_NONNULL feed)(uintptr_t base);
	/* Leaves it as reset does. */
	void (*BULKHEAD_NONNULL stop)(uintptr_t base);
	/* Whether it interrupts; NULL if it resets. */
	bool (*BULKHEAD_NULLABLE expired)(uintptr_t base);
};
BULKHEAD_HIDDEN extern const struct bulkhead_init_watchdog *BULKHEAD_NULLABLE const bulkhead_init_watchdog;
/*
 * Starts it if it is free, feeds it, stops it if it was started, perhaps because boot or shutdown is over;
 * NULL likewise. Interrupts are masked.
 */
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_guard)(void);
BULKHEAD_HIDDEN void bulkhead_start_init_guard(void);
BULKHEAD_HIDDEN void bulkhead_start_reset_guard(void);
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_feed)(void);
BULKHEAD_HIDDEN void bulkhead_feed_init_guard(void);
BULKHEAD_HIDDEN void bulkhead_feed_reset_guard(void);
BULKHEAD_HIDDEN extern void (*BULKHEAD_NULLABLE const bulkhead_init_unguard)(bool is_over);
BULKHEAD_HIDDEN void bulkhead_stop_init_guard(bool is_over);
BULKHEAD_HIDDEN void bulkhead_stop_reset_guard(bool is_over);
/* Whether the shutdown function of an entry may be called now; NULL where nothing resets. */
BULKHEAD_HIDDEN extern bool (*BULKHEAD_NULLABLE const bulkhead_init_admit_down)(int place);
BULKHEAD_HIDDEN bool bulkhead_admit_down(int place);

/*
 * What outlasts the watchdog's reset, in RAM that nothing clears at boot: the entry at work, and which ones
 * were when it came. Only what bears the mark and the number of this image's table counts.
 */
#define BULKHEAD_RETAINED_MARK 0xb01dfaceu
enum bulkhead_culprit {
	BULKHEAD_CULPRIT_UP = 1,    /* its init function */
	BULKHEAD_CULPRIT_DOWN = 2,  /* its shutdown function */
};
struct bulkhead_init_retained {
	uint32_t mark;
	uint32_t table;
	uint16_t place;    /* UINT16_MAX: none is */
	uint8_t function;  /* enum bulkhead_culprit: which of its functions */
};
BULKHEAD_HIDDEN extern struct bulkhead_init_retained bulkhead_init_retained;
/* Of each entry, bits of enum bulkhead_culprit. */
BULKHEAD_HIDDEN extern uint8_t bulkhead_init_culprits[];
/* Tells this image's table from others. */
BULKHEAD_HIDDEN extern const uint32_t bulkhead_init_table_number;

BULKHEAD_INLINE struct bulkhead_init_retained *BULKHEAD_NONNULL bulkhead_retained(void)
{
	return &bulkhead_init_retained;
}

BULKHEAD_INLINE uint8_t *BULKHEAD_NONNULL bulkhead_init_culprit_at(size_t place)
{
	return &bulkhead_init_culprits[place];
}

/* What the watchdog's interrupt does about the mask of the thread that it has interrupted. */
enum bulkhead_mask_end {
	BULKHEAD_MASK_STAYS,
	/* What masks more than a section of the kernel masks as much, so that the end of a section ends it. */
	BULKHEAD_MASK_WEAKENS,
	BULKHEAD_MASK_ENDS,
};
BULKHEAD_HIDDEN enum bulkhead_mask_end bulkhead_init_guard_expired(bool is_thread);
/* The port's: the part of the non-maskable interrupt. */
BULKHEAD_HIDDEN void port_serve_init_watchdog(void);

/* What became of an entry. */
struct bulkhead_init_outcome {
	int32_t result;
	uint32_t end;     /* the clock's count when its init function came to its end; 0: there was no clock */
	uint16_t below;   /* the entry that came up before it, of those that are up */
	uint16_t cause;   /* the entry it was skipped for */
	uint8_t state;    /* enum bulkhead_init_state */
};
BULKHEAD_HIDDEN extern struct bulkhead_init_outcome bulkhead_init_outcomes[];

BULKHEAD_INLINE struct bulkhead_init_outcome *BULKHEAD_NONNULL bulkhead_init_outcome_at(size_t place)
{
	return &bulkhead_init_outcomes[place];
}

BULKHEAD_INLINE uint16_t bulkhead_init_plan_word(size_t index)
{
	return bulkhead_init_plan[index];
}

/*
 * What the main thread runs, each from the top of its stack: entries and main, the same after an entry was
 * ended, the way down, and the end of a wait without a clock. The build finds them by their names, to
 * compute the stack's size.
 */
BULKHEAD_HIDDEN void bulkhead_enter_main_thread(void *BULKHEAD_NULLABLE body, void *BULKHEAD_NULLABLE unused,
					  void *BULKHEAD_NULLABLE also_unused);
BULKHEAD_HIDDEN void bulkhead_run_main_thread(void);
BULKHEAD_HIDDEN void bulkhead_resume_boot(void);
BULKHEAD_HIDDEN void bulkhead_go_down(void);
BULKHEAD_HIDDEN void bulkhead_fail_without_clock(void);

/*
 * The main thread's stack, as large as main is to have and as the entries need; the size is this
 * symbol's address.
 */
BULKHEAD_HIDDEN extern k_thread_stack_t bulkhead_stack_of_main[];
BULKHEAD_HIDDEN extern char bulkhead_stack_of_main_size[];

BULKHEAD_INLINE int bulkhead_run_init_entry(const struct bulkhead_init_entry *BULKHEAD_NONNULL entry)
{
	return entry->init ? entry->init(entry->device) : 0;
}

BULKHEAD_INLINE int bulkhead_run_shutdown(const struct bulkhead_init_entry *BULKHEAD_NONNULL entry)
{
	return entry->shutdown ? entry->shutdown(entry->device) : 0;
}

#endif

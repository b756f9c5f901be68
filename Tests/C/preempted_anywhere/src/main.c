/*
 * What threads do with objects in shared memory is interrupted before each of its instructions in turn, and there
 * an interrupt handler or a more urgent thread uses the same object, spoils it, or ends who was interrupted. What is
 * promised of the object holds in the end, and the kernel goes on.
 *
 * The clock's interrupts are a whole number of ticks apart, of 312 instructions as QEMU counts; before the operations
 * up to as many instructions that do nothing move them on by one each. RISC-V's clock has 100 ns, of three
 * instructions, so that some are passed over there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bulkhead/shared_queue.h>
#include <bulkhead/shared_word.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/mutex.h>
#include <zephyr/sys/sem.h>

/* Instructions of a tick, at most: 32 ns each. */
#define SLED 320

K_APPMEM_PARTITION_DEFINE(shared);
/* How far the first thread has come: 1, at its operations; 2, past them. */
K_APP_BMEM(shared) static volatile uint32_t progress;
K_APP_BMEM(shared) static uint32_t sled_length;
/* What operations of the first thread and of the second returned. */
K_APP_BMEM(shared) static int results[8];

K_SEM_DEFINE(go, 0, 1);
K_SEM_DEFINE(turn, 0, 1);
K_THREAD_STACK_DEFINE(first_stack, 1024);
K_THREAD_STACK_DEFINE(second_stack, 1024);
static struct k_thread first, second;
static struct k_mem_domain domain;

struct scenario {
	void (*prepare)(void);
	/* The first thread's operations, which are interrupted. */
	void (*operate)(void);
	/* What the handler does there; NULL: nothing. */
	void (*handle)(void);
	/* What a more urgent thread does then; NULL: there is none. */
	void (*compete)(void);
	uint32_t options_of_second;
	/* NULL, or what is wrong in the end. */
	const char *(*mistake)(void);
	/* Instructions that are interrupted, at least. */
	unsigned int least;
};
static const struct scenario *scenario;

/* Of a trial. */
static unsigned int expirations;
static bool is_begun, is_past, has_first_ended, has_second_ended;
/* Whether the thread was begun too late for the time that was to pass: the first interrupt had to wait. */
static bool is_short;
static uint32_t begun_at, cycles_wanted;
static unsigned int trials;
static uintptr_t places[400];
static unsigned int place_count;
static int ended_by_fault;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ended_by_fault++;
}

#if defined(__arm__)
static uintptr_t interrupted_place(void)
{
	const uint32_t *frame;

	__asm__ volatile("mrs %0, psp" : "=r"(frame));
	return frame[6];
}
#else
static uintptr_t interrupted_place(void)
{
	uintptr_t place;

	__asm__ volatile("csrr %0, mepc" : "=r"(place));
	return place;
}
#endif

/* Notes an instruction of the threads' own code; those of the kernel's are masked or its own affair. */
static void note(uintptr_t place)
{
	if (place < bulkhead_user_rom_start() || place >= bulkhead_user_rom_end()) {
		return;
	}
	for (unsigned int i = 0; i < place_count; i++) {
		if (places[i] == place) {
			return;
		}
	}
	if (place_count < sizeof(places) / sizeof(places[0])) {
		places[place_count++] = place;
	}
}

static void expires(struct k_timer *timer)
{
	uint32_t now = k_cycle_get_32();

	if (expirations++ == 0) {
		begun_at = now;
		k_sem_give(&go);
		return;
	}
	k_timer_stop(timer);
	/* As exact as a cycle is long, or two instructions. */
	is_short = now - begun_at + MAX(2, sys_clock_hw_cycles_per_sec() / 16000000) < cycles_wanted;
	is_begun = progress != 0;
	is_past = progress == 2 || (is_begun && k_current_get() != &first);
	if (is_begun && !is_past) {
		note(interrupted_place());
	}
	if (scenario->handle != NULL) {
		scenario->handle();
	}
	k_sem_give(&turn);
}
K_TIMER_DEFINE(timer, expires, NULL);

/* SLED instructions of two bytes that do nothing; entered so that `sled_length` of them are left. */
__attribute__((naked)) static void sled(void)
{
	__asm__ volatile(".rept %c0\n\tnop\n\t.endr\n\t"
#if defined(__arm__)
			 "bx lr" ::"i"(SLED));
#else
			 "ret" ::"i"(SLED));
#endif
}

static void runs_first(void *p1, void *p2, void *p3)
{
	k_sem_take(&go, K_FOREVER);
	/* The clock cannot interrupt at once again. */
	for (volatile int i = 0; i < 150; i++) {
	}
	((void (*)(void))((uintptr_t)sled + 2 * (SLED - sled_length)))();
	progress = 1;
	((void (*)(void))p1)();
	progress = 2;
}

static void runs_second(void *p1, void *p2, void *p3)
{
	k_sem_take(&turn, K_FOREVER);
	((void (*)(void))p1)();
}

static bool end_of(struct k_thread *thread)
{
	if (k_thread_join(thread, K_MSEC(20)) == 0) {
		return true;
	}
	k_thread_abort(thread);
	return false;
}

static void start(struct k_thread *thread, k_thread_stack_t *stack, k_thread_entry_t entry, void (*body)(void),
		  int priority, uint32_t options)
{
	k_thread_create(thread, stack, 1024, entry, (void *)body, NULL, NULL, priority, options, K_FOREVER);
	k_mem_domain_add_thread(&domain, thread);
	k_thread_access_grant(thread, &go, &turn);
	k_thread_start(thread);
}

static void nothing_to_do(void)
{
}

static void run_once(uint32_t ticks)
{
	expirations = 0;
	progress = 0;
	memset(results, 0x7f, sizeof(results));
	k_sem_reset(&go);
	k_sem_reset(&turn);
	scenario->prepare();
	start(&second, second_stack, runs_second, scenario->compete != NULL ? scenario->compete : nothing_to_do, 3,
	      scenario->options_of_second);
	start(&first, first_stack, runs_first, scenario->operate, 5, K_USER);
	k_timer_start(&timer, K_TICKS(100), K_TICKS(ticks));
	has_first_ended = end_of(&first);
	k_timer_stop(&timer);
	k_sem_give(&turn);
	has_second_ended = end_of(&second);
}

static void try(uint32_t ticks, uint32_t length)
{
	trials++;
	sled_length = length;
	cycles_wanted = ticks * (sys_clock_hw_cycles_per_sec() / CONFIG_SYS_CLOCK_TICKS_PER_SEC);
	is_short = true;
	for (int attempt = 0; attempt < 20 && is_short; attempt++) {
		run_once(ticks);

		const char *mistake = ended_by_fault != 0 ? "a thread was ended" : scenario->mistake();

		for (uint32_t i = 0; i < bulkhead_contended_count && mistake == NULL; i++) {
			if (bulkhead_contended_at(i)->threads != 0) {
				mistake = "the kernel has kept a mutex";
			}
		}
		if (mistake != NULL) {
			fail_msg("%s; interrupted at %#lx, %u ticks and %u instructions on", mistake,
				 (unsigned long)(place_count > 0 ? places[place_count - 1] : 0), ticks, length);
		}
	}
	assert_false(is_short);
}

/* From before the first instruction of the operations to past the last one. */
static void interrupt_everywhere(const char *name, const struct scenario *one)
{
	uint32_t ticks = 5;

	scenario = one;
	place_count = trials = 0;
	ended_by_fault = 0;
	assert_int_equal(k_mem_domain_init(&domain, 1, (struct k_mem_partition *[]){&shared}), 0);
	is_begun = false;
	while (!is_begun) {
		try(ticks++, 0);
		assert_true(ticks < 2000);
	}
	/* The longer the sled, the earlier the instruction; with all of it the tick before is reached. */
	for (ticks -= 2; try(ticks, SLED), !is_past; ticks++) {
		uint32_t first_in = 0;

		for (uint32_t past = SLED; first_in < past;) {
			uint32_t middle = (first_in + past) / 2;

			try(ticks, middle);
			if (is_past) {
				first_in = middle + 1;
			} else {
				past = middle;
			}
		}
		is_begun = true;
		for (uint32_t length = first_in; length <= SLED && is_begun; length++) {
			try(ticks, length);
		}
		assert_true(ticks < 2000);
	}
	printk("%s: %u instructions interrupted, in %u trials\n", name, place_count, trials);
	assert_true(place_count >= one->least);
}

#include "scenarios.h"

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_unit_that_a_handler_gives_is_not_lost),
		TEST(units_are_not_lost_between_threads),
		TEST(who_is_about_to_wait_is_woken),
		TEST(a_semaphore_that_makes_no_sense_harms_nobody_else),
		TEST(a_mutex_has_one_owner),
		TEST(a_mutex_of_an_owner_that_ends_is_nobodys),
		TEST(a_mutex_that_makes_no_sense_harms_nobody_else),
		TEST(a_cleared_bit_costs_a_waiter_its_time),
		TEST(a_futex_misses_no_wake),
		TEST(a_handler_puts_between),
		TEST(a_handler_gets_between),
		TEST(threads_put_and_get),
		TEST(threads_put_into_a_ring_and_get),
		TEST(who_is_about_to_wait_for_a_message_has_it),
		TEST(who_ends_in_a_queue_leaves_it_to_those_who_share_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/kernel/event.h>: flags that threads wait for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_EVENT_DEFINE(event);

struct wish {
	uint32_t events;
	bool all;
	bool safe;
	uint32_t got;
	int place; /* in the order in which waits ended; 0: not yet */
};

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);
static struct k_thread threads[3];
static struct wish wishes[3];
static int ended;

static void wait_for(void *parameter, void *p2, void *p3)
{
	struct wish *wish = parameter;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	if (wish->safe) {
		wish->got = wish->all ? k_event_wait_all_safe(&event, wish->events, false, K_FOREVER)
				      : k_event_wait_safe(&event, wish->events, false, K_FOREVER);
	} else {
		wish->got = wish->all ? k_event_wait_all(&event, wish->events, false, K_FOREVER)
				      : k_event_wait(&event, wish->events, false, K_FOREVER);
	}
	wish->place = ++ended;
}

static void start(int index, uint32_t events, bool all, bool safe, int priority)
{
	wishes[index] = (struct wish){.events = events, .all = all, .safe = safe};
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), wait_for,
			&wishes[index], NULL, NULL, priority, 0, K_NO_WAIT);
}

static int prepare(void **state)
{
	(void)state;
	ended = 0;
	return 0;
}

static void posting_adds_and_returns_what_was(void **state)
{
	(void)state;
	assert_int_equal(k_event_post(&event, 0x3), 0);
	assert_int_equal(k_event_post(&event, 0x6), 0x2);
	assert_int_equal(k_event_test(&event, 0xff), 0x7);
	assert_int_equal(k_event_test(&event, 0x5), 0x5);
}

static void setting_replaces(void **state)
{
	(void)state;
	k_event_post(&event, 0xf);
	assert_int_equal(k_event_set(&event, 0x30), 0xf);
	assert_int_equal(k_event_test(&event, ~0u), 0x30);
}

static void setting_masked_leaves_the_others(void **state)
{
	(void)state;
	k_event_post(&event, 0xf0);
	assert_int_equal(k_event_set_masked(&event, 0x1f, 0x3c), 0x30);
	assert_int_equal(k_event_test(&event, ~0u), 0xdc);
}

static void clearing_takes_away(void **state)
{
	(void)state;
	k_event_post(&event, 0xff);
	assert_int_equal(k_event_clear(&event, 0x10f), 0x0f);
	assert_int_equal(k_event_test(&event, ~0u), 0xf0);
}

static void what_is_there_is_returned_at_once(void **state)
{
	(void)state;
	k_event_post(&event, 0x5);
	assert_int_equal(k_event_wait(&event, 0x7, false, K_NO_WAIT), 0x5);
	assert_int_equal(k_event_wait_all(&event, 0x5, false, K_NO_WAIT), 0x5);
	assert_int_equal(k_event_wait_all(&event, 0x7, false, K_NO_WAIT), 0);
	assert_int_equal(k_event_wait(&event, 0x8, false, K_NO_WAIT), 0);
	assert_int_equal(k_event_wait(&event, 0, false, K_FOREVER), 0);
	assert_int_equal(k_event_test(&event, ~0u), 0x5);
}

static void reset_forgets_before_waiting(void **state)
{
	(void)state;
	k_event_post(&event, 0xff);
	assert_int_equal(k_event_wait(&event, 0x1, true, K_MSEC(2)), 0);
	assert_int_equal(k_event_test(&event, ~0u), 0);
}

static void a_wait_times_out_with_nothing(void **state)
{
	(void)state;
	k_event_post(&event, 0x1);
	assert_int_equal(k_event_wait_all(&event, 0x3, false, K_MSEC(5)), 0);
	assert_true(k_uptime_get() >= 5);
	assert_int_equal(k_event_wait(&event, 0x2, false, K_MSEC(5)), 0);
}

static void safe_waits_consume_what_they_return(void **state)
{
	(void)state;
	k_event_post(&event, 0xf);
	assert_int_equal(k_event_wait_safe(&event, 0x3, false, K_NO_WAIT), 0x3);
	assert_int_equal(k_event_test(&event, ~0u), 0xc);
	assert_int_equal(k_event_wait_all_safe(&event, 0x14, false, K_NO_WAIT), 0);
	assert_int_equal(k_event_test(&event, ~0u), 0xc);
	assert_int_equal(k_event_wait_all_safe(&event, 0xc, false, K_NO_WAIT), 0xc);
	assert_int_equal(k_event_test(&event, ~0u), 0);
}

static void everybody_whose_condition_holds_wakes(void **state)
{
	(void)state;
	start(0, 0x3, false, false, K_PRIO_COOP(5));
	start(1, 0x3, true, false, K_PRIO_COOP(4));
	start(2, 0x4, false, false, K_PRIO_COOP(3));
	k_event_post(&event, 0x1);
	k_sleep(K_TICKS(1));
	assert_int_equal(wishes[0].got, 0x1);
	assert_int_equal(wishes[1].place, 0);
	assert_int_equal(wishes[2].place, 0);
	k_event_post(&event, 0x6);
	k_sleep(K_TICKS(1));
	assert_int_equal(wishes[1].got, 0x3);
	assert_int_equal(wishes[2].got, 0x4);
	assert_int_equal(wishes[2].place, 2); /* the more urgent of the two ran first */
	assert_int_equal(wishes[1].place, 3);
}

static void all_waiters_see_what_a_safe_one_consumes(void **state)
{
	(void)state;
	start(0, 0x3, false, true, K_PRIO_COOP(3));
	start(1, 0x6, false, false, K_PRIO_COOP(4));
	k_event_post(&event, 0xa);
	k_sleep(K_TICKS(1));
	assert_int_equal(wishes[0].got, 0x2);
	assert_int_equal(wishes[1].got, 0x2);
	assert_int_equal(k_event_test(&event, ~0u), 0x8);
}

static void use_in_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	assert_int_equal(k_event_wait(&event, 0x1, false, K_NO_WAIT), 0);
	k_event_post(&event, 0x1);
	assert_int_equal(k_event_wait(&event, 0x1, false, K_NO_WAIT), 0x1);
}

static void an_interrupt_posts_and_wakes(void **state)
{
	(void)state;
	start(0, 0x1, false, false, K_PRIO_COOP(3));
	irq_offload(use_in_interrupt, NULL);
	assert_int_equal(wishes[0].got, 0x1);
}

static void an_event_object_can_be_made_at_run_time(void **state)
{
	struct k_event local;

	(void)state;
	k_event_init(&local);
	assert_int_equal(k_event_test(&local, ~0u), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(posting_adds_and_returns_what_was, prepare),
		cmocka_unit_test_setup(setting_replaces, prepare),
		cmocka_unit_test_setup(setting_masked_leaves_the_others, prepare),
		cmocka_unit_test_setup(clearing_takes_away, prepare),
		cmocka_unit_test_setup(what_is_there_is_returned_at_once, prepare),
		cmocka_unit_test_setup(reset_forgets_before_waiting, prepare),
		cmocka_unit_test_setup(a_wait_times_out_with_nothing, prepare),
		cmocka_unit_test_setup(safe_waits_consume_what_they_return, prepare),
		cmocka_unit_test_setup(everybody_whose_condition_holds_wakes, prepare),
		cmocka_unit_test_setup(all_waiters_see_what_a_safe_one_consumes, prepare),
		cmocka_unit_test_setup(an_interrupt_posts_and_wakes, prepare),
		cmocka_unit_test_setup(an_event_object_can_be_made_at_run_time, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

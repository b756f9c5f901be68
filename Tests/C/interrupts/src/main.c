/*
 * Interrupt lines seen from C: who nests over whom, what masks them, and what handlers may do for
 * threads. Every step leaves a letter, and the order of the letters is the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>

#include "lines.h"

#define LESS_URGENT 5
#define MORE_URGENT 2
#define STACK_SIZE 1024

static char letters[32];
static volatile size_t letter_count;

static void note(char letter)
{
	if (letter_count < sizeof(letters) - 1) {
		letters[letter_count++] = letter;
		letters[letter_count] = '\0';
	}
}

/* What the lines' handlers do besides leaving a letter at their begin and end. */
static void (*work_of_a)(void);
static void (*work_of_b)(void);

static void serve(uint32_t line, char letter, void (*work)(void))
{
	acknowledge(line);
	note(letter);
	if (work != NULL) {
		work();
	}
	note((char)(letter - 'a' + 'A'));
}

static void handle_a(const void *parameter)
{
	assert_true(k_is_in_isr());
	assert_ptr_equal(parameter, &work_of_a);
	serve(LINE_A, 'a', work_of_a);
}

static void handle_b(const void *parameter)
{
	assert_true(k_is_in_isr());
	assert_ptr_equal(parameter, &work_of_b);
	serve(LINE_B, 'b', work_of_b);
}

static void raise_a(void)
{
	raise_line(LINE_A);
}

static void raise_b(void)
{
	raise_line(LINE_B);
}

/* What the line's own device had in the table. */
static struct bulkhead_interrupt_entry entry_of_b;

static void connect(unsigned int priority_of_a, unsigned int priority_of_b)
{
	letter_count = 0;
	letters[0] = '\0';
	work_of_a = NULL;
	work_of_b = NULL;
	assert_int_equal(irq_connect_dynamic(LINE_A, priority_of_a, handle_a, &work_of_a, 0), LINE_A);
	assert_int_equal(irq_connect_dynamic(LINE_B, priority_of_b, handle_b, &work_of_b, 0), LINE_B);
	irq_enable(LINE_A);
	irq_enable(LINE_B);
}

/* The console's own handler is back before anything is printed. */
static void disconnect(void)
{
	irq_disable(LINE_A);
	irq_disable(LINE_B);
	*bulkhead_interrupt_slot(LINE_B) = entry_of_b;
#if defined(CONFIG_RISCV)
	irq_enable(LINE_B);
#endif
}

static int remember_entry(void **state)
{
	ARG_UNUSED(state);
	entry_of_b = *bulkhead_interrupt_slot(LINE_B);
	return 0;
}

static int restore_entry(void **state)
{
	ARG_UNUSED(state);
	disconnect();
	return 0;
}

static void assert_letters(const char *expected)
{
	disconnect();
	assert_string_equal(letters, expected);
}

static void a_line_is_served_at_once(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, LESS_URGENT);
	raise_a();
	note('.');
	raise_b();
	note('.');
	assert_letters("aA.bB.");
}

static void a_more_urgent_line_nests(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	work_of_a = raise_b;
	raise_a();
	note('.');
	assert_letters("abBA.");
}

static void a_less_urgent_line_waits_for_the_handler(void **state)
{
	ARG_UNUSED(state);
	connect(MORE_URGENT, LESS_URGENT);
	work_of_a = raise_b;
	raise_a();
	note('.');
	assert_letters("aAbB.");
}

static void an_equally_urgent_line_waits_for_the_handler(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, LESS_URGENT);
	work_of_a = raise_b;
	raise_a();
	note('.');
	assert_letters("aAbB.");
}

static void of_two_pending_lines_the_more_urgent_is_first(void **state)
{
	unsigned int key;

	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	key = irq_lock();
	raise_a();
	raise_b();
	note('.');
	irq_unlock(key);
	note('.');
	assert_letters(".bBaA.");
}

static void a_lock_holds_lines_back_until_the_outermost_unlock(void **state)
{
	unsigned int outer, inner;

	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	outer = irq_lock();
	raise_a();
	inner = irq_lock();
	note('1');
	assert_false(arch_irq_unlocked(inner));
	irq_unlock(inner);
	note('2');
	assert_true(arch_irq_unlocked(outer));
	irq_unlock(outer);
	note('3');
	assert_letters("12aA3");
}

static void raise_b_locked(void)
{
	unsigned int key = irq_lock();

	raise_b();
	note('1');
	irq_unlock(key);
	note('2');
}

static void a_lock_in_a_handler_holds_more_urgent_lines_back(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	work_of_a = raise_b_locked;
	raise_a();
	assert_letters("a1bB2A");
}

static void a_disabled_line_waits_until_it_is_enabled(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, LESS_URGENT);
	irq_disable(LINE_A);
	assert_false(irq_is_enabled(LINE_A));
	raise_a();
	note('.');
	irq_enable(LINE_A);
	assert_true(irq_is_enabled(LINE_A));
	note('.');
	assert_letters(".aA.");
}

static void handle_anew(const void *parameter)
{
	acknowledge(LINE_A);
	note(*(const char *)parameter);
}

static void connecting_again_replaces_handler_and_priority(void **state)
{
	ARG_UNUSED(state);
	connect(MORE_URGENT, MORE_URGENT);
	assert_int_equal(irq_connect_dynamic(LINE_A, LESS_URGENT, handle_anew, "x", 0), LINE_A);
	work_of_b = raise_a;
	raise_b();
	assert_letters("bBx");
}

static void a_line_the_controller_does_not_have_is_refused(void **state)
{
	ARG_UNUSED(state);
	assert_int_equal(irq_connect_dynamic(5000, LESS_URGENT, handle_a, NULL, 0), -EINVAL);
}

K_SEM_DEFINE(given, 0, 10);
K_MSGQ_DEFINE(sent, sizeof(uint32_t), 4, 4);
K_THREAD_STACK_DEFINE(stack, STACK_SIZE);
static struct k_thread thread;

/* Starts a thread more urgent than the test's; it waits when this returns. */
static void start(void (*entry)(void *, void *, void *))
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), entry, NULL, NULL, NULL,
			k_thread_priority_get(k_current_get()) - 1, 0, K_NO_WAIT);
	k_yield();
}

static void take_units(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (;;) {
		k_sem_take(&given, K_FOREVER);
		note('t');
	}
}

static void give_unit(void)
{
	k_sem_give(&given);
	note('g');
}

static void a_woken_thread_runs_when_the_handler_ends(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(take_units);
	work_of_a = give_unit;
	raise_a();
	note('.');
	assert_letters("agAt.");
	k_thread_abort(&thread);
}

static void raise_b_and_note(void)
{
	raise_b();
	note('-');
}

static void a_thread_woken_by_a_nested_handler_waits_for_the_interrupted_one(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(take_units);
	work_of_a = raise_b_and_note;
	work_of_b = give_unit;
	raise_a();
	note('.');
	assert_letters("abgB-At.");
	k_thread_abort(&thread);
}

static void a_lock_of_the_interrupted_thread_holds_the_woken_one_back(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(take_units);
	work_of_a = give_unit;
	k_sched_lock();
	raise_a();
	note('.');
	k_sched_unlock();
	note('.');
	assert_letters("agA.t.");
	k_thread_abort(&thread);
}

static void receive(void *a, void *b, void *c)
{
	uint32_t message;

	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (;;) {
		k_msgq_get(&sent, &message, K_FOREVER);
		note((char)message);
	}
}

static void send_from_a(void)
{
	uint32_t message = '1';

	assert_int_equal(k_msgq_put(&sent, &message, K_NO_WAIT), 0);
	raise_b();
	message = '3';
	assert_int_equal(k_msgq_put(&sent, &message, K_NO_WAIT), 0);
}

static void send_from_b(void)
{
	uint32_t message = '2';

	assert_int_equal(k_msgq_put(&sent, &message, K_NO_WAIT), 0);
}

static void messages_of_nested_handlers_keep_their_order(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(receive);
	work_of_a = send_from_a;
	work_of_b = send_from_b;
	raise_a();
	note('.');
	assert_letters("abBA123.");
	k_thread_abort(&thread);
}

static void sleep_long(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	k_sleep(K_FOREVER);
	note('w');
	k_thread_suspend(k_current_get());
	note('r');
}

static void wake(void)
{
	k_wakeup(&thread);
}

static void resume(void)
{
	k_thread_resume(&thread);
}

static void handlers_wake_sleepers_and_resume_the_suspended(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(sleep_long);
	work_of_a = wake;
	work_of_b = resume;
	raise_a();
	raise_b();
	note('.');
	assert_letters("aAwbBr.");
	assert_int_equal(k_thread_join(&thread, K_NO_WAIT), 0);
}

static void abort_thread(void)
{
	k_thread_abort(&thread);
}

static void a_handler_ends_a_thread(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(sleep_long);
	work_of_a = abort_thread;
	raise_a();
	assert_letters("aA");
	assert_int_equal(k_thread_join(&thread, K_NO_WAIT), 0);
}

static k_tid_t seen;

static void look_who_runs(void)
{
	seen = k_current_get();
}

static void the_current_thread_in_a_handler_is_the_interrupted_one(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	seen = NULL;
	work_of_a = look_who_runs;
	raise_a();
	assert_letters("aA");
	assert_ptr_equal(seen, k_current_get());
	assert_false(k_is_in_isr());
}

static void offloaded(const void *parameter)
{
	assert_true(k_is_in_isr());
	note(*(const char *)parameter);
	k_sem_give(&given);
	note('g');
}

static void an_offloaded_routine_is_a_handler(void **state)
{
	ARG_UNUSED(state);
	connect(LESS_URGENT, MORE_URGENT);
	start(take_units);
	irq_offload(offloaded, "o");
	note('.');
	assert_letters("ogt.");
	k_thread_abort(&thread);
}

static void a_static_connection_is_there_from_the_boot(void **state)
{
	ARG_UNUSED(state);
	letter_count = 0;
	irq_enable(LINE_A);
	raise_a();
	disconnect();
	assert_string_equal(letters, "s");
}

static void handle_statically(const void *parameter)
{
	acknowledge(LINE_A);
	note(*(const char *)parameter);
}

static void connect_statically(void)
{
	IRQ_CONNECT(LINE_A, LESS_URGENT, handle_statically, "s", 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, remember_entry, restore_entry)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_static_connection_is_there_from_the_boot),
		TEST(a_line_is_served_at_once),
		TEST(a_more_urgent_line_nests),
		TEST(a_less_urgent_line_waits_for_the_handler),
		TEST(an_equally_urgent_line_waits_for_the_handler),
		TEST(of_two_pending_lines_the_more_urgent_is_first),
		TEST(a_lock_holds_lines_back_until_the_outermost_unlock),
		TEST(a_lock_in_a_handler_holds_more_urgent_lines_back),
		TEST(a_disabled_line_waits_until_it_is_enabled),
		TEST(connecting_again_replaces_handler_and_priority),
		TEST(a_line_the_controller_does_not_have_is_refused),
		TEST(a_woken_thread_runs_when_the_handler_ends),
		TEST(a_thread_woken_by_a_nested_handler_waits_for_the_interrupted_one),
		TEST(a_lock_of_the_interrupted_thread_holds_the_woken_one_back),
		TEST(messages_of_nested_handlers_keep_their_order),
		TEST(handlers_wake_sleepers_and_resume_the_suspended),
		TEST(a_handler_ends_a_thread),
		TEST(the_current_thread_in_a_handler_is_the_interrupted_one),
		TEST(an_offloaded_routine_is_a_handler),
	};

	connect_statically();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

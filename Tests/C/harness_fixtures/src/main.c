/* Setup, teardown, group fixtures and initial states: who runs when, and who sees which state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static char history[64];

static void write_down(const char *what)
{
	strncat(history, what, sizeof(history) - strlen(history) - 1);
}

static int set_up(void **state)
{
	write_down("setup ");
	*state = history;
	return 0;
}

static int tear_down(void **state)
{
	write_down("teardown ");
	assert_ptr_equal(*state, history);
	return 0;
}

static void the_setups_state_reaches_the_test(void **state)
{
	assert_ptr_equal(*state, history);
	assert_string_equal(history, "setup ");
	write_down("test ");
}

static void the_teardown_ran_after_the_test_before(void **state)
{
	assert_null(*state);
	assert_string_equal(history, "setup test teardown ");
	history[0] = '\0';
}

static void an_initial_state_reaches_the_test(void **state)
{
	assert_string_equal((const char *)*state, "initial");
	*state = NULL;
}

static void a_skipped_test_is_neither_passed_nor_failed(void **state)
{
	(void)state;
	skip();
	fail();
}

static int group_number = 3;

static int set_up_group(void **state)
{
	*state = &group_number;
	return 0;
}

static int tear_down_group(void **state)
{
	assert_ptr_equal(*state, &group_number);
	return 0;
}

static void the_groups_state_reaches_every_test(void **state)
{
	assert_ptr_equal(*state, &group_number);
	*state = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_setups_state_reaches_the_test, set_up, tear_down),
		cmocka_unit_test(the_teardown_ran_after_the_test_before),
		cmocka_unit_test_prestate(an_initial_state_reaches_the_test, "initial"),
		cmocka_unit_test(a_skipped_test_is_neither_passed_nor_failed),
	};
	const struct CMUnitTest group[] = {
		cmocka_unit_test(the_groups_state_reaches_every_test),
		cmocka_unit_test_prestate(the_groups_state_reaches_every_test, "not seen"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) +
	       cmocka_run_group_tests(group, set_up_group, tear_down_group);
}

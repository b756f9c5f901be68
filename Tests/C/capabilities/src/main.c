/* Capabilities (<bulkhead/capability.h>): each law for code outside of compartments, and for a compartment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#include "laws.h"

static int there_are_as_many_as_it_says(void) { return there_are_so_many(CONFIG_CAPABILITIES); }

enum {
#define LAW(name) LAW_OF_##name,
#include "list.h"
	LAW_OF_others,
};

static void require(int result)
{
	if (result > 0) {
		/* The result, then the line of laws.h. */
		fail_msg("laws.h:%d: %d", result & 0xffff, (int)(int16_t)((result >> 16) << 1) >> 1);
	}
	assert_int_equal(result, 0);
}

#define LAW(name)                                                                                  \
	static void name##_outside(void **state)                                                   \
	{                                                                                          \
		(void)state;                                                                       \
		require(name());                                                                   \
	}                                                                                          \
	static void name##_in_a_compartment(void **state)                                          \
	{                                                                                          \
		(void)state;                                                                       \
		require(giver_run(LAW_OF_##name));                                                 \
	}
#include "list.h"

static void others_have_their_own_in_a_compartment(void **state)
{
	(void)state;
	(void)others_have_their_own;
	require(giver_run(LAW_OF_others));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define LAW(name) cmocka_unit_test(name##_outside), cmocka_unit_test(name##_in_a_compartment),
#include "list.h"
		cmocka_unit_test(others_have_their_own_in_a_compartment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

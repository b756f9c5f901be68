/* Names that programs for Zephyr 2.x use, and names of the C library that they take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <device.h>
#include <errno.h>
#include <string.h>
#include <zephyr.h>
#include <zephyr/types.h>

/* POSIX once had a function of this name. */
static int index[2];

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
K_SEM_DEFINE(never, 0, 1);

static void wait_for_ever(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	k_sem_take(&never, K_FOREVER);
}

static void a_threads_state_has_words_without_a_buffer(void **state)
{
	char text[16];
	k_tid_t waiting = k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack),
					  wait_for_ever, NULL, NULL, NULL, K_PRIO_PREEMPT(0), 0,
					  K_NO_WAIT);

	(void)state;
	assert_string_equal(k_thread_state_str(waiting), "queued");
	k_sleep(K_MSEC(1));
	assert_string_equal(k_thread_state_str(waiting), "pending");
	assert_string_equal(k_thread_state_str(waiting, text, sizeof(text)), "pending");
}

static int come_up(const struct device *device)
{
	ARG_UNUSED(device);
	return 0;
}

DEVICE_DEFINE(lamp, "LAMP", come_up, device_pm_control_nop, NULL, NULL, APPLICATION, 10, NULL);

static void no_device_is_busy_and_none_changes_its_power(void **state)
{
	const struct device *device = device_get_binding("LAMP");
	uint32_t power = DEVICE_PM_OFF_STATE;

	(void)state;
	assert_non_null(device);
	device_busy_set(device);
	assert_int_equal(device_busy_check(device), 0);
	assert_int_equal(device_any_busy_check(), 0);
	device_busy_clear(device);
	assert_int_equal(device_set_power_state(device, DEVICE_PM_SUSPEND_STATE, NULL, NULL), -ENOTSUP);
	assert_int_equal(device_get_power_state(device, &power), -ENOTSUP);
	assert_int_equal(power, DEVICE_PM_OFF_STATE);
	assert_int_equal(device_pm_get(device), -ENOTSUP);
}

static void the_only_processor_is_number_0(void **state)
{
	(void)state;
	assert_int_equal(arch_curr_cpu()->id, 0);
	assert_int_equal(arch_num_cpus(), 1);
	assert_int_equal(k_float_disable(k_current_get()), -ENOTSUP);
}

static void an_application_may_have_an_index(void **state)
{
	(void)state;
	index[0] = 1;
	index[1] = index[0] + (int)strlen("index");
	assert_int_equal(index[1], 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_threads_state_has_words_without_a_buffer),
		cmocka_unit_test(no_device_is_busy_and_none_changes_its_power),
		cmocka_unit_test(the_only_processor_is_number_0),
		cmocka_unit_test(an_application_may_have_an_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Every function of every class in <zephyr/drivers>: on a device that is up it reaches the driver, on one
 * that is not it does nothing and says why.
 */
#include "tests.h"

int done, refusal;

int guard_up(const struct device *device)
{
	return 0;
}

int guard_down(const struct device *device)
{
	return 0;
}

static void with_refusal(int number, const struct device *device,
			 void (*calls)(const struct device *device))
{
	refusal = number;
	assert_int_equal(bulkhead_device_refusal(device), number);
	calls(device);
}

void through_its_life(const struct device *device, void (*calls)(const struct device *device))
{
	with_refusal(ENODEV, device, calls);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(device_init(device), 0);
		with_refusal(0, device, calls);
		assert_int_equal(device_deinit(device), 0);
		with_refusal(ESHUTDOWN, device, calls);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clocks),
		cmocka_unit_test(dma_controllers),
		cmocka_unit_test(entropy_sources),
		cmocka_unit_test(flash_memories),
		cmocka_unit_test(gpio_ports),
		cmocka_unit_test(real_time_clocks),
		cmocka_unit_test(uarts),
		cmocka_unit_test(watchdogs),
		cmocka_unit_test(a_class_that_is_defined_elsewhere),
		cmocka_unit_test(a_device_that_did_not_come_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

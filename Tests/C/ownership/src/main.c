/* What a device's functions leave behind is the device's, and is taken back when it goes down. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <bulkhead/registration.h>
#include <zephyr/kernel.h>

static int expiries, undone;
static void (*extra)(void);

static void on_expiry(struct k_timer *timer)
{
	expiries++;
}

static struct k_timer timer;
static struct k_timer other_timer;
static struct bulkhead_registration first, second, never;

static void undo(struct bulkhead_registration *registration)
{
	undone++;
}

static int down(const struct device *device)
{
	return 0;
}

static int other_up(const struct device *device)
{
	k_timer_init(&other_timer, on_expiry, NULL);
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(other, "other", other_up, down, NULL, NULL, NULL, POST_KERNEL, 0, NULL);

/* A call of the other device's. */
static void use_other(void)
{
	k_timer_start(&other_timer, K_MSEC(10), K_MSEC(10));
}

static int up(const struct device *device)
{
	if (extra != NULL) {
		extra();
	}
	return 0;
}
DEVICE_DEFINE_SHUTDOWN(device, "device", up, down, NULL, NULL, NULL, POST_KERNEL, 1, NULL);

static int fresh(void **state)
{
	extra = NULL;
	device_deinit(DEVICE_GET(device));
	device_deinit(DEVICE_GET(other));
	assert_int_equal(device_init(DEVICE_GET(other)), 0);
	expiries = 0;
	undone = 0;
	return 0;
}

static void init_with(void (*function)(void))
{
	extra = function;
	assert_int_equal(device_init(DEVICE_GET(device)), 0);
}

static void start_timer(void)
{
	k_timer_init(&timer, on_expiry, NULL);
	k_timer_start(&timer, K_MSEC(10), K_MSEC(10));
}

static void a_device_brought_down_is_not_called(void **state)
{
	for (int i = 0; i < 2; i++) {
		init_with(start_timer);
		expiries = 0;
		k_msleep(55);
		assert_int_equal(expiries, 5);
		assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
		k_msleep(55);
		assert_int_equal(expiries, 5);
		assert_int_equal(k_timer_remaining_ticks(&timer), 0);
	}
}

static void what_the_application_starts_goes_on(void **state)
{
	init_with(NULL);
	k_timer_init(&timer, on_expiry, NULL);
	k_timer_start(&timer, K_MSEC(10), K_MSEC(10));
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	k_msleep(55);
	assert_int_equal(expiries, 5);
}

static void a_timer_is_whose_function_prepared_it(void **state)
{
	init_with(use_other);
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	k_msleep(55);
	assert_int_equal(expiries, 5);
	assert_int_equal(device_deinit(DEVICE_GET(other)), 0);
	k_msleep(55);
	assert_int_equal(expiries, 5);
}

static void a_timer_that_the_application_starts_again_stays_the_devices(void **state)
{
	init_with(start_timer);
	k_timer_stop(&timer);
	k_timer_start(&timer, K_MSEC(10), K_MSEC(10));
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	k_msleep(55);
	assert_int_equal(expiries, 0);
}

K_SEM_DEFINE(go, 0, 1);
K_THREAD_STACK_DEFINE(stack, 2048);
static struct k_thread thread;
static bool has_gone_on;

static void bring_down(void *one, void *two, void *three)
{
	k_sem_take(&go, K_FOREVER);
	device_deinit(DEVICE_GET(device));
	has_gone_on = true;
}

static void start_thread(void)
{
	start_timer();
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), bring_down, NULL, NULL, NULL,
			1, 0, K_NO_WAIT);
}

static void a_thread_that_brings_its_own_device_down_goes_on(void **state)
{
	has_gone_on = false;
	init_with(start_thread);
	k_sem_give(&go);
	assert_int_equal(k_thread_join(&thread, K_MSEC(100)), 0);
	assert_true(has_gone_on);
	assert_int_equal(k_timer_remaining_ticks(&timer), 0);
}

static void bring_down_by_work(struct k_work *work)
{
	device_deinit(DEVICE_GET(device));
	has_gone_on = true;
}
K_WORK_DEFINE(work, bring_down_by_work);

static void submit_work(void)
{
	start_timer();
	k_work_submit(&work);
}

static void work_that_brings_its_own_device_down_goes_on(void **state)
{
	has_gone_on = false;
	k_sched_lock();
	init_with(submit_work);
	k_sched_unlock();
	k_msleep(1);
	assert_true(has_gone_on);
	assert_int_equal(k_work_busy_get(&work), 0);
	assert_int_equal(k_timer_remaining_ticks(&timer), 0);
}

static void allocate(void)
{
	uint8_t *block = k_malloc(40), *aligned = k_aligned_alloc(64, 40), *zeros = k_calloc(4, 10);

	assert_non_null(block);
	assert_non_null(zeros);
	assert_int_equal((uintptr_t)aligned % 64, 0);
	memset(block, 1, 40);
	memset(aligned, 2, 40);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(zeros[i], 0);
	}
	/* Who owns it is not written where the memory is. */
	block = k_realloc(block, 200);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(block[i], 1);
		assert_int_equal(aligned[i], 2);
	}
	k_free(zeros);
	assert_non_null(k_malloc(0));
	assert_null(k_malloc(SIZE_MAX));
	assert_null(k_malloc(SIZE_MAX - 4));
	assert_null(k_aligned_alloc(64, SIZE_MAX));
}

static void memory_of_a_device_is_free_when_it_is_down(void **state)
{
	for (int i = 0; i < 10; i++) {
		init_with(allocate);
		assert_null(k_malloc(1900));
		assert_null(k_aligned_alloc(64, SIZE_MAX));
		assert_int_equal(device_deinit(DEVICE_GET(device)), 0);

		void *all = k_malloc(1900);

		assert_non_null(all);
		k_free(all);
	}
}

static void keep(void)
{
	bulkhead_register(&first, undo);
	bulkhead_register(&first, undo);
	bulkhead_register(&second, undo);
}

static void what_is_kept_for_a_device_is_undone_once(void **state)
{
	init_with(keep);
	bulkhead_unregister(&never);
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	assert_int_equal(undone, 2);
	init_with(keep);
	bulkhead_unregister(&second);
	bulkhead_unregister(&second);
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	assert_int_equal(undone, 3);
}

static void what_is_kept_for_the_application_stays(void **state)
{
	init_with(NULL);
	bulkhead_register(&first, undo);
	assert_int_equal(device_deinit(DEVICE_GET(device)), 0);
	assert_int_equal(undone, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_device_brought_down_is_not_called, fresh),
		cmocka_unit_test_setup(what_the_application_starts_goes_on, fresh),
		cmocka_unit_test_setup(a_timer_is_whose_function_prepared_it, fresh),
		cmocka_unit_test_setup(a_timer_that_the_application_starts_again_stays_the_devices,
				       fresh),
		cmocka_unit_test_setup(a_thread_that_brings_its_own_device_down_goes_on, fresh),
		cmocka_unit_test_setup(work_that_brings_its_own_device_down_goes_on, fresh),
		cmocka_unit_test_setup(memory_of_a_device_is_free_when_it_is_down, fresh),
		cmocka_unit_test_setup(what_is_kept_for_a_device_is_undone_once, fresh),
		cmocka_unit_test_setup(what_is_kept_for_the_application_stays, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* errno: one for each thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static int at_the_start;
static int after_the_wait;
K_SEM_DEFINE(go_on, 0, 1);

static void use_errno(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	at_the_start = errno;
	errno = ENOMEM;
	k_sem_take(&go_on, K_FOREVER);
	after_the_wait = errno;
}

static void start(void)
{
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), use_errno, NULL, NULL, NULL,
			K_PRIO_PREEMPT(0), 0, K_NO_WAIT);
}

static void threads_do_not_see_each_others(void **state)
{
	(void)state;
	errno = EDOM;
	at_the_start = -1;
	start();
	k_sleep(K_MSEC(1));
	assert_int_equal(at_the_start, 0);
	assert_int_equal(errno, EDOM);
	errno = ERANGE;
	k_sem_give(&go_on);
	assert_int_equal(k_thread_join(&thread, K_FOREVER), 0);
	assert_int_equal(after_the_wait, ENOMEM);
	assert_int_equal(errno, ERANGE);
}

static void a_threads_record_may_be_used_again(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		at_the_start = -1;
		start();
		k_sem_give(&go_on);
		assert_int_equal(k_thread_join(&thread, K_FOREVER), 0);
		assert_int_equal(at_the_start, 0);
	}
}

static void take_without_waiting(const void *semaphore)
{
	k_sem_take((struct k_sem *)semaphore, K_NO_WAIT);
}

static void the_kernel_leaves_it_alone(void **state)
{
	struct k_sem empty;

	(void)state;
	k_sem_init(&empty, 0, 1);
	errno = EDOM;
	irq_offload(take_without_waiting, &empty);
	assert_int_equal(k_sem_take(&empty, K_MSEC(5)), -EAGAIN);
	assert_int_equal(errno, EDOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_see_each_others),
		cmocka_unit_test(a_threads_record_may_be_used_again),
		cmocka_unit_test(the_kernel_leaves_it_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

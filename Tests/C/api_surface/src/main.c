/*
 * The names that programs for Zephyr use most, by family: each is there, links, and is what its
 * kind says. What it does is the other suites' affair.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <bulkhead/stack.h>
#include <errno.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

typedef void (*function)(void);
#define F(name) (function)(name)

static const function threads[] = {
	F(k_thread_create), F(k_thread_abort), F(k_thread_join), F(k_thread_priority_set),
	F(k_thread_priority_get), F(k_thread_start), F(k_thread_name_set), F(k_thread_heap_assign),
	F(k_thread_name_copy), F(k_thread_foreach), F(k_thread_suspend), F(k_thread_name_get),
	F(k_thread_cpu_mask_disable), F(k_thread_cpu_mask_enable), F(k_thread_stack_space_get),
	F(k_thread_stack_alloc), F(k_thread_stack_free),
	F(k_thread_cpu_pin), F(k_thread_system_pool_assign), F(k_thread_resume),
	F(k_thread_custom_data_get), F(k_thread_cpu_mask_clear), F(k_thread_cpu_mask_enable_all),
	F(k_thread_state_str), F(k_thread_custom_data_set), F(k_msleep), F(k_sleep), F(k_usleep),
	F(k_wakeup), F(k_yield), F(k_busy_wait), F(k_current_get), F(k_is_in_isr),
	F(k_is_preempt_thread), F(k_is_pre_kernel), F(k_thread_foreach_unlocked),
	F(k_sched_time_slice_set), F(k_sched_lock), F(k_sched_unlock),
};

static const function synchronisation[] = {
	F(k_sem_take), F(k_sem_give), F(k_sem_init), F(k_sem_count_get), F(k_sem_reset),
	F(k_mutex_lock), F(k_mutex_unlock), F(k_mutex_init), F(k_condvar_signal),
	F(k_condvar_wait), F(k_condvar_init), F(k_condvar_broadcast),
};

static const function messages[] = {
	F(k_msgq_put), F(k_msgq_get), F(k_msgq_init), F(k_msgq_alloc_init), F(k_msgq_purge),
	F(k_msgq_peek), F(k_msgq_num_free_get), F(k_msgq_num_used_get), F(k_msgq_get_attrs),
	F(k_msgq_cleanup), F(k_pipe_write), F(k_pipe_read), F(k_pipe_put), F(k_pipe_get), F(k_msgq_put_front), F(k_msgq_peek_at), F(k_poll), F(k_poll_event_init),
	F(k_poll_signal_init), F(k_poll_signal_raise), F(k_poll_signal_reset),
	F(k_poll_signal_check),
};

static const function memory[] = {
	F(k_mem_slab_alloc), F(k_mem_slab_num_used_get), F(k_mem_slab_num_free_get),
	F(k_mem_slab_free), F(k_mem_slab_init), F(k_mem_slab_max_used_get), F(k_heap_alloc),
	F(k_heap_free), F(k_heap_init), F(k_heap_aligned_alloc), F(k_heap_calloc),
	F(k_heap_realloc), F(sys_heap_init), F(sys_heap_alloc), F(sys_heap_free), F(k_malloc),
	F(k_calloc), F(k_aligned_alloc), F(k_realloc), F(k_free),
};

static const function times[] = {
	F(k_timer_start), F(k_timer_stop), F(k_timer_status_sync), F(k_timer_init),
	F(k_timer_status_get), F(k_timer_remaining_get), F(k_timer_user_data_get),
	F(k_timer_user_data_set), F(k_timer_remaining_ticks), F(k_timer_expires_ticks),
	F(k_uptime_get_32), F(k_uptime_get), F(k_uptime_delta), F(k_uptime_ticks),
	F(k_uptime_seconds), F(k_cycle_get_32), F(k_cyc_to_ns_floor64), F(k_cycle_get_64),
	F(k_cyc_to_us_floor64), F(k_ticks_to_ms_floor64), F(k_ticks_to_cyc_floor32),
	F(k_ticks_to_cyc_ceil32), F(k_ticks_to_ms_ceil32), F(k_ms_to_ticks_ceil32),
	F(k_ms_to_ticks_floor32), F(k_ms_to_ticks_ceil64), F(k_ms_to_cyc_ceil64),
};

static const function work[] = {
	F(k_work_submit_to_queue), F(k_work_init), F(k_work_poll_submit), F(k_work_submit),
	F(k_work_poll_init), F(k_work_queue_start), F(k_work_queue_init), F(k_work_schedule),
	F(k_work_reschedule), F(k_work_cancel), F(k_work_cancel_sync), F(k_work_flush),
	F(k_work_busy_get), F(k_work_cancel_delayable), F(k_work_queue_drain),
};

static const function interrupts[] = {
	F(irq_offload), F(irq_lock), F(irq_unlock), F(irq_enable), F(irq_disable),
	F(irq_is_enabled), F(irq_connect_dynamic),
};

#define HAS_FUNCTIONS(list)                                                                        \
	for (size_t i = 0; i < ARRAY_SIZE(list); i++) {                                            \
		assert_non_null((void *)(list)[i]);                                                \
		for (size_t j = 0; j < i; j++) {                                                   \
			assert_ptr_not_equal((void *)(list)[i], (void *)(list)[j]);                \
		}                                                                                  \
	}

static void every_function_is_linked_once(void **state)
{
	HAS_FUNCTIONS(threads);
	HAS_FUNCTIONS(synchronisation);
	HAS_FUNCTIONS(messages);
	HAS_FUNCTIONS(memory);
	HAS_FUNCTIONS(times);
	HAS_FUNCTIONS(work);
	HAS_FUNCTIONS(interrupts);
}

/* Structures are complete: an application puts them where it likes. */
static struct {
	struct k_condvar k_condvar;
	struct k_heap k_heap;
	struct k_mem_slab k_mem_slab;
	struct k_msgq k_msgq;
	struct k_msgq_attrs k_msgq_attrs;
	struct k_mutex k_mutex;
	struct k_poll_event k_poll_event;
	struct k_poll_signal k_poll_signal;
	struct k_sem k_sem;
	struct k_thread k_thread;
	struct k_timer k_timer;
	struct k_work k_work;
	struct k_work_q k_work_q;
	struct k_work_queue_config k_work_queue_config;
	struct k_work_poll k_work_poll;
} structures;
static struct {
	irq_offload_routine_t irq_offload_routine_t_value;
	k_thread_entry_t k_thread_entry_t_value;
	k_thread_stack_t k_thread_stack_t_value;
	k_ticks_t k_ticks_t_value;
	k_timer_expiry_t k_timer_expiry_t_value;
	k_timer_stop_t k_timer_stop_t_value;
	k_timeout_t k_timeout_t_value;
	k_tid_t k_tid_t_value;
	atomic_t atomic_t_value;
	k_spinlock_key_t k_spinlock_key_t_value;
} values;

static void structures_begin_as_zeros(void **state)
{
	const unsigned char *bytes = (const unsigned char *)&structures;

	for (size_t i = 0; i < sizeof(structures); i++) {
		assert_int_equal(bytes[i], 0);
	}
	assert_null(values.k_tid_t_value);
}

K_SEM_DEFINE(surface_sem, 2, 3);
K_MUTEX_DEFINE(surface_mutex);
K_CONDVAR_DEFINE(surface_condvar);
K_MSGQ_DEFINE(surface_msgq, sizeof(int), 4, 4);
K_MEM_SLAB_DEFINE(surface_slab, 16, 3, 8);
K_HEAP_DEFINE(surface_heap, 512);
K_TIMER_DEFINE(surface_timer, NULL, NULL);
static void no_work(struct k_work *work)
{
}
K_WORK_DEFINE(surface_work, no_work);
K_THREAD_STACK_DEFINE(surface_stack, 512);
K_THREAD_STACK_ARRAY_DEFINE(surface_stacks, 2, 512);
K_THREAD_STACK_EXTERN(surface_stack);

static void definitions_are_ready_for_use(void **state)
{
	int *memory = k_heap_alloc(&surface_heap, 64, K_NO_WAIT);

	assert_int_equal(k_sem_count_get(&surface_sem), 2);
	assert_int_equal(k_mutex_lock(&surface_mutex, K_NO_WAIT), 0);
	assert_int_equal(k_mutex_unlock(&surface_mutex), 0);
	assert_int_equal(k_condvar_signal(&surface_condvar), 0);
	assert_int_equal(k_msgq_num_free_get(&surface_msgq), 4);
	assert_int_equal(k_mem_slab_num_free_get(&surface_slab), 3);
	assert_non_null(memory);
	k_heap_free(&surface_heap, memory);
	assert_int_equal(k_timer_remaining_get(&surface_timer), 0);
	assert_ptr_equal(surface_work.handler, no_work);
	assert_int_equal(K_THREAD_STACK_SIZEOF(surface_stack), 512);
	assert_int_equal(K_THREAD_STACK_SIZEOF(surface_stacks[1]), 512);
	assert_int_equal(sizeof(surface_stack), K_THREAD_STACK_LEN(512));
	assert_int_equal(K_THREAD_STACK_LEN(512), 512 + K_THREAD_STACK_RESERVED);
}

static struct k_poll_event static_event = K_POLL_EVENT_STATIC_INITIALIZER(
	K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &surface_sem, 7);

static void poll_events_name_what_they_watch(void **state)
{
	struct k_poll_signal signal = K_POLL_SIGNAL_INITIALIZER(signal);
	struct k_poll_event event = K_POLL_EVENT_INITIALIZER(
		K_POLL_TYPE_SIGNAL, K_POLL_MODE_NOTIFY_ONLY, &signal);

	assert_int_equal(static_event.type, K_POLL_TYPE_SEM_AVAILABLE);
	assert_int_equal(static_event.tag, 7);
	assert_int_equal(static_event.state, K_POLL_STATE_NOT_READY);
	assert_int_equal(event.type, K_POLL_TYPE_SIGNAL);
	assert_true(K_POLL_NUM_MODES >= 1);
	assert_int_equal(K_POLL_TYPE_IGNORE, 0);
	assert_int_equal(K_POLL_TYPE_FIFO_DATA_AVAILABLE, K_POLL_TYPE_DATA_AVAILABLE);
	assert_int_equal(K_POLL_STATE_SEM_AVAILABLE & (K_POLL_STATE_SIGNALED | K_POLL_STATE_CANCELLED |
						       K_POLL_STATE_FIFO_DATA_AVAILABLE), 0);
}

static void timeouts_are_told_apart(void **state)
{
	assert_true(K_TIMEOUT_EQ(K_MSEC(0), K_NO_WAIT));
	assert_true(K_TIMEOUT_EQ(K_TICKS(5), K_TICKS(5)));
	assert_true(K_TIMEOUT_EQ(K_SECONDS(2), K_MSEC(2000)));
	assert_false(K_TIMEOUT_EQ(K_FOREVER, K_NO_WAIT));
	assert_int_equal(K_FOREVER.ticks, K_TICKS_FOREVER);
}

static void atomics_give_the_old_value(void **state)
{
	atomic_t value = ATOMIC_INIT(5);

	assert_int_equal(atomic_get(&value), 5);
	assert_int_equal(atomic_set(&value, 6), 5);
	assert_int_equal(atomic_add(&value, 4), 6);
	assert_int_equal(atomic_sub(&value, 1), 10);
	assert_int_equal(atomic_inc(&value), 9);
	assert_int_equal(atomic_dec(&value), 10);
	assert_true(atomic_cas(&value, 9, 12));
	assert_int_equal(atomic_clear(&value), 12);
	assert_false(atomic_test_and_set_bit(&value, 3));
	assert_true(atomic_test_bit(&value, 3));
}

static void a_thread_runs_on_the_one_processor(void **state)
{
	k_tid_t me = k_current_get();

	assert_int_equal(k_thread_cpu_pin(me, 0), 0);
	assert_int_equal(k_thread_cpu_pin(me, 1), -EINVAL);
	assert_int_equal(k_thread_cpu_mask_enable(me, 0), 0);
	assert_int_equal(k_thread_cpu_mask_enable(me, 1), -EINVAL);
	assert_int_equal(k_thread_cpu_mask_enable_all(me), 0);
	assert_int_equal(k_thread_cpu_mask_disable(me, 0), -ENOTSUP);
	assert_int_equal(k_thread_cpu_mask_clear(me), -ENOTSUP);
	assert_int_equal(arch_num_cpus(), 1);
}

static K_THREAD_STACK_DEFINE(stack, 256);

static void an_image_without_a_pool_allocates_no_stack(void **state)
{
	struct bulkhead_stack_pool_facts facts;

	assert_null(k_thread_stack_alloc(256, 0));
	assert_int_equal(k_thread_stack_free(stack), -ENOSYS);
	assert_int_equal(bulkhead_stack_pool_facts(&facts), -ENOSYS);
	assert_null(bulkhead_stack_next(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_is_linked_once),
		cmocka_unit_test(structures_begin_as_zeros),
		cmocka_unit_test(definitions_are_ready_for_use),
		cmocka_unit_test(poll_events_name_what_they_watch),
		cmocka_unit_test(timeouts_are_told_apart),
		cmocka_unit_test(atomics_give_the_old_value),
		cmocka_unit_test(a_thread_runs_on_the_one_processor),
		cmocka_unit_test(an_image_without_a_pool_allocates_no_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

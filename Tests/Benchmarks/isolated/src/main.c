/*
 * What operations cost threads without privileges, in instructions; `./bulkhead bench` runs it behind the
 * kernel's benchmark. Two threads of an operation are in different domains: each reaches its stack, the
 * counter, the variables of the measurement, which they share, and a partition of its own.
 */
#include "../../kernel/src/bracket.h"
#include "callers.h"
#include <bulkhead/console.h>
#include <stddef.h>
#include <string.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

K_APPMEM_PARTITION_DEFINE(measured);
K_APPMEM_PARTITION_DEFINE(of_first);
K_APPMEM_PARTITION_DEFINE(of_second);
COUNTER_PARTITION_DEFINE(counter_registers);
K_APP_BMEM(measured) volatile uint32_t bracket_start;
K_APP_BMEM(measured) struct shots shots;
K_APP_BMEM(of_first) static volatile uint32_t first_ran;
K_APP_BMEM(of_second) static volatile uint32_t second_ran;

K_SEM_DEFINE(sem, 1, 1);
K_SEM_DEFINE(wake, 0, 1);
K_MUTEX_DEFINE(mutex);
K_MSGQ_DEFINE(queue, 16, 4, 4);
/* Of the threads' own memory: used without a system call while nobody waits. */
K_APP_DMEM(measured) SYS_SEM_DEFINE(shared_sem, 1, 1);
K_APP_DMEM(measured) SYS_SEM_DEFINE(shared_wake, 0, 1);
K_APP_DMEM(measured) SYS_MUTEX_DEFINE(shared_mutex);
BULKHEAD_SHARED_QUEUE_DEFINE(measured, shared_queue, 16, 4);
static const void *const objects[] = {&sem, &wake, &mutex, &queue};

static struct k_mem_domain domains[2];
static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];

static void give_wake(const void *argument)
{
	(void)argument;
	acknowledge_interrupt();
	k_sem_give(&wake);
}

/* The other thread's partition is out of reach of either. */
static void first(void *body, void *b, void *c)
{
	(void)b, (void)c;
	require_no_privileges();
	first_ran++;
	((void (*)(void))body)();
}

static void second(void *body, void *b, void *c)
{
	(void)b, (void)c;
	require_no_privileges();
	second_ran++;
	((void (*)(void))body)();
}

static void start(int index, k_thread_entry_t entry, void (*body)(void), int priority)
{
	struct k_thread *thread = &threads[index];

	k_thread_create(thread, stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry, (void *)body, NULL,
			NULL, priority, K_USER, K_FOREVER);
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		k_object_access_grant(objects[i], thread);
	}
	if (k_mem_domain_add_thread(&domains[index], thread) != 0) {
		bulkhead_exit(1);
	}
	k_thread_start(thread);
}

static void prepare_domains(void)
{
	struct k_mem_partition *of_domains[2][3] = {
		{&measured, &counter_registers, &of_first},
		{&measured, &counter_registers, &of_second},
	};

	for (int i = 0; i < 2; i++) {
		if (k_mem_domain_init(&domains[i], ARRAY_SIZE(of_domains[i]), of_domains[i]) != 0) {
			bulkhead_exit(1);
		}
	}
}

/* The first thread ends behind its shots; the second never does. */
static void run(const struct operation *operation)
{
	memset(&shots, 0, sizeof(shots));
	/* The last operation's second thread was ended while it waited. */
	k_sem_reset(&wake);
	sys_sem_init(&shared_wake, 0, 1);
	counter_setup();
	start(0, first, operation->first, LOW);
	if (operation->second != NULL) {
		start(1, second, operation->second, operation->priority);
	}
	k_thread_join(&threads[0], K_FOREVER);
	if (operation->second != NULL) {
		k_thread_abort(&threads[1]);
	}
	/* Exceptions and writes to the protection's registers are counted in the emulator's trace. */
	printk("ROW %s %u %u ? ? isolated\n", operation->name, shots.minimum, shots.maximum);
}

int main(void)
{
	/* More urgent than the callers, so that it starts both before one of them runs. */
	k_thread_priority_set(k_current_get(), 0);
	/* No interrupt of the clock's may fall into a bracket. */
	k_sched_time_slice_set(0, 0);
	let_threads_count_and_raise();
	raise_connect(give_wake);
	prepare_domains();
	for (size_t i = 0; i < operation_count; i++) {
		run(&operations[i]);
	}
	bulkhead_exit(first_ran == operation_count && second_ran > 0 ? 0 : 1);
}

/* Single operations of threads without privileges, argument set-up, call and return included. */
#include "callers.h"

struct message {
	uint32_t words[4];
};

static void empty(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		shot(&shots, END(counter));
	}
}

static void ten_nops(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		__asm__ volatile("nop\nnop\nnop\nnop\nnop\nnop\nnop\nnop\nnop\nnop");
		shot(&shots, END(counter));
	}
}

static void yielding(void)
{
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_yield();
	}
}

static void yielding_back(void)
{
	uint32_t counter = COUNTER();

	for (;;) {
		shot(&shots, END(counter));
		k_yield();
	}
}

static void yield_alone(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_yield();
		shot(&shots, END(counter));
	}
}

static void semaphore(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		sys_sem_take(&shared_sem, K_FOREVER);
		sys_sem_give(&shared_sem);
		shot(&shots, END(counter));
	}
}

static void mutex_pair(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		sys_mutex_lock(&shared_mutex, K_FOREVER);
		sys_mutex_unlock(&shared_mutex);
		shot(&shots, END(counter));
	}
}

static void kernel_semaphore(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_sem_take(&sem, K_FOREVER);
		k_sem_give(&sem);
		shot(&shots, END(counter));
	}
}

static void kernel_mutex(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_mutex_lock(&mutex, K_FOREVER);
		k_mutex_unlock(&mutex);
		shot(&shots, END(counter));
	}
}

static void queue_pair(void)
{
	struct message message = {{1, 2, 3, 4}};
	struct message received;
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		bulkhead_shared_queue_put(&shared_queue, &message, K_FOREVER);
		bulkhead_shared_queue_get(&shared_queue, &received, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void kernel_queue(void)
{
	struct message message = {{1, 2, 3, 4}};
	struct message received;
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_msgq_put(&queue, &message, K_FOREVER);
		k_msgq_get(&queue, &received, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void giving(void)
{
	for (int i = 0; i < SHOTS; i++) {
		START();
		sys_sem_give(&shared_wake);
	}
}

static void taking(void)
{
	uint32_t counter = COUNTER();

	for (;;) {
		sys_sem_take(&shared_wake, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void kernel_giving(void)
{
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_sem_give(&wake);
	}
}

static void kernel_taking(void)
{
	uint32_t counter = COUNTER();

	for (;;) {
		k_sem_take(&wake, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void sending(void)
{
	struct message message = {{1, 2, 3, 4}};

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_msgq_put(&queue, &message, K_FOREVER);
	}
}

static void receiving(void)
{
	struct message message;
	uint32_t counter = COUNTER();

	for (;;) {
		k_msgq_get(&queue, &message, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void raising(void)
{
	for (int i = 0; i < SHOTS; i++) {
		START();
		raise_without_privileges();
	}
}

/* What ends with -kernel is on the kernel's objects, each use of which is a system call. */
const struct operation operations[] = {
	{"empty", empty},
	{"ten-nops", ten_nops},
	{"yield-switch", yielding, yielding_back, LOW},
	{"yield-alone", yield_alone},
	{"semaphore", semaphore},
	{"semaphore-kernel", kernel_semaphore},
	{"mutex", mutex_pair},
	{"mutex-kernel", kernel_mutex},
	{"queue16", queue_pair},
	{"queue16-kernel", kernel_queue},
	{"give-to-higher", giving, taking, HIGH},
	{"give-to-higher-kernel", kernel_giving, kernel_taking, HIGH},
	{"queue-to-higher-kernel", sending, receiving, HIGH},
	{"irq-to-thread", raising, kernel_taking, HIGH},
};
const size_t operation_count = sizeof(operations) / sizeof(operations[0]);

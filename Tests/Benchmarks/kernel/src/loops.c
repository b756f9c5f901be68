/*
 * Loops in the style of Thread-Metric: iterations in a given number of instructions. The clock
 * interrupts only to end the measurement, so no tick's cost has to be subtracted.
 */
#include "bracket.h"
#include <stddef.h>
#include <string.h>
#include <zephyr/kernel.h>

/* A few million instructions: one takes 256 ns of virtual time on Arm, 1 ns on RISC-V. */
#if defined(__riscv)
#define RUN_MS 5
#else
#define RUN_MS 500
#endif
#define RUNS 3
#define WORKERS 5
#define WORKER_PRIORITY 10

static K_THREAD_STACK_ARRAY_DEFINE(stacks, WORKERS, 1024);
static struct k_thread workers[WORKERS];
static volatile uint32_t counters[WORKERS + 1];

K_SEM_DEFINE(loop_sem, 1, 1);
K_SEM_DEFINE(event, 0, 1);
K_MSGQ_DEFINE(messages, 16, 4, 4);

#define BLOCK_SIZE 128
#define BLOCK_COUNT 4
static struct k_mem_slab blocks;
static char block_memory[BLOCK_SIZE * BLOCK_COUNT] __attribute__((aligned(8)));

static void worker_start(int index, k_thread_entry_t entry, int priority, bool starts)
{
	k_thread_create(&workers[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry,
			(void *)(uintptr_t)index, NULL, NULL, priority, 0,
			starts ? K_NO_WAIT : K_FOREVER);
}

static void yielding(void *index, void *b, void *c)
{
	volatile uint32_t *counter = &counters[(uintptr_t)index];

	(void)b, (void)c;
	for (;;) {
		k_yield();
		*counter += 1;
	}
}

static int cooperative(void)
{
	for (int i = 0; i < WORKERS; i++) {
		worker_start(i, yielding, WORKER_PRIORITY, true);
	}
	return WORKERS;
}

/* Each resumes the next more urgent one, which preempts it; the most urgent only suspends itself. */
static void resuming(void *index, void *b, void *c)
{
	uintptr_t me = (uintptr_t)index;

	(void)b, (void)c;
	for (;;) {
		if (me + 1 < WORKERS) {
			k_thread_resume(&workers[me + 1]);
		}
		counters[me] += 1;
		if (me > 0) {
			k_thread_suspend(&workers[me]);
		}
	}
}

static int preemptive(void)
{
	for (int i = WORKERS - 1; i >= 0; i--) {
		worker_start(i, resuming, WORKER_PRIORITY - i, false);
		if (i > 0) {
			k_thread_suspend(&workers[i]);
		}
		k_thread_start(&workers[i]);
	}
	return WORKERS;
}

static void give_event(const void *argument)
{
	(void)argument;
	acknowledge_interrupt();
	k_sem_give(&event);
}

static void interrupting(void *index, void *b, void *c)
{
	(void)index, (void)b, (void)c;
	for (;;) {
		raise_interrupt();
		k_sem_take(&event, K_FOREVER);
		counters[0] += 1;
	}
}

static int interrupt_processing(void)
{
	raise_connect(give_event);
	worker_start(0, interrupting, WORKER_PRIORITY, true);
	return 1;
}

static void resume_worker(const void *argument)
{
	(void)argument;
	acknowledge_interrupt();
	k_thread_resume(&workers[1]);
}

static void preempted(void *index, void *b, void *c)
{
	(void)index, (void)b, (void)c;
	for (;;) {
		raise_interrupt();
		counters[0] += 1;
	}
}

static void preempting(void *index, void *b, void *c)
{
	(void)index, (void)b, (void)c;
	for (;;) {
		k_thread_suspend(&workers[1]);
		counters[WORKERS] += 1;
	}
}

static int interrupt_preemption(void)
{
	raise_connect(resume_worker);
	worker_start(1, preempting, WORKER_PRIORITY - 1, true);
	worker_start(0, preempted, WORKER_PRIORITY, true);
	return 1;
}

static void messaging(void *index, void *b, void *c)
{
	uint32_t message[4] = {1, 2, 3, 4};

	(void)index, (void)b, (void)c;
	for (;;) {
		k_msgq_put(&messages, message, K_FOREVER);
		k_msgq_get(&messages, message, K_FOREVER);
		counters[0] += 1;
	}
}

static int message(void)
{
	worker_start(0, messaging, WORKER_PRIORITY, true);
	return 1;
}

static void synchronizing(void *index, void *b, void *c)
{
	(void)index, (void)b, (void)c;
	for (;;) {
		k_sem_take(&loop_sem, K_FOREVER);
		k_sem_give(&loop_sem);
		counters[0] += 1;
	}
}

static int synchronization(void)
{
	worker_start(0, synchronizing, WORKER_PRIORITY, true);
	return 1;
}

static void allocating(void *index, void *b, void *c)
{
	void *block;

	(void)index, (void)b, (void)c;
	for (;;) {
		k_mem_slab_alloc(&blocks, &block, K_NO_WAIT);
		k_mem_slab_free(&blocks, block);
		counters[0] += 1;
	}
}

static int memory(void)
{
	worker_start(0, allocating, WORKER_PRIORITY, true);
	return 1;
}

static const struct {
	const char *name;
	int (*start)(void);
} loops[] = {
	{"loop-cooperative", cooperative},
	{"loop-preemptive", preemptive},
	{"loop-interrupt", interrupt_processing},
	{"loop-interrupt-preemption", interrupt_preemption},
	{"loop-message", message},
	{"loop-synchronization", synchronization},
	{"loop-memory", memory},
};

/* Runs a loop once; instructions per iteration, rounded to the nearest. */
static uint32_t measure(int (*start)(void), uint32_t *iterations)
{
	/* The last run was ended anywhere, also between two halves of an operation. */
	k_sem_init(&loop_sem, 1, 1);
	k_sem_init(&event, 0, 1);
	k_msgq_purge(&messages);
	k_mem_slab_init(&blocks, block_memory, BLOCK_SIZE, BLOCK_COUNT);
	memset((void *)counters, 0, sizeof(counters));
	int counted = start();
	uint32_t begin = counter_now();

	k_msleep(RUN_MS);

	uint32_t spent = bracket_instructions(begin, counter_now());
	uint32_t total = 0;

	for (int i = 0; i < counted; i++) {
		total += counters[i];
	}
	for (int i = 0; i < WORKERS; i++) {
		k_thread_abort(&workers[i]);
	}
	*iterations = total;
	return total == 0 ? 0 : (spent + total / 2) / total;
}

void run_loops(void)
{
	k_thread_priority_set(k_current_get(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(loops); i++) {
		struct shots shots = {.minimum = UINT32_MAX};
		uint32_t iterations;

		for (int run = 0; run < RUNS; run++) {
			uint32_t cost = measure(loops[i].start, &iterations);

			shots.minimum = MIN(shots.minimum, cost);
			shots.maximum = MAX(shots.maximum, cost);
		}
		counts_exceptions = 1;
		exceptions_begin();
		measure(loops[i].start, &iterations);
		uint32_t exceptions = iterations ? (exceptions_taken() + iterations / 2) / iterations : 0;

		counts_exceptions = 0;
		exceptions_begin();
		report(loops[i].name, &shots, exceptions);
	}
}

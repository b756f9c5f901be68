/* Single operations, argument set-up, call and return included. */
#include "bracket.h"
#include <stddef.h>
#include <string.h>
#include <zephyr/drivers/watchdog.h>
#include <zephyr/kernel.h>

#define LOW 10
#define HIGH 5

static K_THREAD_STACK_DEFINE(peer_stack, 1024);
static struct k_thread peer;
static struct shots shots;

K_SEM_DEFINE(sem, 1, 1);
K_SEM_DEFINE(wake, 0, 1);
K_SEM_DEFINE(never, 0, 1);
K_MUTEX_DEFINE(mutex);
K_MSGQ_DEFINE(queue, 16, 4, 4);
K_HEAP_DEFINE(heap, 2048);
K_MEM_SLAB_DEFINE(slab, 64, 4, 8);

struct message {
	uint32_t words[4];
};

static void peer_start(k_thread_entry_t entry, int priority)
{
	k_thread_create(&peer, peer_stack, K_THREAD_STACK_SIZEOF(peer_stack), entry, NULL, NULL, NULL,
			priority, 0, K_NO_WAIT);
}

static void peer_end(void)
{
	k_thread_abort(&peer);
}

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

static void yielding_peer(void *a, void *b, void *c)
{
	uint32_t counter = COUNTER();

	(void)a, (void)b, (void)c;
	for (;;) {
		shot(&shots, END(counter));
		k_yield();
	}
}

static void yield_switch(void)
{
	peer_start(yielding_peer, LOW);
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_yield();
	}
	peer_end();
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
		k_sem_take(&sem, K_FOREVER);
		k_sem_give(&sem);
		shot(&shots, END(counter));
	}
}

static void mutex_pair(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_mutex_lock(&mutex, K_FOREVER);
		k_mutex_unlock(&mutex);
		shot(&shots, END(counter));
	}
}

static void queue16(void)
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

static void taking_peer(void *a, void *b, void *c)
{
	uint32_t counter = COUNTER();

	(void)a, (void)b, (void)c;
	for (;;) {
		k_sem_take(&wake, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void give_to_higher(void)
{
	peer_start(taking_peer, HIGH);
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_sem_give(&wake);
	}
	peer_end();
}

static void receiving_peer(void *a, void *b, void *c)
{
	struct message message;
	uint32_t counter = COUNTER();

	(void)a, (void)b, (void)c;
	for (;;) {
		k_msgq_get(&queue, &message, K_FOREVER);
		shot(&shots, END(counter));
	}
}

static void queue_to_higher(void)
{
	struct message message = {{1, 2, 3, 4}};

	peer_start(receiving_peer, HIGH);
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_msgq_put(&queue, &message, K_FOREVER);
	}
	peer_end();
}

static void give_wake(const void *argument)
{
	(void)argument;
	acknowledge_interrupt();
	k_sem_give(&wake);
}

static void irq_to_thread(void)
{
	raise_connect(give_wake);
	peer_start(taking_peer, HIGH);
	for (int i = 0; i < SHOTS; i++) {
		START();
		raise_interrupt();
	}
	peer_end();
}

static void nothing(void *a, void *b, void *c)
{
	(void)a, (void)b, (void)c;
}

static void thread_create_delete(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_thread_create(&peer, peer_stack, K_THREAD_STACK_SIZEOF(peer_stack), nothing, NULL,
				NULL, NULL, LOW + 1, 0, K_NO_WAIT);
		k_thread_abort(&peer);
		shot(&shots, END(counter));
	}
}

/* Beside three others, as first fit has to look behind them. */
static void stack_alloc_free(void)
{
	uint32_t counter = COUNTER();
	k_thread_stack_t *others[3];

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = k_thread_stack_alloc(512, 0);
	}
	for (int i = 0; i < SHOTS; i++) {
		START();
		k_thread_stack_t *stack = k_thread_stack_alloc(512, 0);
		k_thread_stack_free(stack);
		shot(&shots, END(counter));
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		k_thread_stack_free(others[i]);
	}
}

static void heap64(void)
{
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		void *block = k_heap_alloc(&heap, 64, K_NO_WAIT);
		k_heap_free(&heap, block);
		shot(&shots, END(counter));
	}
}

static void pool64(void)
{
	uint32_t counter = COUNTER();
	void *block;

	for (int i = 0; i < SHOTS; i++) {
		START();
		k_mem_slab_alloc(&slab, &block, K_NO_WAIT);
		k_mem_slab_free(&slab, block);
		shot(&shots, END(counter));
	}
}

/* A driver that does nothing: what is left is the way to it. */
static int feed(const struct device *device, int channel)
{
	(void)device;
	return channel;
}

static const struct wdt_driver_api driver = {.feed = feed};
DEVICE_DEFINE(bench_device, "bench", NULL, NULL, NULL, NULL, POST_KERNEL, 0, &driver);

/* The device, of which the compiler is to know nothing. */
static const struct device *some_device(void)
{
	const struct device *device = DEVICE_GET(bench_device);

	__asm__ volatile("" : "+r"(device));
	return device;
}

static void driver_call(void)
{
	const struct device *device = some_device();
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		((const struct wdt_driver_api *)device->api)->feed(device, 0);
		shot(&shots, END(counter));
	}
}

static void device_call(void)
{
	const struct device *device = some_device();
	uint32_t counter = COUNTER();

	for (int i = 0; i < SHOTS; i++) {
		START();
		wdt_feed(device, 0);
		shot(&shots, END(counter));
	}
}

#define COUNTDOWN 1000

/* Takes 2 * n instructions. */
static inline void countdown(uint32_t n)
{
#if defined(__arm__)
	__asm__ volatile("1: subs %0, %0, #1\n\tbne 1b" : "+r"(n)::"cc");
#else
	__asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(n));
#endif
}

/*
 * The clock's own interrupt while nobody waits for a time. The kernel is tickless, so it comes
 * only when the counter wraps: a loop of known length is run until it has taken longer than that.
 */
static void tick_idle(void)
{
	uint32_t counter = COUNTER();

#if defined(__riscv)
	/* The CLINT's counter never wraps: here the interrupt is one that nobody asked for. */
	for (int ticks = 0; ticks < SHOTS; ticks++) {
		volatile uint32_t *compare = (volatile uint32_t *)0x2004000;

		__asm__ volatile("" : "+r"(compare));
		compare[1] = UINT32_MAX;
		compare[0] = 0;
		START();
		compare[1] = 0;
		shot(&shots, END(counter));
	}
	return;
#endif
	for (int ticks = 0; ticks < SHOTS;) {
		uint32_t rounds = COUNTDOWN;

		__asm__ volatile("" : "+r"(rounds));
		START();
		countdown(rounds);
		uint32_t cost = bracket_instructions(bracket_start, END(counter)) - 2 - 2 * COUNTDOWN;

		/* Without an interrupt at most the loop's own register is set up. */
		if (cost > 4) {
			shot_of(&shots, cost);
			ticks++;
		}
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} operations[] = {
	{"empty", empty},
	{"ten-nops", ten_nops},
	{"yield-switch", yield_switch},
	{"yield-alone", yield_alone},
	{"semaphore", semaphore},
	{"mutex", mutex_pair},
	{"queue16", queue16},
	{"give-to-higher", give_to_higher},
	{"queue-to-higher", queue_to_higher},
	{"irq-to-thread", irq_to_thread},
	{"thread-create-delete", thread_create_delete},
	{"stack-alloc-free", stack_alloc_free},
	{"heap64", heap64},
	{"pool64", pool64},
	{"tick-idle", tick_idle},
	{"driver-call", driver_call},
	{"device-call", device_call},
};

void run_single_operations(void)
{
	k_thread_priority_set(k_current_get(), LOW);
	/* No interrupt of the clock's may fall into a bracket. */
	k_sched_time_slice_set(0, 0);
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		counts_exceptions = 1;
		exceptions_begin();
		memset(&shots, 0, sizeof(shots));
		operations[i].run();
		/* A switch to the peer and back: the way back is not part of the operation. */
		uint32_t exceptions = exceptions_taken() / SHOTS;

		counts_exceptions = 0;
		exceptions_begin();
		memset(&shots, 0, sizeof(shots));
		operations[i].run();
		if (operations[i].run == yield_switch || operations[i].run == give_to_higher ||
		    operations[i].run == queue_to_higher || operations[i].run == irq_to_thread) {
			exceptions -= 1;
		}
		report(operations[i].name, &shots, exceptions);
	}
	k_sched_time_slice_set(CONFIG_TIMESLICE_SIZE, CONFIG_TIMESLICE_PRIORITY);
}

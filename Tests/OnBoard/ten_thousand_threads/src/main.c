/*
 * 10,000 threads that wait, sleep or are ready: no operation costs more because of how many they
 * are. Each is timed with a hundred and with all of them in one run. Caches make it a few times
 * slower; an operation that looks at every thread would be a hundred times slower.
 */
#include <time.h>
#include <zephyr/kernel.h>

#define FEW 100
#define MANY 10000
#define LIMIT 20
#define ROUNDS 7
#define STEPS 1000

static K_THREAD_STACK_ARRAY_DEFINE(stacks, MANY, 1024);
static struct k_thread threads[MANY];
static K_THREAD_STACK_DEFINE(partner_stack, 1024);
static struct k_thread partner;
K_SEM_DEFINE(never, 0, 1);
K_SEM_DEFINE(ping, 0, 1);

static void live(void *index, void *b, void *c)
{
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	if ((uintptr_t)index % 3 == 0) {
		k_sem_take(&never, K_FOREVER);
	}
	k_sleep(K_SECONDS(1000 + (uintptr_t)index));
}

/* A third waits, a third sleeps, a third is ready behind main. */
static void start(uintptr_t index)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), live,
			(void *)index, NULL, NULL, index % 3 == 2 ? 10 : -1, 0, K_NO_WAIT);
}

static void yield_for_ever(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (;;) {
		k_yield();
	}
}

static void take_for_ever(void *a, void *b, void *c)
{
	ARG_UNUSED(a);
	ARG_UNUSED(b);
	ARG_UNUSED(c);
	for (;;) {
		k_sem_take(&ping, K_FOREVER);
	}
}

static void start_partner(k_thread_entry_t entry, int priority)
{
	k_thread_create(&partner, partner_stack, K_THREAD_STACK_SIZEOF(partner_stack), entry, NULL,
			NULL, NULL, priority, 0, K_NO_WAIT);
}

static void wake(void)
{
	k_sem_give(&ping);
}

static void create_and_abort(void)
{
	start_partner(take_for_ever, -1);
	k_thread_abort(&partner);
}

static void change_priority(void)
{
	k_thread_priority_set(&threads[2], k_thread_priority_get(&threads[2]) == 10 ? 11 : 10);
}

static void start_and_stop_timer(void)
{
	static K_TIMER_DEFINE(timer, NULL, NULL);

	k_timer_start(&timer, K_SECONDS(1500), K_NO_WAIT);
	k_timer_stop(&timer);
}

static void wait_in_vain(void)
{
	k_sem_take(&ping, K_MSEC(1));
}

static const struct {
	const char *name;
	void (*step)(void);
	k_thread_entry_t partner;
	int partner_priority;
} operations[] = {
	{"a yield to another thread", k_yield, yield_for_ever, 0},
	{"waking a more urgent thread", wake, take_for_ever, -1},
	{"creating and aborting a thread", create_and_abort, NULL, 0},
	{"changing a ready thread's priority", change_priority, NULL, 0},
	{"starting and stopping a timer", start_and_stop_timer, NULL, 0},
	{"a wait that times out", wait_in_vain, NULL, 0},
};

static uint64_t real_time(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* The best of several rounds: whatever else the machine does only adds. */
static uint64_t measure(size_t operation)
{
	uint64_t best = UINT64_MAX;

	if (operations[operation].partner != NULL) {
		start_partner(operations[operation].partner, operations[operation].partner_priority);
	}
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t begin = real_time();

		for (int step = 0; step < STEPS; step++) {
			operations[operation].step();
		}
		best = MIN(best, real_time() - begin);
	}
	if (operations[operation].partner != NULL) {
		k_thread_abort(&partner);
	}
	return best;
}

int main(void)
{
	uint64_t with_few[ARRAY_SIZE(operations)];

	for (uintptr_t index = 0; index < FEW; index++) {
		start(index);
	}
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		with_few[i] = measure(i);
	}
	for (uintptr_t index = FEW; index < MANY; index++) {
		start(index);
	}
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		uint64_t ratio = measure(i) / with_few[i];

		if (ratio < LIMIT) {
			printk("%s: as with a hundred\n", operations[i].name);
		} else {
			printk("%s: %u times as long\n", operations[i].name, (unsigned int)ratio);
		}
	}
	for (uintptr_t index = 0; index < MANY; index++) {
		k_thread_abort(&threads[index]);
	}
	printk("all have ended\n");
	return 0;
}

/* What holds of a pool of stacks however it is divided; each folder stacks… has these tests. */
#include <stdlib.h>
#include <string.h>

#include <bulkhead/stack.h>
#include <zephyr/kernel.h>

#define WHOLE CONFIG_DYNAMIC_THREAD_STACK_SIZE
#define HALF (WHOLE / 2)
#define LIMIT CONFIG_STACK_POOL_STACKS
#define THREADS (LIMIT + 2)

K_SEM_DEFINE(never, 0, 1);
static struct k_thread threads[THREADS];
static int runs;

static inline size_t page(void)
{
	return IS_ENABLED(CONFIG_HOST) ? 4096 : 16;
}

static k_thread_stack_t *allocated(size_t size)
{
	k_thread_stack_t *stack = k_thread_stack_alloc(size, 0);

	assert_non_null(stack);
	return stack;
}

static struct bulkhead_stack_pool_facts pool(void)
{
	struct bulkhead_stack_pool_facts facts;

	assert_int_equal(bulkhead_stack_pool_facts(&facts), 0);
	return facts;
}

static struct bulkhead_stack_facts of(k_thread_stack_t *stack)
{
	struct bulkhead_stack_facts facts;

	assert_int_equal(bulkhead_stack_facts(stack, &facts), 0);
	return facts;
}

static void run(void *use, void *b, void *c)
{
	volatile char used[200];

	memset((char *)used, 1, use == NULL ? 1 : sizeof(used));
	runs += used[0];
}

static void wait_for_ever(void *a, void *b, void *c)
{
	k_sem_take(&never, K_FOREVER);
}

static void start(int index, k_thread_stack_t *stack, size_t size, k_thread_entry_t entry,
		  void *parameter, int priority, k_timeout_t delay)
{
	k_thread_create(&threads[index], stack, size, entry, parameter, NULL, NULL, priority, 0, delay);
}

static void nothing_is_allocated_at_first(void **state)
{
	(void)state;
	assert_int_equal(pool().count, 0);
	assert_int_equal(pool().reserved, 0);
	assert_int_equal(pool().wasted, 0);
	assert_int_equal(pool().limit, LIMIT);
	assert_null(bulkhead_stack_next(NULL));
	/* Not given back: the next test starts on a fresh kernel. */
	allocated(HALF);
}

static void a_fresh_kernel_has_all_stacks_back(void **state)
{
	(void)state;
	assert_int_equal(pool().count, 0);
	assert_int_equal(pool().reserved, 0);
}

static void a_thread_runs_on_a_stack(void **state)
{
	k_thread_stack_t *stack = allocated(WHOLE);

	(void)state;
	runs = 0;
	start(0, stack, WHOLE, run, NULL, -1, K_NO_WAIT);
	assert_int_equal(k_thread_join(&threads[0], K_FOREVER), 0);
	assert_int_equal(runs, 1);
	assert_int_equal(k_thread_stack_free(stack), 0);
}

static void a_stack_in_use_is_busy(void **state)
{
	k_thread_stack_t *stack = allocated(WHOLE);

	(void)state;
	start(0, stack, WHOLE, wait_for_ever, NULL, -1, K_NO_WAIT);
	assert_int_equal(k_thread_stack_free(stack), -EBUSY);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_stack_free(stack), 0);
}

static void a_stack_of_a_thread_that_has_not_started_is_busy(void **state)
{
	k_thread_stack_t *stack = allocated(WHOLE);

	(void)state;
	start(0, stack, WHOLE, run, NULL, -1, K_FOREVER);
	assert_int_equal(k_thread_stack_free(stack), -EBUSY);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_stack_free(stack), 0);
}

static K_THREAD_STACK_DEFINE(other, 256);

static void what_is_no_stack_of_the_pool_is_refused(void **state)
{
	struct bulkhead_stack_facts facts;
	k_thread_stack_t *stack = allocated(HALF);

	(void)state;
	assert_int_equal(k_thread_stack_free(other), -EINVAL);
	assert_int_equal(k_thread_stack_free(stack + 16), -EINVAL);
	assert_int_equal(bulkhead_stack_facts(stack + 16, &facts), -EINVAL);
	assert_null(bulkhead_stack_next(other));
	assert_int_equal(k_thread_stack_free(stack), 0);
	assert_int_equal(k_thread_stack_free(stack), -EINVAL);
	assert_int_equal(bulkhead_stack_facts(stack, &facts), -EINVAL);
	assert_int_equal(pool().count, 0);
}

static void what_no_pool_has_room_for_is_refused(void **state)
{
	size_t free = pool().free;

	(void)state;
	assert_null(k_thread_stack_alloc(pool().total + 1, 0));
	assert_null(k_thread_stack_alloc(SIZE_MAX, 0));
	assert_null(k_thread_stack_alloc(SIZE_MAX - K_THREAD_STACK_RESERVED, 0));
	assert_null(k_thread_stack_alloc(UINT32_MAX - 8, 0));
	assert_int_equal(pool().free, free);
	assert_int_equal(pool().count, 0);
}

/* Takes stacks of a size until there are no more; how many they are. */
static int exhaust(size_t size, k_thread_stack_t *stacks[])
{
	int count = 0;

	while (count < LIMIT && (stacks[count] = k_thread_stack_alloc(size, 0)) != NULL) {
		count++;
	}
	assert_null(k_thread_stack_alloc(size, 0));
	return count;
}

static void an_exhausted_pool_refuses_and_recovers(void **state)
{
	k_thread_stack_t *stacks[LIMIT];
	struct bulkhead_stack_pool_facts before = pool();
	int count = exhaust(WHOLE, stacks);

	(void)state;
	assert_in_range(count, 1, LIMIT);
	for (int round = 0; round < 3; round++) {
		assert_int_equal(pool().count, count);
		for (int i = 0; i < count; i++) {
			assert_int_equal(k_thread_stack_free(stacks[(i + round) % count]), 0);
		}
		assert_int_equal(pool().free, before.free);
		assert_int_equal(pool().largest, before.largest);
		assert_int_equal(pool().reserved, 0);
		assert_int_equal(pool().wasted, 0);
		assert_int_equal(exhaust(WHOLE, stacks), count);
	}
}

static void stacks_are_apart_and_in_place(void **state)
{
	k_thread_stack_t *stacks[LIMIT];
	int count = exhaust(HALF, stacks);

	(void)state;
	for (int i = 0; i < count; i++) {
		char *top = (char *)stacks[i] + of(stacks[i]).size + K_THREAD_STACK_RESERVED;

		assert_int_equal((uintptr_t)stacks[i] % BULKHEAD_STACK_ALIGN, 0);
		assert_int_equal((uintptr_t)top % page(), 0);
		assert_int_equal(of(stacks[i]).reserved % page(), 0);
		for (int j = 0; j < count; j++) {
			assert_true(i == j || (char *)stacks[j] >= top ||
				    (char *)stacks[j] <= top - of(stacks[i]).reserved);
		}
	}
}

static void threads_live_side_by_side(void **state)
{
	k_thread_stack_t *stacks[LIMIT];
	int count = exhaust(WHOLE, stacks);

	(void)state;
	runs = 0;
	for (int i = 0; i < count; i++) {
		start(i, stacks[i], WHOLE, run, "use", 5, K_NO_WAIT);
	}
	k_msleep(10);
	assert_int_equal(runs, count);
}

static void a_stack_is_running_while_a_thread_lives_on_it(void **state)
{
	k_thread_stack_t *stack = allocated(WHOLE);

	(void)state;
	assert_ptr_equal(of(stack).stack, stack);
	assert_null(of(stack).owner);
	assert_null(of(stack).thread);
	start(0, stack, WHOLE, wait_for_ever, NULL, -1, K_NO_WAIT);
	assert_ptr_equal(of(stack).thread, &threads[0]);
	k_thread_abort(&threads[0]);
	assert_null(of(stack).thread);
}

static void the_most_that_was_used_is_known_afterwards(void **state)
{
	k_thread_stack_t *stack = allocated(WHOLE);
	size_t least;

	(void)state;
	assert_int_equal(of(stack).high_water, 0);
	start(0, stack, WHOLE, run, NULL, -1, K_NO_WAIT);
	least = of(stack).high_water;
	assert_in_range(least, 200, WHOLE + K_THREAD_STACK_RESERVED);
	start(0, stack, WHOLE, wait_for_ever, NULL, -1, K_NO_WAIT);
	assert_in_range(of(stack).high_water, 16, WHOLE + K_THREAD_STACK_RESERVED);
	k_thread_abort(&threads[0]);
	assert_int_equal(k_thread_stack_free(stack), 0);
	assert_int_equal(of(allocated(WHOLE)).high_water, 0);
}

static void the_figures_are_those_of_the_stacks(void **state)
{
	k_thread_stack_t *stacks[LIMIT];
	struct bulkhead_stack_pool_facts before = pool();
	size_t reserved = 0, wasted = 0;
	uint32_t listed = 0;

	(void)state;
	exhaust(HALF - 24, stacks);
	for (k_thread_stack_t *one = bulkhead_stack_next(NULL); one; one = bulkhead_stack_next(one)) {
		struct bulkhead_stack_facts facts = of(one);

		assert_in_range(facts.size, HALF - 24, facts.reserved);
		assert_int_equal(facts.size + K_THREAD_STACK_RESERVED + facts.wasted, facts.reserved);
		reserved += facts.reserved;
		wasted += facts.wasted;
		listed++;
	}
	assert_int_equal(listed, pool().count);
	assert_int_equal(reserved, pool().reserved);
	assert_int_equal(wasted, pool().wasted);
	assert_int_equal(pool().free + pool().reserved, before.free);
	assert_int_equal(pool().total, before.total);
}

static void the_largest_is_what_can_be_had(void **state)
{
	(void)state;
	for (int i = 0; i < LIMIT && pool().largest > 0; i++) {
		size_t largest = pool().largest;

		assert_null(k_thread_stack_alloc(largest + 1, 0));
		assert_int_equal(k_thread_stack_free(allocated(largest)), 0);
		allocated(i % 2 ? HALF / 2 : largest < HALF ? largest : HALF);
	}
}

static void a_stack_for_ever_is_not_wasted(void **state)
{
	size_t size = HALF + 8;
	k_thread_stack_t *stack = bulkhead_stack_alloc_for_idle(&size);

	(void)state;
	assert_non_null(stack);
	assert_int_equal(of(stack).wasted, 0);
	assert_int_equal(of(stack).size, size);
	assert_in_range(size, HALF + 8, of(stack).reserved);
	start(0, stack, size, run, "use", -1, K_NO_WAIT);
	assert_int_equal(k_thread_stack_free(stack), 0);
}

/* Ten thousand threads, a million where a soak asks for it. */
static int wanted(void)
{
#if defined(CONFIG_HOST)
	const char *soak = getenv("BULKHEAD_SOAK");

	if (soak != NULL && strcmp(soak, "1") == 0) {
		return 1000000;
	}
#endif
	return 10000;
}

static void threads_come_and_go_and_leave_nothing(void **state)
{
	k_thread_stack_t *stacks[THREADS] = {NULL};
	struct bulkhead_stack_pool_facts before = pool();
	uint32_t dice = 1;
	int count = wanted(), refused = 0;

	(void)state;
	runs = 0;
	for (int made = 0; made < count;) {
		int i = (dice = dice * 1664525 + 1013904223) >> 8 & 0xffff;
		size_t size = HALF / 2 + i % (WHOLE - HALF / 2 + 1);

		i %= THREADS;
		if (stacks[i] != NULL) {
			if (of(stacks[i]).thread != NULL) {
				assert_int_equal(k_thread_stack_free(stacks[i]), -EBUSY);
				k_thread_abort(&threads[i]);
			}
			assert_int_equal(k_thread_stack_free(stacks[i]), 0);
			stacks[i] = NULL;
		} else if ((stacks[i] = k_thread_stack_alloc(size, 0)) != NULL) {
			start(i, stacks[i], size, dice >> 30 ? run : wait_for_ever, NULL, -1,
			      dice >> 29 ? K_NO_WAIT : K_FOREVER);
			made++;
		} else {
			refused++;
		}
	}
	assert_in_range(refused, 1, count);
	assert_in_range(runs, count / 2, count);
	for (int i = 0; i < THREADS; i++) {
		if (stacks[i] != NULL) {
			k_thread_abort(&threads[i]);
			assert_int_equal(k_thread_stack_free(stacks[i]), 0);
		}
	}
	assert_int_equal(pool().free, before.free);
	assert_int_equal(pool().largest, before.largest);
	assert_int_equal(pool().count, 0);
}

#define STACK_TESTS                                                                                \
	cmocka_unit_test(nothing_is_allocated_at_first),                                           \
	cmocka_unit_test(a_fresh_kernel_has_all_stacks_back),                                      \
	cmocka_unit_test(a_thread_runs_on_a_stack), cmocka_unit_test(a_stack_in_use_is_busy),      \
	cmocka_unit_test(a_stack_of_a_thread_that_has_not_started_is_busy),                        \
	cmocka_unit_test(what_is_no_stack_of_the_pool_is_refused),                                 \
	cmocka_unit_test(what_no_pool_has_room_for_is_refused),                                    \
	cmocka_unit_test(an_exhausted_pool_refuses_and_recovers),                                  \
	cmocka_unit_test(stacks_are_apart_and_in_place),                                           \
	cmocka_unit_test(threads_live_side_by_side),                                               \
	cmocka_unit_test(a_stack_is_running_while_a_thread_lives_on_it),                           \
	cmocka_unit_test(the_most_that_was_used_is_known_afterwards),                              \
	cmocka_unit_test(the_figures_are_those_of_the_stacks),                                     \
	cmocka_unit_test(the_largest_is_what_can_be_had),                                          \
	cmocka_unit_test(a_stack_for_ever_is_not_wasted),                                          \
	cmocka_unit_test(threads_come_and_go_and_leave_nothing)

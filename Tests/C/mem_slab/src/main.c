/* <zephyr/kernel/mem_slab.h>: blocks of one size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

#define COUNT 3
#define SIZE 32

K_MEM_SLAB_DEFINE(slab, SIZE, COUNT, 8);

static K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
static void *blocks[COUNT];
static void *given[2];
static int results[2];

static void allocate_all(void)
{
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(k_mem_slab_alloc(&slab, &blocks[i], K_NO_WAIT), 0);
	}
}

static void allocate(void *index, void *p2, void *p3)
{
	int i = (int)(intptr_t)index;

	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	results[i] = k_mem_slab_alloc(&slab, &given[i], K_FOREVER);
}

static void start(int index, int priority)
{
	results[index] = 1;
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), allocate,
			(void *)(intptr_t)index, NULL, NULL, priority, 0, K_NO_WAIT);
}

static void blocks_are_apart_and_aligned(void **state)
{
	(void)state;
	allocate_all();
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal((uintptr_t)blocks[i] % 8, 0);
		for (int j = 0; j < i; j++) {
			assert_true((char *)blocks[i] >= (char *)blocks[j] + SIZE ||
				    (char *)blocks[j] >= (char *)blocks[i] + SIZE);
		}
	}
}

static void an_exhausted_slab_refuses(void **state)
{
	void *block = &slab;

	(void)state;
	allocate_all();
	assert_int_equal(k_mem_slab_alloc(&slab, &block, K_NO_WAIT), -ENOMEM);
	assert_int_equal(k_mem_slab_alloc(&slab, &block, K_MSEC(2)), -EAGAIN);
	assert_null(block);
}

static void used_and_free_are_counted(void **state)
{
	(void)state;
	assert_int_equal(k_mem_slab_num_free_get(&slab), COUNT);
	allocate_all();
	assert_int_equal(k_mem_slab_num_used_get(&slab), COUNT);
	k_mem_slab_free(&slab, blocks[1]);
	assert_int_equal(k_mem_slab_num_used_get(&slab), COUNT - 1);
	assert_int_equal(k_mem_slab_num_free_get(&slab), 1);
	assert_int_equal(k_mem_slab_max_used_get(&slab), COUNT);
}

static void a_freed_block_can_be_had_again(void **state)
{
	void *block;

	(void)state;
	allocate_all();
	k_mem_slab_free(&slab, blocks[1]);
	assert_int_equal(k_mem_slab_alloc(&slab, &block, K_NO_WAIT), 0);
	assert_ptr_equal(block, blocks[1]);
}

static void a_freed_block_goes_to_the_most_urgent_waiter(void **state)
{
	(void)state;
	allocate_all();
	start(0, K_PRIO_COOP(5));
	start(1, K_PRIO_COOP(3));
	k_mem_slab_free(&slab, blocks[2]);
	k_sleep(K_TICKS(1));
	assert_int_equal(results[1], 0);
	assert_ptr_equal(given[1], blocks[2]);
	assert_int_equal(results[0], 1);
	assert_int_equal(k_mem_slab_num_used_get(&slab), COUNT);
}

static void init_refuses_blocks_that_are_not_whole_words(void **state)
{
	static char __aligned(8) room[2 * SIZE];
	struct k_mem_slab local;

	(void)state;
	assert_int_equal(k_mem_slab_init(&local, room, SIZE + 1, 1), -EINVAL);
	assert_int_equal(k_mem_slab_init(&local, room + 1, SIZE, 1), -EINVAL);
	assert_int_equal(k_mem_slab_init(&local, room, SIZE, 2), 0);
	assert_int_equal(k_mem_slab_num_free_get(&local), 2);
}

static void use_in_interrupt(const void *parameter)
{
	ARG_UNUSED(parameter);
	assert_int_equal(k_mem_slab_alloc(&slab, &blocks[0], K_NO_WAIT), 0);
	k_mem_slab_free(&slab, blocks[0]);
}

static void interrupts_allocate_and_free(void **state)
{
	(void)state;
	irq_offload(use_in_interrupt, NULL);
	assert_int_equal(k_mem_slab_num_used_get(&slab), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_apart_and_aligned),
		cmocka_unit_test(an_exhausted_slab_refuses),
		cmocka_unit_test(used_and_free_are_counted),
		cmocka_unit_test(a_freed_block_can_be_had_again),
		cmocka_unit_test(a_freed_block_goes_to_the_most_urgent_waiter),
		cmocka_unit_test(init_refuses_blocks_that_are_not_whole_words),
		cmocka_unit_test(interrupts_allocate_and_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

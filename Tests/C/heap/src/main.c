/* <zephyr/kernel/heap.h>: blocks of any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/irq_offload.h>
#include <zephyr/kernel.h>

K_HEAP_DEFINE(heap, 1024);
K_HEAP_DEFINE(smallest, 1);

static K_THREAD_STACK_DEFINE(stack, 1024);
static struct k_thread thread;
static void *given;

static void allocated_memory_is_aligned_and_apart(void **state)
{
	uint8_t *blocks[8];

	(void)state;
	for (int i = 0; i < 8; i++) {
		blocks[i] = k_heap_alloc(&heap, (size_t)(20 + i), K_NO_WAIT);
		assert_non_null(blocks[i]);
		assert_int_equal((uintptr_t)blocks[i] % sizeof(void *), 0);
		memset(blocks[i], i, (size_t)(20 + i));
	}
	for (int i = 0; i < 8; i++) {
		for (int j = 0; j < 20 + i; j++) {
			assert_int_equal(blocks[i][j], i);
		}
	}
}

static void the_promised_size_fits(void **state)
{
	void *block;

	(void)state;
	block = k_heap_alloc(&heap, 1024 - 16, K_NO_WAIT);
	assert_non_null(block);
	assert_null(k_heap_alloc(&heap, 512, K_NO_WAIT));
	k_heap_free(&heap, block);
}

static void freed_neighbours_join(void **state)
{
	void *blocks[7];

	(void)state;
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 7; i++) {
			blocks[i] = k_heap_alloc(&heap, 100, K_NO_WAIT);
			assert_non_null(blocks[i]);
		}
		for (int i = 0; i < 7; i++) {
			k_heap_free(&heap, blocks[(i * 3 + round) % 7]);
		}
		blocks[0] = k_heap_alloc(&heap, 900, K_NO_WAIT);
		assert_non_null(blocks[0]);
		k_heap_free(&heap, blocks[0]);
	}
}

static void aligned_memory_is_aligned(void **state)
{
	(void)state;
	for (size_t align = 8; align <= 128; align *= 2) {
		void *block = k_heap_aligned_alloc(&heap, align, 40, K_NO_WAIT);

		assert_non_null(block);
		assert_int_equal((uintptr_t)block % align, 0);
		k_heap_free(&heap, block);
	}
}

static void allocation_times_out(void **state)
{
	void *block = k_heap_alloc(&heap, 900, K_NO_WAIT);
	int64_t before = k_uptime_ticks();

	(void)state;
	assert_non_null(block);
	assert_null(k_heap_alloc(&heap, 900, K_TICKS(20)));
	assert_true(k_uptime_ticks() - before >= 20);
}

static void allocate_much(void *p1, void *p2, void *p3)
{
	ARG_UNUSED(p1);
	ARG_UNUSED(p2);
	ARG_UNUSED(p3);
	given = k_heap_alloc(&heap, 900, K_FOREVER);
}

static void freed_memory_goes_to_a_waiter_whom_it_suffices(void **state)
{
	void *one = k_heap_alloc(&heap, 450, K_NO_WAIT);
	void *other = k_heap_alloc(&heap, 450, K_NO_WAIT);

	(void)state;
	assert_non_null(other);
	given = NULL;
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), allocate_much, NULL, NULL, NULL,
			K_PRIO_COOP(3), 0, K_NO_WAIT);
	k_heap_free(&heap, one);
	k_sleep(K_TICKS(1));
	assert_null(given);
	k_heap_free(&heap, other);
	k_sleep(K_TICKS(1));
	assert_non_null(given);
}

static void calloc_clears_and_refuses_overflow(void **state)
{
	uint8_t *block = k_heap_alloc(&heap, 200, K_NO_WAIT);

	(void)state;
	memset(block, 0xff, 200);
	k_heap_free(&heap, block);
	block = k_heap_calloc(&heap, 10, 20, K_NO_WAIT);
	assert_non_null(block);
	for (int i = 0; i < 200; i++) {
		assert_int_equal(block[i], 0);
	}
	assert_null(k_heap_calloc(&heap, SIZE_MAX / 2, 3, K_NO_WAIT));
	assert_null(k_calloc(SIZE_MAX / 2, 3));
}

static void realloc_keeps_the_content(void **state)
{
	char *block = k_heap_realloc(&heap, NULL, 8, K_NO_WAIT);

	(void)state;
	assert_non_null(block);
	memcpy(block, "1234567", 8);
	block = k_heap_realloc(&heap, block, 300, K_NO_WAIT);
	assert_string_equal(block, "1234567");
	assert_null(k_heap_realloc(&heap, block, 0, K_NO_WAIT));
	assert_non_null(k_heap_alloc(&heap, 900, K_NO_WAIT));
}

static void the_system_heap_serves_malloc(void **state)
{
	void *block = k_malloc(100);
	void *aligned = k_aligned_alloc(64, 100);

	(void)state;
	assert_non_null(block);
	assert_int_equal((uintptr_t)aligned % 64, 0);
	block = k_realloc(block, 200);
	assert_non_null(block);
	k_free(block);
	k_free(aligned);
	k_free(NULL);
	assert_null(k_malloc(CONFIG_HEAP_MEM_POOL_SIZE + 1));
}

static void use_in_interrupt(const void *parameter)
{
	void *block = k_heap_alloc(&heap, 50, K_NO_WAIT);

	ARG_UNUSED(parameter);
	assert_non_null(block);
	k_heap_free(&heap, block);
	k_free(k_malloc(50));
}

static void interrupts_allocate_and_free(void **state)
{
	(void)state;
	irq_offload(use_in_interrupt, NULL);
}

static void an_unlocked_heap_can_be_made_anywhere(void **state)
{
	static char __aligned(8) room[512];
	struct sys_heap local;
	void *block;

	(void)state;
	sys_heap_init(&local, room, sizeof(room));
	block = sys_heap_alloc(&local, 100);
	assert_non_null(block);
	assert_true(sys_heap_usable_size(&local, block) >= 100);
	assert_null(sys_heap_alloc(&local, 512));
	sys_heap_free(&local, block);
	assert_int_equal((uintptr_t)sys_heap_aligned_alloc(&local, 32, 10) % 32, 0);
}

static void the_smallest_heap_holds_one_block(void **state)
{
	char *block = k_heap_alloc(&smallest, 1, K_NO_WAIT);

	(void)state;
	assert_non_null(block);
	assert_null(k_heap_alloc(&smallest, 1, K_NO_WAIT));
	k_heap_free(&smallest, block);
	assert_ptr_equal(k_heap_alloc(&smallest, 1, K_NO_WAIT), block);
}

static void nothing_is_a_block_of_its_own_in_the_system_heap(void **state)
{
	void *first = k_malloc(0);
	void *second = k_calloc(0, 8);
	void *third = k_aligned_alloc(32, 0);

	(void)state;
	assert_non_null(first);
	assert_non_null(second);
	assert_non_null(third);
	assert_ptr_not_equal(first, second);
	assert_int_equal((uintptr_t)third % 32, 0);
	k_free(first);
	k_free(second);
	k_free(third);
	assert_null(k_heap_alloc(&heap, 0, K_NO_WAIT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocated_memory_is_aligned_and_apart),
		cmocka_unit_test(the_promised_size_fits),
		cmocka_unit_test(freed_neighbours_join),
		cmocka_unit_test(aligned_memory_is_aligned),
		cmocka_unit_test(allocation_times_out),
		cmocka_unit_test(freed_memory_goes_to_a_waiter_whom_it_suffices),
		cmocka_unit_test(calloc_clears_and_refuses_overflow),
		cmocka_unit_test(realloc_keeps_the_content),
		cmocka_unit_test(the_system_heap_serves_malloc),
		cmocka_unit_test(interrupts_allocate_and_free),
		cmocka_unit_test(an_unlocked_heap_can_be_made_anywhere),
		cmocka_unit_test(the_smallest_heap_holds_one_block),
		cmocka_unit_test(nothing_is_a_block_of_its_own_in_the_system_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

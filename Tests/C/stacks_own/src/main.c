/* A pool of stacks that the application divides, in C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../stacks/src/stack_tests.h"

/* Slots of one size, each of which has a bit. */
#define SLOT (WHOLE + K_THREAD_STACK_RESERVED)

static unsigned int taken;
static struct bulkhead_stack_block wrong;
static int deallocated;

void bulkhead_stacks_init(const struct bulkhead_stack_region *region)
{
	/* BULKHEAD_STACK_MULTIPLES of what the protection wants. */
	assert_int_equal(region->shape, BULKHEAD_STACK_MULTIPLES);
	assert_int_equal(region->granule, page());
	assert_int_equal(region->base % page(), 0);
	taken = 0;
}

int bulkhead_stacks_allocate(uint32_t bytes, struct bulkhead_stack_block *block)
{
	if (wrong.reserved != 0) {
		*block = wrong;
		return 0;
	}
	for (int i = 0; i < CONFIG_DYNAMIC_THREAD_POOL_SIZE && bytes <= SLOT; i++) {
		if (!(taken & 1u << i)) {
			taken |= 1u << i;
			*block = (struct bulkhead_stack_block){
				.offset = i * ROUND_UP(SLOT, page()),
				.usable = bytes,
				.reserved = ROUND_UP(SLOT, page()),
			};
			return 0;
		}
	}
	return -ENOMEM;
}

int bulkhead_stacks_deallocate(const struct bulkhead_stack_block *block)
{
	deallocated++;
	if (wrong.reserved != 0) {
		return memcmp(block, &wrong, sizeof(wrong)) == 0 ? 0 : -EINVAL;
	}
	if (!(taken & 1u << block->offset / block->reserved)) {
		return -EINVAL;
	}
	taken &= ~(1u << block->offset / block->reserved);
	return 0;
}

void bulkhead_stacks_figures(struct bulkhead_stack_figures *figures)
{
	figures->largest = figures->free == 0 ? 0 : SLOT;
}

/* A block for ever is one like any other. */
int bulkhead_stacks_allocate_for_idle(uint32_t bytes, struct bulkhead_stack_block *block)
{
	int result = bulkhead_stacks_allocate(bytes, block);

	block->usable = block->reserved;
	return result;
}

static void refuses(uint32_t offset, uint32_t usable, uint32_t reserved)
{
	wrong = (struct bulkhead_stack_block){offset, usable, reserved};
	deallocated = 0;
	assert_null(k_thread_stack_alloc(64, 0));
	assert_int_equal(deallocated, 1);
	wrong.reserved = 0;
}

static void a_block_outside_of_the_pool_is_refused(void **state)
{
	uint32_t slot = ROUND_UP(SLOT, page()), total = pool().total;

	(void)state;
	refuses(total, slot, slot);
	refuses(total - page(), slot, slot);
	refuses(0u - slot, slot, slot);
	refuses(0, slot, total + page());
	refuses(page(), slot, 0u - page());
}

static void a_block_across_another_is_refused(void **state)
{
	uint32_t slot = ROUND_UP(SLOT, page());

	(void)state;
	allocated(64);
	allocated(64);
	refuses(0, slot, slot);
	refuses(slot, slot, slot);
	refuses(slot - page(), slot, slot);
	refuses(2 * slot - page(), slot, slot);
}

static void a_block_against_the_rule_is_refused(void **state)
{
	uint32_t slot = ROUND_UP(SLOT, page());

	(void)state;
	refuses(8, slot, slot);
	refuses(0, slot, slot + 8);
	refuses(0, slot, slot - page());
	refuses(0, 48, slot);
}

static void the_free_bytes_are_the_kernels_own_account(void **state)
{
	k_thread_stack_t *stack = allocated(64);

	(void)state;
	assert_int_equal(pool().free, pool().total - of(stack).reserved);
	deallocated = 0;
	assert_int_equal(k_thread_stack_free(stack), 0);
	assert_int_equal(deallocated, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STACK_TESTS,
		cmocka_unit_test(a_block_outside_of_the_pool_is_refused),
		cmocka_unit_test(a_block_across_another_is_refused),
		cmocka_unit_test(a_block_against_the_rule_is_refused),
		cmocka_unit_test(the_free_bytes_are_the_kernels_own_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* <zephyr/drivers/dma.h>: copies from memory to memory, which end with an interrupt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/drivers/dma.h>
#include <zephyr/kernel.h>

static const struct device *const dma = DEVICE_DT_GET(DT_ALIAS(dma0));

static uint32_t from[64], to[64];
static struct dma_block_config blocks[3];
static struct dma_config transfer;

K_SEM_DEFINE(ended, 0, 8);
static int calls, block_calls, last_status;
static uint32_t last_channel;

static void note(const struct device *dev, void *user_data, uint32_t channel, int status)
{
	calls += dev == dma && user_data == &calls;
	block_calls += status == DMA_STATUS_BLOCK;
	last_channel = channel;
	last_status = status;
	k_sem_give(&ended);
}

static uint32_t address(void *pointer)
{
	return (uint32_t)(uintptr_t)pointer;
}

static struct dma_block_config block_of(void *source, void *target, uint32_t size)
{
	return (struct dma_block_config){.source_address = address(source),
					 .dest_address = address(target),
					 .block_size = size};
}

static int fresh(void **state)
{
	if (!device_is_ready(dma) && device_init(dma) != 0) {
		return 1;
	}
	dma_stop(dma, 0);
	dma_stop(dma, 1);
	calls = 0;
	block_calls = 0;
	last_status = -1;
	for (uint32_t i = 0; i < ARRAY_SIZE(from); i++) {
		from[i] = 0x01020304 * (i + 1);
	}
	memset(to, 0, sizeof(to));
	blocks[0] = block_of(from, to, sizeof(from));
	transfer = (struct dma_config){.channel_direction = MEMORY_TO_MEMORY,
				       .source_data_size = 4,
				       .dest_data_size = 4,
				       .block_count = 1,
				       .head_block = &blocks[0],
				       .user_data = &calls,
				       .dma_callback = note};
	return 0;
}

static void run(uint32_t channel)
{
	assert_int_equal(dma_config(dma, channel, &transfer), 0);
	assert_int_equal(dma_start(dma, channel), 0);
	assert_int_equal(k_sem_take(&ended, K_MSEC(100)), 0);
}

static void a_block_is_copied_and_its_end_called_back(void **state)
{
	struct dma_status status;

	run(0);
	assert_memory_equal(to, from, sizeof(from));
	assert_int_equal(calls, 1);
	assert_int_equal(last_channel, 0);
	assert_int_equal(last_status, DMA_STATUS_COMPLETE);
	assert_int_equal(dma_get_status(dma, 0, &status), 0);
	assert_false(status.busy);
	assert_int_equal(status.pending_length, 0);
	assert_int_equal(status.dir, MEMORY_TO_MEMORY);
}

static void bytes_need_no_alignment(void **state)
{
	blocks[0] = block_of((char *)from + 1, (char *)to + 2, 7);
	transfer.source_data_size = 1;
	transfer.dest_data_size = 1;
	run(1);
	assert_int_equal(last_channel, 1);
	assert_memory_equal((char *)to + 2, (char *)from + 1, 7);
	assert_int_equal(((char *)to)[1], 0);
	assert_int_equal(((char *)to)[9], 0);
}

static void an_address_that_does_not_change_fills(void **state)
{
	blocks[0].source_addr_adj = DMA_ADDR_ADJ_NO_CHANGE;
	run(0);
	for (uint32_t i = 0; i < ARRAY_SIZE(to); i++) {
		assert_int_equal(to[i], from[0]);
	}
}

static void a_chain_of_blocks_ends_once(void **state)
{
	blocks[0] = block_of(from, to + 32, 64);
	blocks[1] = block_of(from + 32, to, 64);
	blocks[2] = block_of(from + 60, to + 60, 16);
	blocks[0].next_block = &blocks[1];
	blocks[1].next_block = &blocks[2];
	run(0);
	assert_int_equal(calls, 1);
	assert_memory_equal(to + 32, from, 64);
	assert_memory_equal(to, from + 32, 64);
	assert_memory_equal(to + 60, from + 60, 16);
	assert_int_equal(to[16], 0);
}

static void each_block_calls_back_if_asked_to(void **state)
{
	blocks[0] = block_of(from, to, 64);
	blocks[1] = block_of(from + 16, to + 16, 64);
	blocks[0].next_block = &blocks[1];
	transfer.complete_callback_en = 1;
	run(0);
	assert_int_equal(k_sem_take(&ended, K_MSEC(100)), 0);
	assert_int_equal(calls, 2);
	assert_int_equal(block_calls, 1);
	assert_int_equal(last_status, DMA_STATUS_COMPLETE);
	assert_memory_equal(to, from, 128);
}

static void a_channel_is_reloaded_with_another_block(void **state)
{
	blocks[0] = block_of(from, to, 16);
	run(0);
	assert_int_equal(dma_start(dma, 0), -EINVAL);
	assert_int_equal(dma_reload(dma, 0, address(from + 8), address(to + 8), 32), 0);
	assert_int_equal(dma_start(dma, 0), 0);
	assert_int_equal(k_sem_take(&ended, K_MSEC(100)), 0);
	assert_memory_equal(to, from, 16);
	assert_memory_equal(to + 8, from + 8, 32);
	assert_int_equal(to[4], 0);
	assert_int_equal(dma_reload(dma, 0, address(from), address(to), 3), -EINVAL);
}

static void a_stopped_channel_forgets_its_transfer(void **state)
{
	assert_int_equal(dma_config(dma, 0, &transfer), 0);
	assert_int_equal(dma_stop(dma, 0), 0);
	assert_int_equal(dma_start(dma, 0), -EINVAL);
	assert_int_equal(dma_stop(dma, 0), 0);
	assert_int_equal(dma_suspend(dma, 0), -EINVAL);
	assert_int_equal(dma_resume(dma, 0), -EINVAL);
	assert_int_equal(to[0], 0);
}

static void what_the_controller_cannot_is_refused(void **state)
{
	struct dma_status status;
	uint32_t value = 0;

	assert_int_equal(dma_config(dma, 2, &transfer), -EINVAL);
	assert_int_equal(dma_start(dma, 2), -EINVAL);
	assert_int_equal(dma_stop(dma, 2), -EINVAL);
	assert_int_equal(dma_get_status(dma, 2, &status), -EINVAL);
	transfer.channel_direction = MEMORY_TO_PERIPHERAL;
	assert_int_equal(dma_config(dma, 0, &transfer), -ENOTSUP);
	transfer.channel_direction = MEMORY_TO_MEMORY;
	transfer.cyclic = 1;
	assert_int_equal(dma_config(dma, 0, &transfer), -ENOTSUP);
	transfer.cyclic = 0;
	transfer.dest_data_size = 2;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	transfer.dest_data_size = 4;
	blocks[0].block_size = 6;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	blocks[0].block_size = 0x1000 * 4;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	blocks[0].block_size = 8;
	blocks[0].dest_address += 2;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	blocks[0].dest_address -= 2;
	blocks[0].dest_addr_adj = DMA_ADDR_ADJ_DECREMENT;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	transfer.head_block = NULL;
	assert_int_equal(dma_config(dma, 0, &transfer), -EINVAL);
	assert_int_equal(dma_get_attribute(dma, DMA_ATTR_COPY_ALIGNMENT, &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(dma_get_attribute(dma, DMA_ATTR_MAX_BLOCK_COUNT, &value), -EINVAL);
}

static void a_controller_goes_down_and_comes_up(void **state)
{
	assert_int_equal(dma_config(dma, 0, &transfer), 0);
	assert_int_equal(device_deinit(dma), 0);
	assert_false(device_is_ready(dma));
	assert_int_equal(device_init(dma), 0);
	assert_int_equal(dma_start(dma, 0), -EINVAL);
	run(0);
	assert_memory_equal(to, from, sizeof(from));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_block_is_copied_and_its_end_called_back, fresh),
		cmocka_unit_test_setup(bytes_need_no_alignment, fresh),
		cmocka_unit_test_setup(an_address_that_does_not_change_fills, fresh),
		cmocka_unit_test_setup(a_chain_of_blocks_ends_once, fresh),
		cmocka_unit_test_setup(each_block_calls_back_if_asked_to, fresh),
		cmocka_unit_test_setup(a_channel_is_reloaded_with_another_block, fresh),
		cmocka_unit_test_setup(a_stopped_channel_forgets_its_transfer, fresh),
		cmocka_unit_test_setup(what_the_controller_cannot_is_refused, fresh),
		cmocka_unit_test_setup(a_controller_goes_down_and_comes_up, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

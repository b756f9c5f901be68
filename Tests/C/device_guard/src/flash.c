#include "tests.h"

#include <zephyr/drivers/flash.h>

DRIVER(int, read_bytes, off_t offset, void *bytes, size_t length)
DRIVER(int, write_bytes, off_t offset, const void *bytes, size_t length)
DRIVER(int, erase, off_t offset, size_t length)
DRIVER(int, size, uint64_t *bytes)

static const struct flash_parameters *parameters(const struct device *device)
{
	static const struct flash_parameters some = {.write_block_size = 4, .erase_value = 0xff};

	done++;
	return &some;
}

static void layout(const struct device *device, const struct flash_pages_layout **layout, size_t *size)
{
	static const struct flash_pages_layout pages = {.pages_count = 3, .pages_size = 64};

	done++;
	*layout = &pages;
	*size = 1;
}

static const struct flash_driver_api api = {
	.read = read_bytes,
	.write = write_bytes,
	.erase = erase,
	.get_parameters = parameters,
	.get_size = size,
	.page_layout = layout,
};
DEVICE(flash, NULL, &api);

static bool count_page(const struct flash_pages_info *info, void *pages)
{
	++*(int *)pages;
	return true;
}

static void calls(const struct device *flash)
{
	struct flash_pages_info page;
	uint64_t bytes;
	uint8_t byte;
	int pages = 0, before = done;

	CALL(flash_read(flash, 0, &byte, 1));
	CALL(flash_write(flash, 0, &byte, 1));
	CALL(flash_erase(flash, 0, 64));
	CALL(flash_get_size(flash, &bytes));
	CALL(flash_fill(flash, 1, 0, 64));
	CALL(flash_flatten(flash, 0, 64));
	CALL(flash_get_page_info_by_offs(flash, 65, &page));
	CALL(flash_get_page_info_by_idx(flash, 2, &page));
	assert_int_equal(flash_get_parameters(flash)->write_block_size, refusal == 0 ? 4 : 0);
	assert_int_equal(flash_get_parameters(flash)->erase_value, refusal == 0 ? 0xff : 0);
	assert_int_equal(flash_get_write_block_size(flash), refusal == 0 ? 4 : 0);
	assert_int_equal(flash_get_page_count(flash), refusal == 0 ? 3 : 0);
	flash_page_foreach(flash, count_page, &pages);
	assert_int_equal(pages, refusal == 0 ? 3 : 0);
	assert_int_equal(done > before, refusal == 0);
}

void flash_memories(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_flash)), calls);
}

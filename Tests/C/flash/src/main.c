/* <zephyr/drivers/flash.h> on the board's flash: RAM on the host, NOR flash elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zephyr/drivers/flash.h>
#include <zephyr/kernel.h>

#define FLASH DT_ALIAS(flash0)

static const struct device *const flash = DEVICE_DT_GET(FLASH);
static struct flash_pages_info first, second;
static uint64_t size;

/* Starts with two erased pages. */
static int erased(void **state)
{
	return flash_get_size(flash, &size) != 0 ||
	       flash_get_page_info_by_idx(flash, 0, &first) != 0 ||
	       flash_get_page_info_by_idx(flash, 1, &second) != 0 ||
	       flash_erase(flash, 0, first.size + second.size) != 0;
}

static uint8_t byte_at(off_t offset)
{
	uint8_t byte = 0x55;

	assert_int_equal(flash_read(flash, offset, &byte, 1), 0);
	return byte;
}

static void what_is_written_is_read(void **state)
{
	static const uint8_t text[16] = "fifteen letters";
	uint8_t read[20];

	assert_int_equal(flash_write(flash, 8, text, sizeof(text)), 0);
	assert_int_equal(flash_read(flash, 7, read, sizeof(read)), 0);
	assert_int_equal(read[0], 0xff);
	assert_memory_equal(read + 1, text, sizeof(text));
	assert_int_equal(read[17], 0xff);
	assert_int_equal(flash_read(flash, 11, read, 3), 0);
	assert_memory_equal(read, "tee", 3);
}

static void an_unaligned_source_is_fine(void **state)
{
	uint8_t bytes[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
	uint8_t read[8];

	assert_int_equal(flash_write(flash, 0, bytes + 1, 8), 0);
	assert_int_equal(flash_read(flash, 0, read, 8), 0);
	assert_memory_equal(read, bytes + 1, 8);
}

static void writing_clears_bits_and_sets_none(void **state)
{
	uint32_t word = 0xf0f0f0f0;

	assert_int_equal(flash_write(flash, 0, &word, 4), 0);
	word = 0xff00ff00;
	assert_int_equal(flash_write(flash, 0, &word, 4), 0);
	assert_int_equal(flash_read(flash, 0, &word, 4), 0);
	assert_int_equal(word, 0xf000f000);
}

static void erasing_touches_its_pages_alone(void **state)
{
	uint32_t zero = 0;

	assert_int_equal(flash_write(flash, (off_t)first.size - 4, &zero, 4), 0);
	assert_int_equal(flash_write(flash, second.start_offset, &zero, 4), 0);
	assert_int_equal(flash_erase(flash, 0, first.size), 0);
	assert_int_equal(byte_at((off_t)first.size - 1), flash_get_parameters(flash)->erase_value);
	assert_int_equal(byte_at(second.start_offset), 0);
	assert_int_equal(flash_flatten(flash, second.start_offset, second.size), 0);
	assert_int_equal(byte_at(second.start_offset), 0xff);
}

static void filling_writes_one_value(void **state)
{
	assert_int_equal(flash_fill(flash, 0xa5, 4, 100), 0);
	assert_int_equal(byte_at(3), 0xff);
	assert_int_equal(byte_at(4), 0xa5);
	assert_int_equal(byte_at(103), 0xa5);
	assert_int_equal(byte_at(104), 0xff);
	assert_int_equal(flash_fill(flash, 0xa5, 0, 3), -EINVAL);
}

static void a_range_that_is_not_whole_or_not_inside_is_refused(void **state)
{
	uint32_t word = 0;
	off_t end = (off_t)size;

	assert_int_equal(flash_get_write_block_size(flash), 4);
	assert_int_equal(flash_write(flash, 2, &word, 4), -EINVAL);
	assert_int_equal(flash_write(flash, 4, &word, 3), -EINVAL);
	assert_int_equal(flash_write(flash, end, &word, 4), -EINVAL);
	assert_int_equal(flash_read(flash, end - 2, &word, 4), -EINVAL);
	assert_int_equal(flash_read(flash, -4, &word, 4), -EINVAL);
	assert_int_equal(flash_read(flash, 0, &word, SIZE_MAX), -EINVAL);
	assert_int_equal(flash_read(flash, end, &word, 0), 0);
	assert_int_equal(flash_erase(flash, 4, first.size), -EINVAL);
	assert_int_equal(flash_erase(flash, 0, first.size / 2), -EINVAL);
	assert_int_equal(byte_at(0), 0xff);
}

static bool count_page(const struct flash_pages_info *info, void *data)
{
	uint32_t *pages = data;

	assert_int_equal(info->index, *pages);
	assert_int_equal(info->start_offset, *pages * first.size);
	*pages += 1;
	return *pages < 5;
}

static void pages_are_found_by_offset_and_by_index(void **state)
{
	struct flash_pages_info page;
	uint32_t pages = 0;
	size_t count = flash_get_page_count(flash);

	assert_int_equal(count * first.size, size);
	assert_int_equal(flash_get_page_info_by_offs(flash, (off_t)first.size * 3 + 1, &page), 0);
	assert_int_equal(page.index, 3);
	assert_int_equal(page.start_offset, 3 * first.size);
	assert_int_equal(page.size, first.size);
	assert_int_equal(flash_get_page_info_by_idx(flash, (uint32_t)count - 1, &page), 0);
	assert_int_equal(page.start_offset + page.size, size);
	assert_int_equal(flash_get_page_info_by_idx(flash, (uint32_t)count, &page), -EINVAL);
	assert_int_equal(flash_get_page_info_by_offs(flash, (off_t)size, &page), -EINVAL);
	assert_int_equal(flash_get_page_info_by_offs(flash, -1, &page), -EINVAL);
	flash_page_foreach(flash, count_page, &pages);
	assert_int_equal(pages, 5);
}

static void the_geometry_is_the_description_s(void **state)
{
#if DT_NODE_HAS_PROP(FLASH, erase_block_size)
	assert_int_equal(size, DT_PROP(FLASH, size));
	assert_int_equal(first.size, DT_PROP(FLASH, erase_block_size));
#else
	assert_int_equal(size, DT_REG_SIZE(FLASH));
	assert_int_equal(first.size, 256 * 1024);
#endif
}

static void a_memory_goes_down_and_comes_up(void **state)
{
	assert_int_equal(device_deinit(flash), 0);
	assert_false(device_is_ready(flash));
	assert_int_equal(device_init(flash), 0);
	assert_true(device_is_ready(flash));
	assert_int_equal(byte_at(0), 0xff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_written_is_read, erased),
		cmocka_unit_test_setup(an_unaligned_source_is_fine, erased),
		cmocka_unit_test_setup(writing_clears_bits_and_sets_none, erased),
		cmocka_unit_test_setup(erasing_touches_its_pages_alone, erased),
		cmocka_unit_test_setup(filling_writes_one_value, erased),
		cmocka_unit_test_setup(a_range_that_is_not_whole_or_not_inside_is_refused, erased),
		cmocka_unit_test_setup(pages_are_found_by_offset_and_by_index, erased),
		cmocka_unit_test_setup(the_geometry_is_the_description_s, erased),
		cmocka_unit_test_setup(a_memory_goes_down_and_comes_up, erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

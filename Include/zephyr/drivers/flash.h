/*
 * Flash memories: read anywhere, erased by pages, written in blocks. Offsets count from the memory's
 * beginning. All functions are for threads; they wait while another thread erases or writes. A
 * range outside the memory, or one that is not of whole pages or blocks, gives -EINVAL. A function on a
 * memory that is not up does nothing; those that return int give -ENODEV, or -ESHUTDOWN once it went
 * down.
 */
#ifndef ZEPHYR_DRIVERS_FLASH_H
#define ZEPHYR_DRIVERS_FLASH_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <zephyr/device.h>
#include <zephyr/types.h>

BULKHEAD_NONNULL_BEGIN

/* So many pages of one size, in a row. */
struct flash_pages_layout {
	size_t pages_count;
	size_t pages_size;
};

struct flash_parameters {
	const size_t write_block_size;
	struct {
		/* Writing needs no erasing before it. */
		bool no_explicit_erase : 1;
	} caps;
	uint8_t erase_value; /* what an erased byte reads as */
};

#define FLASH_ERASE_C_EXPLICIT 0x01

static inline int flash_params_get_erase_cap(const struct flash_parameters *p)
{
	return p->caps.no_explicit_erase ? 0 : FLASH_ERASE_C_EXPLICIT;
}

struct flash_pages_info {
	off_t start_offset;
	size_t size;
	uint32_t index;
};

/* Sees a page; false ends the walk. */
typedef bool (*flash_page_cb)(const struct flash_pages_info *info, void *BULKHEAD_NULLABLE data);

/* What a driver implements; each is called through the function of its name below. */
struct flash_driver_api {
	int (*read)(const struct device *dev, off_t offset, void *data, size_t len);
	int (*write)(const struct device *dev, off_t offset, const void *data, size_t len);
	int (*erase)(const struct device *dev, off_t offset, size_t size);
	const struct flash_parameters *BULKHEAD_NONNULL (*BULKHEAD_NONNULL get_parameters)(
		const struct device *dev);
	int (*get_size)(const struct device *dev, uint64_t *size);
	void (*page_layout)(const struct device *dev,
			    const struct flash_pages_layout *BULKHEAD_NULLABLE *BULKHEAD_NONNULL layout,
			    size_t *layout_size);
};

static inline const struct flash_driver_api *bulkhead_flash_api(const struct device *dev)
{
	return (const struct flash_driver_api *)dev->api;
}

static inline int flash_read(const struct device *dev, off_t offset, void *data, size_t len)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_flash_api(dev)->read(dev, offset, data, len));
}

/* Writes erased blocks; of others nothing can be said but that no bit turns to the erased value. */
static inline int flash_write(const struct device *dev, off_t offset, const void *data, size_t len)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_flash_api(dev)->write(dev, offset, data, len));
}

/* Erases whole pages. -EIO: the memory says that it failed. */
static inline int flash_erase(const struct device *dev, off_t offset, size_t size)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_flash_api(dev)->erase(dev, offset, size));
}

static inline int flash_get_size(const struct device *dev, uint64_t *size)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_flash_api(dev)->get_size(dev, size));
}

/* All 0 for a memory that is not up. */
static inline const struct flash_parameters *flash_get_parameters(const struct device *dev)
{
	static const struct flash_parameters none = {0};

	return BULKHEAD_DEVICE_CALL_OR(dev, &none, bulkhead_flash_api(dev)->get_parameters(dev));
}

/* Bytes of a block; 0 if the memory is not up. */
static inline size_t flash_get_write_block_size(const struct device *dev)
{
	return flash_get_parameters(dev)->write_block_size;
}

/* Writes `size` bytes that are all `value`. */
static inline int flash_fill(const struct device *dev, uint8_t value, off_t offset, size_t size)
{
	uint8_t piece[32];
	size_t block = flash_get_write_block_size(dev);

	if (bulkhead_device_refusal(dev) != 0) {
		return -bulkhead_device_refusal(dev);
	}
	if (block > sizeof(piece) || size % block != 0) {
		return -BULKHEAD_EINVAL;
	}
	__builtin_memset(piece, value, sizeof(piece));
	for (size_t done = 0; done < size;) {
		size_t most = sizeof(piece) - sizeof(piece) % block;
		size_t length = size - done < most ? size - done : most;
		int result = flash_write(dev, offset + (off_t)done, piece, length);

		if (result != 0) {
			return result;
		}
		done += length;
	}
	return 0;
}

/* Erases where the memory wants that before writing; else the bytes get the erased value. */
static inline int flash_flatten(const struct device *dev, off_t offset, size_t size)
{
	const struct flash_parameters *parameters = flash_get_parameters(dev);

	if (flash_params_get_erase_cap(parameters) & FLASH_ERASE_C_EXPLICIT) {
		return flash_erase(dev, offset, size);
	}
	return flash_fill(dev, parameters->erase_value, offset, size);
}

/* The pages; none of a memory that is not up. */
static inline void bulkhead_flash_layout_if_up(
	const struct device *dev,
	const struct flash_pages_layout *BULKHEAD_NULLABLE *BULKHEAD_NONNULL layout, size_t *count)
{
	*count = 0;
	if (bulkhead_device_refusal(dev) == 0) {
		bulkhead_flash_api(dev)->page_layout(dev, layout, count);
	}
}

/* Shows every page to `callback`, from the first on; none of a memory that is not up. */
static inline void flash_page_foreach(const struct device *dev, flash_page_cb callback,
				      void *BULKHEAD_NULLABLE data)
{
	const struct flash_pages_layout *BULKHEAD_NULLABLE layout;
	struct flash_pages_info page = {0, 0, 0};
	size_t count;

	bulkhead_flash_layout_if_up(dev, &layout, &count);
	for (size_t group = 0; group < count; group++) {
		page.size = layout[group].pages_size;
		for (size_t i = 0; i < layout[group].pages_count; i++) {
			if (!callback(&page, data)) {
				return;
			}
			page.start_offset += (off_t)page.size;
			page.index++;
		}
	}
}

/* 0 if the memory is not up. */
static inline size_t flash_get_page_count(const struct device *dev)
{
	const struct flash_pages_layout *BULKHEAD_NULLABLE layout;
	size_t count, pages = 0;

	bulkhead_flash_layout_if_up(dev, &layout, &count);
	for (size_t group = 0; group < count; group++) {
		pages += layout[group].pages_count;
	}
	return pages;
}

/* The page with an offset, or with an index if `offset` is negative. -EINVAL: there is none. */
static inline int bulkhead_flash_find_page(const struct device *dev, off_t offset, uint32_t index,
					   struct flash_pages_info *info)
{
	const struct flash_pages_layout *BULKHEAD_NULLABLE layout;
	off_t start = 0;
	uint32_t first = 0;
	size_t count;

	bulkhead_flash_api(dev)->page_layout(dev, &layout, &count);
	for (size_t group = 0; group < count; group++) {
		size_t size = layout[group].pages_size;
		uint32_t pages = (uint32_t)layout[group].pages_count;
		uint32_t place = offset >= 0 ? (uint32_t)((size_t)(offset - start) / size) : index - first;

		if (place < pages) {
			info->start_offset = start + (off_t)(place * size);
			info->size = size;
			info->index = first + place;
			return 0;
		}
		start += (off_t)(pages * size);
		first += pages;
	}
	return -BULKHEAD_EINVAL;
}

/* What is known of the page that contains an offset. */
static inline int flash_get_page_info_by_offs(const struct device *dev, off_t offset,
					      struct flash_pages_info *info)
{
	return BULKHEAD_DEVICE_CALL(dev, offset < 0 ? -BULKHEAD_EINVAL
						    : bulkhead_flash_find_page(dev, offset, 0, info));
}

/* What is known of a page by its place, from 0. */
static inline int flash_get_page_info_by_idx(const struct device *dev, uint32_t page_index,
					     struct flash_pages_info *info)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_flash_find_page(dev, -1, page_index, info));
}

BULKHEAD_NONNULL_END

#endif

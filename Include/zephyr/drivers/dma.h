/*
 * DMA controllers: channels that copy without the processor. Functions that start, stop and ask may
 * be called in any context. One on a controller that is not up does nothing and gives -ENODEV, or
 * -ESHUTDOWN once it went down.
 */
#ifndef ZEPHYR_DRIVERS_DMA_H
#define ZEPHYR_DRIVERS_DMA_H

#include <bulkhead/attributes.h>
#include <bulkhead/error_numbers.h>
#include <zephyr/device.h>

enum dma_channel_direction {
	MEMORY_TO_MEMORY,
	MEMORY_TO_PERIPHERAL,
	PERIPHERAL_TO_MEMORY,
	PERIPHERAL_TO_PERIPHERAL,
	HOST_TO_MEMORY,
	MEMORY_TO_HOST,
	DMA_CHANNEL_DIRECTION_COMMON_COUNT,
	DMA_CHANNEL_DIRECTION_PRIV_START = DMA_CHANNEL_DIRECTION_COMMON_COUNT,
	DMA_CHANNEL_DIRECTION_MAX = 7,
};

enum dma_addr_adj {
	DMA_ADDR_ADJ_INCREMENT,
	DMA_ADDR_ADJ_DECREMENT,
	DMA_ADDR_ADJ_NO_CHANGE,
};

enum dma_channel_filter {
	DMA_CHANNEL_NORMAL,
	DMA_CHANNEL_PERIODIC,
};

enum dma_attribute_type {
	DMA_ATTR_BUFFER_ADDRESS_ALIGNMENT,
	DMA_ATTR_BUFFER_SIZE_ALIGNMENT,
	DMA_ATTR_COPY_ALIGNMENT,
	DMA_ATTR_MAX_BLOCK_COUNT,
};

/* What a callback is told; errors are negative error numbers. */
#define DMA_STATUS_COMPLETE 0
#define DMA_STATUS_BLOCK 1
#define DMA_STATUS_HALF_COMPLETE 2

#define DMA_MAGIC 0x47494749

BULKHEAD_NONNULL_BEGIN

/* One piece of a transfer; the chain of them stays unchanged until the transfer has ended. */
struct dma_block_config {
	uint32_t source_address;
	uint32_t dest_address;
	uint32_t source_gather_interval;
	uint32_t dest_scatter_interval;
	uint16_t dest_scatter_count;
	uint16_t source_gather_count;
	uint32_t block_size; /* bytes */
	struct dma_block_config *BULKHEAD_NULLABLE next_block;
	uint16_t source_gather_en : 1;
	uint16_t dest_scatter_en : 1;
	uint16_t source_addr_adj : 2; /* enum dma_addr_adj */
	uint16_t dest_addr_adj : 2;
	uint16_t source_reload_en : 1;
	uint16_t dest_reload_en : 1;
	uint16_t fifo_mode_control : 4;
	uint16_t flow_control_mode : 1;
	uint16_t _reserved : 3;
};

/* Runs as an interrupt handler. */
typedef void (*dma_callback_t)(const struct device *dev, void *BULKHEAD_NULLABLE user_data,
			       uint32_t channel, int status);

struct dma_config {
	uint32_t dma_slot : 8;
	uint32_t channel_direction : 3; /* enum dma_channel_direction */
	uint32_t half_complete_callback_en : 1;
	uint32_t complete_callback_en : 1; /* call back after each block, not only after the last */
	uint32_t error_callback_dis : 1;   /* do not call back for an error */
	uint32_t source_handshake : 1;
	uint32_t dest_handshake : 1;
	uint32_t channel_priority : 4;
	uint32_t source_chaining_en : 1;
	uint32_t dest_chaining_en : 1;
	uint32_t linked_channel : 7;
	uint32_t cyclic : 1;
	uint32_t _reserved : 2;
	uint32_t source_data_size : 16; /* bytes of one access */
	uint32_t dest_data_size : 16;
	uint32_t source_burst_length : 16;
	uint32_t dest_burst_length : 16;
	uint32_t block_count;
	struct dma_block_config *BULKHEAD_NULLABLE head_block;
	void *BULKHEAD_NULLABLE user_data;
	dma_callback_t BULKHEAD_NULLABLE dma_callback;
};

struct dma_status {
	bool busy;
	enum dma_channel_direction dir;
	uint32_t pending_length; /* bytes of the present block that are still to come */
	uint32_t free;
	uint32_t write_position;
	uint32_t read_position;
	uint64_t total_copied;
};

/* What a driver implements; each is called through the function of its name below. */
struct dma_driver_api {
	int (*config)(const struct device *dev, uint32_t channel, struct dma_config *config);
	int (*BULKHEAD_NULLABLE reload)(const struct device *dev, uint32_t channel, uint32_t src,
					uint32_t dst, size_t size);
	int (*start)(const struct device *dev, uint32_t channel);
	int (*stop)(const struct device *dev, uint32_t channel);
	int (*BULKHEAD_NULLABLE suspend)(const struct device *dev, uint32_t channel);
	int (*BULKHEAD_NULLABLE resume)(const struct device *dev, uint32_t channel);
	int (*BULKHEAD_NULLABLE get_status)(const struct device *dev, uint32_t channel,
					    struct dma_status *status);
	int (*BULKHEAD_NULLABLE get_attribute)(const struct device *dev, uint32_t type,
					       uint32_t *value);
};

static inline const struct dma_driver_api *bulkhead_dma_api(const struct device *dev)
{
	return (const struct dma_driver_api *)dev->api;
}

/*
 * Prepares a channel for a transfer. -EINVAL: no such channel, or blocks that it cannot copy;
 * -ENOTSUP: what the controller has not; -EBUSY: the channel runs. Thread.
 */
static inline int dma_config(const struct device *dev, uint32_t channel, struct dma_config *config)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_dma_api(dev)->config(dev, channel, config));
}

/* Gives a configured channel one other block, to be started like the first. */
static inline int dma_reload(const struct device *dev, uint32_t channel, uint32_t src, uint32_t dst,
			     size_t size)
{
	const struct dma_driver_api *api = bulkhead_dma_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->reload, channel, src, dst, size);
}

/* Starts what was configured; a channel that runs goes on. -EINVAL: nothing is configured. */
static inline int dma_start(const struct device *dev, uint32_t channel)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_dma_api(dev)->start(dev, channel));
}

/* Stops a channel, which forgets its transfer; no callback follows. */
static inline int dma_stop(const struct device *dev, uint32_t channel)
{
	return BULKHEAD_DEVICE_CALL(dev, bulkhead_dma_api(dev)->stop(dev, channel));
}

/* Holds a running channel; dma_resume lets it go on. -EINVAL: it does not run. */
static inline int dma_suspend(const struct device *dev, uint32_t channel)
{
	const struct dma_driver_api *api = bulkhead_dma_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->suspend, channel);
}

static inline int dma_resume(const struct device *dev, uint32_t channel)
{
	const struct dma_driver_api *api = bulkhead_dma_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->resume, channel);
}

static inline int dma_get_status(const struct device *dev, uint32_t channel,
				 struct dma_status *stat)
{
	const struct dma_driver_api *api = bulkhead_dma_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->get_status, channel, stat);
}

/* A fact about the controller: enum dma_attribute_type. */
static inline int dma_get_attribute(const struct device *dev, uint32_t type, uint32_t *value)
{
	const struct dma_driver_api *api = bulkhead_dma_api(dev);

	return BULKHEAD_DEVICE_OPTIONAL_CALL(dev, api->get_attribute, type, value);
}

/* The burst length as most controllers encode it: the place of its highest bit. */
static inline uint32_t dma_burst_index(uint32_t burst)
{
	return burst == 0 ? 0 : 31 - (uint32_t)__builtin_clz(burst);
}

static inline uint32_t dma_width_index(uint32_t size)
{
	return dma_burst_index(size);
}

BULKHEAD_NONNULL_END

#endif

#include "tests.h"

#include <zephyr/drivers/dma.h>

DRIVER(int, config, uint32_t channel, struct dma_config *config)
DRIVER(int, reload, uint32_t channel, uint32_t source, uint32_t target, size_t size)
DRIVER(int, on_channel, uint32_t channel)
DRIVER(int, get_status, uint32_t channel, struct dma_status *status)
DRIVER(int, get_attribute, uint32_t type, uint32_t *value)

static const struct dma_driver_api api = {
	.config = config,
	.reload = reload,
	.start = on_channel,
	.stop = on_channel,
	.suspend = on_channel,
	.resume = on_channel,
	.get_status = get_status,
	.get_attribute = get_attribute,
};
DEVICE(dma, NULL, &api);

static void calls(const struct device *dma)
{
	struct dma_config transfer = {0};
	struct dma_status status;
	uint32_t value;

	CALL(dma_config(dma, 0, &transfer));
	CALL(dma_reload(dma, 0, 0, 0, 0));
	CALL(dma_start(dma, 0));
	CALL(dma_stop(dma, 0));
	CALL(dma_suspend(dma, 0));
	CALL(dma_resume(dma, 0));
	CALL(dma_get_status(dma, 0, &status));
	CALL(dma_get_attribute(dma, DMA_ATTR_MAX_BLOCK_COUNT, &value));
}

void dma_controllers(void **state)
{
	through_its_life(DEVICE_DT_GET(DT_NODELABEL(guard_dma)), calls);
}
